package import JSON

/// What somebody wants to do with a project.
package enum ProjectAction: Sendable, Hashable {
    case edit(Proposal)
    case submit(note: String?)
    case withdraw(reason: String)
    case sign(SignatureCapacity, SignatureTerms)
    case takeBackSignature(SignatureCapacity, reason: String)
    case approve(ApprovalTerms)
    case `return`([Project.Comment])
    case refuse(reason: String)
    case suspend(reason: String)
    case resume(reason: String)
    case end(reason: String)
    case mark(CharterMark, reason: String)
    /// Publishes the project's entry in the public register.
    case publish

    /// The steps of a project's life, without what they carry.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case edit, submit, withdraw, sign, unsign, approve, `return`, refuse, suspend, resume, end, mark, publish

        /// The states in which the step may be taken.
        package var from: Set<ProjectState> {
            switch self {
            case .edit, .submit: [.draft, .returned]
            case .withdraw: [.draft, .submitted, .returned]
            case .sign, .unsign: [.submitted, .approved, .suspended]
            case .approve, .return, .refuse: [.submitted]
            case .suspend: [.approved]
            case .resume: [.suspended]
            case .end: [.approved, .suspended]
            case .mark, .publish: [.approved, .suspended, .ended]
            }
        }

        /// The state after the step, or nil where it does not change.
        package var leadsTo: ProjectState? {
            switch self {
            case .edit, .sign, .unsign, .mark, .publish: nil
            case .submit: .submitted
            case .withdraw: .withdrawn
            case .approve, .resume: .approved
            case .return: .returned
            case .refuse: .refused
            case .suspend: .suspended
            case .end: .ended
            }
        }

        /// The type of the audit entry.
        package var event: String {
            switch self {
            case .mark: "mark.change"
            case .publish: "register.publish"
            case .edit, .submit, .withdraw, .sign, .unsign, .approve, .return, .refuse, .suspend, .resume, .end:
                "project.\(rawValue)"
            }
        }
    }

    package var kind: Kind {
        switch self {
        case .edit: .edit
        case .submit: .submit
        case .withdraw: .withdraw
        case .sign: .sign
        case .takeBackSignature: .unsign
        case .approve: .approve
        case .return: .return
        case .refuse: .refuse
        case .suspend: .suspend
        case .resume: .resume
        case .end: .end
        case .mark: .mark
        case .publish: .publish
        }
    }
}

extension ProjectAction {
    /// Reads the body of a `PUT` of a draft. Throws a `JSONError` with the place of what does not fit.
    package static func edit(body: JSONValue) throws(JSONError) -> ProjectAction {
        .edit(try Proposal(json: body))
    }

    /// Reads the body of a submission: an optional `note`. Throws a `JSONError` with the place.
    package static func submission(body: JSONValue) throws(JSONError) -> ProjectAction {
        let fields = try JSONCursor(body).object()
        try fields.allowOnly("note")
        return .submit(note: try fields.optional("note")?.text(1...2000))
    }

    /// Reads the body of a signature: `as` and, for controllers, `controller`; where there are any `reference` and
    /// `lastDay`. With `"withdrawn": true` and a `reason` it is taken back. Throws a `JSONError` with the place.
    package static func signature(body: JSONValue) throws(JSONError) -> ProjectAction {
        let fields = try JSONCursor(body).object()
        guard try fields.optional("withdrawn")?.bool() ?? false else {
            try fields.allowOnly("as", "controller", "reference", "lastDay", "withdrawn")
            return .sign(try SignatureCapacity(fields), try SignatureTerms(fields))
        }
        try fields.allowOnly("as", "controller", "withdrawn", "reason")
        return .takeBackSignature(try SignatureCapacity(fields), reason: try fields.reason())
    }

    /// Reads the body of a decision: `decision`, and what it needs: `terms` to approve, `comments` to return, `mark`
    /// and `reason` to change the charter mark, nothing to publish, otherwise `reason`.
    ///
    /// Throws a `JSONError` with the place of what does not fit.
    package static func decision(body: JSONValue) throws(JSONError) -> ProjectAction {
        let fields = try JSONCursor(body).object()
        switch try fields.required("decision").oneOf(DecisionWord.allCases.map { ($0.rawValue, $0) }) {
        case .approve:
            try fields.allowOnly("decision", "terms")
            return .approve(try ApprovalTerms(try fields.required("terms")))
        case .return:
            try fields.allowOnly("decision", "comments")
            let comments = try fields.required("comments")
            let list = try Project.Comment.list(comments)
            guard !list.isEmpty else { throw comments.fail("say at least once what is to change") }
            return .return(list)
        case .mark:
            try fields.allowOnly("decision", "mark", "reason")
            let marks = CharterMark.allCases.map { ($0.rawValue, $0) }
            return .mark(try fields.required("mark").oneOf(marks), reason: try fields.reason())
        case .publish:
            try fields.allowOnly("decision")
            return .publish
        case .refuse: return .refuse(reason: try fields.onlyReason())
        case .suspend: return .suspend(reason: try fields.onlyReason())
        case .resume: return .resume(reason: try fields.onlyReason())
        case .end: return .end(reason: try fields.onlyReason())
        case .withdraw: return .withdraw(reason: try fields.onlyReason())
        }
    }

    private enum DecisionWord: String, CaseIterable {
        case approve, `return`, refuse, suspend, resume, end, mark, publish, withdraw
    }
}

extension JSONFields {
    fileprivate func reason() throws(JSONError) -> String { try required("reason").text(1...2000) }

    fileprivate func onlyReason() throws(JSONError) -> String {
        try allowOnly("decision", "reason")
        return try reason()
    }
}
