package import Identity

/// What somebody wants to do with a project.
package enum ProjectAction: Sendable, Hashable {
    case edit(Proposal)
    case submit(note: String?)
    case withdraw(reason: String)
    case sign(SignatureCapacity, SignatureTerms)
    case takeBackSignature(SignatureCapacity, reason: String)
    /// Records a meeting of the panel.
    case meet(MeetingRecord)
    /// A vote in the meeting of this number; on small areas too, where the voter says so.
    case vote(meeting: Int, Meeting.Vote.Word, smallAreas: Meeting.Vote.Word?)
    case approve(ApprovalTerms)
    case `return`([Project.Comment])
    case refuse(reason: String)
    case suspend(reason: String)
    case resume(reason: String)
    case end(reason: String)
    case mark(CharterMark, reason: String)
    /// Publishes the project's entry in the public register.
    case publish
    /// Starts a text that is to follow the one in force; nil for the same again.
    case amend(Proposal?)
    /// Gives more budget than the approval gave.
    case grant(budget: String, reason: String)
    /// Asks that a person of the owner's organisation joins the researchers.
    case join(PersonID)
    case admit(PersonID)
    /// Tells the public what came of the project.
    case report(OutcomeReport.Kind, text: String)

    /// The steps of a project's life, without what they carry.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case edit, submit, withdraw, sign, unsign, meet, vote, approve, `return`, refuse, suspend, resume, end, mark,
            publish, amend, grant, join, admit, report

        /// The states in which the step may be taken.
        package var from: Set<ProjectState> {
            switch self {
            case .edit, .submit: [.draft, .returned]
            case .withdraw: [.draft, .submitted, .returned]
            case .sign, .unsign: [.submitted, .approved, .suspended]
            case .meet, .vote, .approve, .return, .refuse: [.submitted]
            case .suspend, .join, .admit: [.approved]
            case .resume: [.suspended]
            case .end, .amend, .grant: [.approved, .suspended]
            case .mark, .publish, .report: [.approved, .suspended, .ended]
            }
        }

        /// The state after the step, or nil where it does not change.
        package var leadsTo: ProjectState? {
            switch self {
            case .edit, .sign, .unsign, .meet, .vote, .mark, .publish, .amend, .grant, .join, .admit, .report: nil
            case .submit: .submitted
            case .withdraw: .withdrawn
            case .approve, .resume: .approved
            case .return: .returned
            case .refuse: .refused
            case .suspend: .suspended
            case .end: .ended
            }
        }

        /// Whether the step can be about an amendment: those that lead a text from its draft to a decision.
        package var isAboutText: Bool {
            switch self {
            case .edit, .submit, .withdraw, .sign, .unsign, .meet, .vote, .approve, .return, .refuse: true
            case .suspend, .resume, .end, .mark, .publish, .amend, .grant, .join, .admit, .report: false
            }
        }

        /// The type of the audit entry.
        package var event: String {
            switch self {
            case .mark: "mark.change"
            case .publish: "register.publish"
            case .grant: "budget.grant"
            case .report: "outcome.report"
            case .amend: "project.renew"
            case .edit, .submit, .withdraw, .sign, .unsign, .meet, .vote, .approve, .return, .refuse, .suspend,
                .resume, .end, .join, .admit:
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
        case .meet: .meet
        case .vote: .vote
        case .approve: .approve
        case .return: .return
        case .refuse: .refuse
        case .suspend: .suspend
        case .resume: .resume
        case .end: .end
        case .mark: .mark
        case .publish: .publish
        case .amend: .amend
        case .grant: .grant
        case .join: .join
        case .admit: .admit
        case .report: .report
        }
    }
}

/// A step of a project's life, and the text that it is about.
package struct ProjectStep: Sendable, Hashable {
    package let action: ProjectAction
    package let of: TextOfProject

    package init(_ action: ProjectAction, of text: TextOfProject) {
        self.action = action
        self.of = text
    }
}
