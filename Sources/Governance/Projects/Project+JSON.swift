import Identity
package import JSON

extension Project {
    /// The stored form, and what members and stewards read; `init(json:)` reads it back.
    package var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id), "version": .integer(version), "state": .string(state.rawValue),
            "createdBy": .string(createdBy.description), "createdAt": .string(createdAt.description),
            "changedAt": .string(changedAt.description), "proposal": proposal.json,
            "signatures": .array(signatures.map(\.json)), "comments": .array(comments.map(\.json)),
            "mark": .string(mark.rawValue),
        ]
        object["stateReason"] = stateReason.map { .string($0) }
        object["approval"] = approval?.json
        object["markReason"] = markReason.map { .string($0) }
        object["publishedAt"] = publishedAt.map { .string($0.description) }
        return .object(object)
    }

    /// Reads the stored form. Throws a `JSONError` with the place of what does not fit.
    package init(json: JSONValue) throws(JSONError) {
        let fields = try JSONCursor(json).object()
        try fields.allowOnly(
            "id", "version", "state", "stateReason", "createdBy", "createdAt", "changedAt", "proposal", "signatures",
            "comments", "approval", "mark", "markReason", "publishedAt")
        var signatures: [Signature] = []
        for member in try fields.required("signatures").array() { signatures.append(try Signature(member)) }
        var approval: Approval?
        if let member = fields.optional("approval") { approval = try Approval(member) }
        self.init(
            id: try fields.required("id").word(), version: try fields.required("version").integer(in: 1...1_000_000),
            state: try fields.required("state").oneOf(ProjectState.allCases.map { ($0.rawValue, $0) }),
            stateReason: try fields.optional("stateReason")?.string(),
            createdBy: try fields.required("createdBy").personID(),
            createdAt: try fields.required("createdAt").moment(),
            changedAt: try fields.required("changedAt").moment(),
            proposal: try Proposal(try fields.required("proposal")), signatures: signatures,
            comments: try Comment.list(try fields.required("comments")), approval: approval,
            mark: try fields.required("mark").oneOf(CharterMark.allCases.map { ($0.rawValue, $0) }),
            markReason: try fields.optional("markReason")?.string(),
            publishedAt: try fields.optional("publishedAt")?.moment())
    }
}

extension Project.Comment {
    var json: JSONValue { ["pointer": .string(pointer), "comment": .string(comment)] }

    static func list(_ cursor: JSONCursor) throws(JSONError) -> [Project.Comment] {
        var comments: [Project.Comment] = []
        for element in try cursor.array() {
            let fields = try element.object()
            try fields.allowOnly("pointer", "comment")
            let pointer = try fields.required("pointer")
            let text = try pointer.string()
            guard text.isEmpty || text.utf8.first == UInt8(ascii: "/"), text.utf8.count <= 200 else {
                throw pointer.fail("write a JSON Pointer, such as `/benefit`")
            }
            comments.append(
                Project.Comment(pointer: text, comment: try fields.required("comment").text(1...2000)))
        }
        return comments
    }
}
