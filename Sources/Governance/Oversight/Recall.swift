package import Identity
package import JSON

/// A released answer that was found wrong. The answer stays where it is, and says so from now on.
package struct Recall: Sendable, Hashable {
    /// The answer's id.
    package let query: String
    package let project: String
    /// What is wrong with it, in words that the public may read.
    package let reason: String
    package let by: PersonID
    package let at: Moment

    package init(query: String, project: String, reason: String, by: PersonID, at: Moment) {
        self.query = query
        self.project = project
        self.reason = reason
        self.by = by
        self.at = at
    }

    /// Reads the body of a request: `query` and `reason`. Throws a `JSONError` with the place of what does not fit.
    package static func request(_ body: JSONValue) throws(JSONError) -> (query: String, reason: String) {
        let fields = try JSONCursor(body).object()
        try fields.allowOnly("query", "reason")
        return (try fields.required("query").word(), try fields.required("reason").text(1...2000))
    }

    /// Reads the stored form. Throws a `JSONError` with the place of what does not fit.
    package init(json: JSONValue) throws(JSONError) {
        let fields = try JSONCursor(json).object()
        try fields.allowOnly("query", "project", "reason", "by", "at")
        self.init(
            query: try fields.required("query").word(), project: try fields.required("project").word(),
            reason: try fields.required("reason").string(), by: try fields.required("by").personID(),
            at: try fields.required("at").moment())
    }

    /// The stored form, and what stewards and members of the project read.
    package var json: JSONValue {
        [
            "query": .string(query), "project": .string(project), "reason": .string(reason),
            "by": .string(by.description), "at": .string(at.description),
        ]
    }
}
