import Identity
package import JSON

/// How steps are read from the bodies of requests. Each throws a `JSONError` with the place of what does not fit.
extension ProjectStep {
    /// Reads the body of a `PUT` of a draft.
    package static func edit(body: JSONValue) throws(JSONError) -> ProjectStep {
        ProjectStep(.edit(try Proposal(json: body)), of: .project)
    }

    /// Reads the body of a submission: where there are any a `note` and `of`.
    package static func submission(body: JSONValue) throws(JSONError) -> ProjectStep {
        let fields = try JSONCursor(body).object()
        try fields.allowOnly("note", "of")
        return ProjectStep(.submit(note: try fields.optional("note")?.text(1...2000)), of: try fields.textOfProject())
    }

    /// Reads the body of a signature: `as` and, for controllers, `controller`; where there are any `reference`,
    /// `lastDay` and `of`. With `"withdrawn": true` and a `reason` it is taken back.
    package static func signature(body: JSONValue) throws(JSONError) -> ProjectStep {
        let fields = try JSONCursor(body).object()
        let text = try fields.textOfProject()
        guard try fields.optional("withdrawn")?.bool() ?? false else {
            try fields.allowOnly("as", "controller", "reference", "lastDay", "withdrawn", "of")
            return ProjectStep(.sign(try SignatureCapacity(fields), try SignatureTerms(fields)), of: text)
        }
        try fields.allowOnly("as", "controller", "withdrawn", "reason", "of")
        return ProjectStep(.takeBackSignature(try SignatureCapacity(fields), reason: try fields.reason()), of: text)
    }

    /// Reads the body of a meeting's record: `heldOn`, and `attendance`, each with `person` and `conflict`.
    package static func meeting(body: JSONValue) throws(JSONError) -> ProjectStep {
        let fields = try JSONCursor(body).object()
        try fields.allowOnly("heldOn", "attendance", "of")
        return ProjectStep(.meet(try MeetingRecord(fields)), of: try fields.textOfProject())
    }

    /// Reads the body of a vote: the `meeting`'s number, `vote`, and, where sensitive numbers about areas below ward were
    /// voted on, `smallAreas`.
    package static func vote(body: JSONValue) throws(JSONError) -> ProjectStep {
        let fields = try JSONCursor(body).object()
        try fields.allowOnly("meeting", "vote", "smallAreas", "of")
        let number = try fields.required("meeting").integer(in: 1...1_000_000)
        return ProjectStep(
            .vote(
                meeting: number, try fields.required("vote").oneOf(Meeting.Vote.Word.self),
                smallAreas: try fields.optional("smallAreas")?.oneOf(Meeting.Vote.Word.self)),
            of: try fields.textOfProject())
    }

    /// Reads the body of a decision: `decision`, and what it needs: `terms` to approve, `comments` to return, `mark`
    /// and `reason` to change the charter mark, nothing to publish, otherwise `reason`.
    package static func decision(body: JSONValue) throws(JSONError) -> ProjectStep {
        let fields = try JSONCursor(body).object()
        let word = try fields.required("decision").oneOf(DecisionWord.self)
        let isAboutText = [.approve, .return, .refuse, .withdraw].contains(word)
        let text = isAboutText ? try fields.textOfProject() : .project
        try fields.allowOnly(["decision"] + word.members + (isAboutText ? ["of"] : []))
        return ProjectStep(try action(word, fields), of: text)
    }

    private static func action(_ word: DecisionWord, _ fields: JSONFields) throws(JSONError) -> ProjectAction {
        switch word {
        case .approve: return .approve(try ApprovalTerms(try fields.required("terms")))
        case .return:
            let comments = try fields.required("comments")
            let list = try Project.Comment.list(comments)
            guard !list.isEmpty else { throw comments.fail("say at least once what is to change") }
            return .return(list)
        case .mark:
            return .mark(try fields.required("mark").oneOf(CharterMark.self), reason: try fields.reason())
        case .publish: return .publish
        case .refuse: return .refuse(reason: try fields.reason())
        case .suspend: return .suspend(reason: try fields.reason())
        case .resume: return .resume(reason: try fields.reason())
        case .end: return .end(reason: try fields.reason())
        case .withdraw: return .withdraw(reason: try fields.reason())
        }
    }

    /// Reads the body that starts an amendment: the new `proposal`, or nothing for the same text again.
    package static func renewal(body: JSONValue) throws(JSONError) -> ProjectStep {
        let fields = try JSONCursor(body).object()
        try fields.allowOnly("proposal")
        var proposal: Proposal?
        if let member = fields.optional("proposal") { proposal = try Proposal(member) }
        return ProjectStep(.amend(proposal), of: .project)
    }

    /// Reads the body of a grant: `budget` and `reason`.
    package static func grant(body: JSONValue) throws(JSONError) -> ProjectStep {
        let fields = try JSONCursor(body).object()
        try fields.allowOnly("budget", "reason")
        return ProjectStep(
            .grant(budget: try fields.required("budget").budget(), reason: try fields.reason()), of: .project)
    }

    /// Reads the body that brings somebody into the project: `person`, and `step`, which is `join` for the owner's
    /// wish and `admit` for a steward's yes.
    package static func researcher(body: JSONValue) throws(JSONError) -> ProjectStep {
        let fields = try JSONCursor(body).object()
        try fields.allowOnly("person", "step")
        let person = try fields.required("person").personID()
        let admits = try fields.required("step").oneOf([("join", false), ("admit", true)])
        return ProjectStep(admits ? .admit(person) : .join(person), of: .project)
    }

    /// Reads the body of an outcome report: its `kind`, and the `report` in everyday words.
    package static func outcome(body: JSONValue) throws(JSONError) -> ProjectStep {
        let fields = try JSONCursor(body).object()
        try fields.allowOnly("kind", "report")
        return ProjectStep(
            .report(
                try fields.required("kind").oneOf(OutcomeReport.Kind.self),
                text: try fields.required("report").text(1...4000)),
            of: .project)
    }

    private enum DecisionWord: String, CaseIterable {
        case approve, `return`, refuse, suspend, resume, end, mark, publish, withdraw

        var members: [String] {
            switch self {
            case .approve: ["terms"]
            case .return: ["comments"]
            case .mark: ["mark", "reason"]
            case .publish: []
            case .refuse, .suspend, .resume, .end, .withdraw: ["reason"]
            }
        }
    }
}

extension JSONFields {
    fileprivate func reason() throws(JSONError) -> String { try required("reason").text(1...2000) }

    /// `of`: the amendment, or the project's own text where it is not said.
    fileprivate func textOfProject() throws(JSONError) -> TextOfProject {
        try optional("of")?.oneOf(TextOfProject.self) ?? .project
    }
}
