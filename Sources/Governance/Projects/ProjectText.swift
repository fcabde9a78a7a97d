package import Identity
package import JSON

/// A project's text, with everything that people said of it. A changed text loses all that: it is said again.
package struct ProjectText: Sendable, Hashable {
    package let proposal: Proposal
    package internal(set) var signatures: [Signature]
    package internal(set) var meetings: [Meeting]
    /// What is to change before the text is handed in again.
    package internal(set) var comments: [Project.Comment]
    /// Whether it says the same as the text that it follows: a renewal, for which the panel's chair is enough.
    package internal(set) var isRepeated: Bool

    init(_ proposal: Proposal, isRepeated: Bool = false) {
        self.proposal = proposal
        self.isRepeated = isRepeated
        signatures = []
        meetings = []
        comments = []
    }

    /// Whether the accountable owner has signed.
    func ownerHasSigned(on day: CivilDay) -> Bool {
        signatures.contains { $0.capacity == .accountableOwner && $0.by == proposal.owner && $0.holds(on: day) }
    }

    /// Whether somebody has signed for this controller, and the signature holds on this day.
    func hasSigned(controller: String, on day: CivilDay) -> Bool {
        signatures.contains { $0.capacity == .controller(controller) && $0.holds(on: day) }
    }
}

/// Which of a project's texts a step is about.
package enum TextOfProject: String, Sendable, Hashable, CaseIterable {
    /// The one that was handed in first, and the one in force once there is an approval.
    case project
    /// A later one, which is signed and decided on while the one in force still serves.
    case amendment
}

/// A text that is to follow the one in force: a change, or the same again for another year.
package struct Amendment: Sendable, Hashable {
    package internal(set) var text: ProjectText
    /// Draft, submitted or returned while it is under way; refused or withdrawn once it is over.
    package internal(set) var state: ProjectState
    package internal(set) var stateReason: String?
    package let startedAt: Moment

    /// Whether anything can still come of it.
    var isUnderWay: Bool { [.draft, .submitted, .returned].contains(state) }
}

extension ProjectText {
    static let members = ["proposal", "signatures", "meetings", "comments", "repeated"]

    init(_ fields: JSONFields) throws(JSONError) {
        self.init(
            try Proposal(try fields.required("proposal")), isRepeated: try fields.optional("repeated")?.bool() ?? false)
        for member in try fields.required("signatures").array() { signatures.append(try Signature(member)) }
        for member in try fields.required("meetings").array() { meetings.append(try Meeting(member)) }
        comments = try Project.Comment.list(try fields.required("comments"))
    }

    func write(to object: inout JSONObject) {
        object["proposal"] = proposal.json
        object["signatures"] = .array(signatures.map(\.json))
        object["meetings"] = .array(meetings.map(\.json))
        object["comments"] = .array(comments.map(\.json))
        if isRepeated { object["repeated"] = true }
    }
}

extension Amendment {
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly(ProjectText.members + ["state", "stateReason", "startedAt"])
        self.init(
            text: try ProjectText(fields),
            state: try fields.required("state").oneOf(ProjectState.self),
            stateReason: try fields.optional("stateReason")?.string(),
            startedAt: try fields.required("startedAt").moment())
    }

    package var json: JSONValue {
        var object: JSONObject = ["state": .string(state.rawValue), "startedAt": .string(startedAt.description)]
        object["stateReason"] = stateReason.map { .string($0) }
        text.write(to: &object)
        return .object(object)
    }
}
