import Identity
package import JSON

extension Project {
    /// The stored form, and what members and stewards read; `init(json:)` reads it back.
    package var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id), "version": .integer(version), "state": .string(state.rawValue),
            "createdBy": .string(createdBy.description), "createdAt": .string(createdAt.description),
            "changedAt": .string(changedAt.description),
        ]
        text.write(to: &object)
        object["stateReason"] = stateReason.map { .string($0) }
        object["amendment"] = amendment?.json
        object["approval"] = approval?.json
        object["grants"] = .array(grants.map(\.json))
        object["joining"] = JSONValue(set: joining.map(\.description))
        object["admitted"] = JSONValue(set: admitted.map(\.description))
        object["mark"] = .string(mark.rawValue)
        object["markReason"] = markReason.map { .string($0) }
        object["publishedAt"] = publishedAt.map { .string($0.description) }
        object["outcomes"] = .array(outcomes.map(\.json))
        object["history"] = .array(history.map(\.json))
        return .object(object)
    }

    /// Reads the stored form. Throws a `JSONError` with the place of what does not fit.
    package init(json: JSONValue) throws(JSONError) {
        let fields = try JSONCursor(json).object()
        try fields.allowOnly(
            ProjectText.members + [
                "id", "version", "state", "stateReason", "createdBy", "createdAt", "changedAt", "amendment",
                "approval", "grants", "joining", "admitted", "mark", "markReason", "publishedAt", "outcomes",
                "history",
            ])
        var amendment: Amendment?
        if let member = fields.optional("amendment") { amendment = try Amendment(member) }
        var approval: Approval?
        if let member = fields.optional("approval") { approval = try Approval(member) }
        self.init(
            id: try fields.required("id").word(), version: try fields.required("version").integer(in: 1...1_000_000),
            state: try fields.required("state").oneOf(ProjectState.self),
            stateReason: try fields.optional("stateReason")?.string(),
            createdBy: try fields.required("createdBy").personID(),
            createdAt: try fields.required("createdAt").moment(),
            changedAt: try fields.required("changedAt").moment(), text: try ProjectText(fields),
            amendment: amendment, approval: approval,
            grants: try fields.list("grants") { member throws(JSONError) in try BudgetGrant(member) },
            joining: try fields.people("joining"), admitted: try fields.people("admitted"),
            mark: try fields.required("mark").oneOf(CharterMark.self),
            markReason: try fields.optional("markReason")?.string(),
            publishedAt: try fields.optional("publishedAt")?.moment(),
            outcomes: try fields.list("outcomes") { member throws(JSONError) in try OutcomeReport(member) },
            history: try fields.list("history") { member throws(JSONError) in try PastStep(member) })
    }
}

extension JSONFields {
    fileprivate func list<Element>(
        _ name: String, _ read: (JSONCursor) throws(JSONError) -> Element
    ) throws(JSONError) -> [Element] {
        var elements: [Element] = []
        for member in try required(name).array() { elements.append(try read(member)) }
        return elements
    }

    fileprivate func people(_ name: String) throws(JSONError) -> Set<PersonID> {
        try required(name).set(atMost: 200) { cursor throws(JSONError) in try cursor.personID() }
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
