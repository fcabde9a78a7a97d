import Catalogue
import Identity

extension Project {
    /// What the project alone tells today, without a question and its asker: for its lights.
    ///
    /// - Parameter isRead: whether the facts about how the text reads can be left out.
    func standingFacts(_ context: ProjectContext, isRead: Bool) -> Facts {
        let facts = approval.map { approvalFacts($0.terms, isRead: isRead, context) } ?? submissionFacts(context)
        return facts.adding(lifeFacts(on: context.today))
    }

    /// Whether sensitive numbers may leave for areas below ward: the terms say so, and the panel voted for it when it agreed
    /// to this text.
    private var allowsSmallAreas: Bool {
        (approval?.terms.allowsSmallAreas ?? false) && (text.meetings.last?.allowsSmallAreas ?? false)
    }

    /// Where the project is in its life, as clauses read it at each question and when an answer leaves.
    func lifeFacts(on today: CivilDay) -> Facts {
        var facts = Facts([
            "project.state": .text(state.rawValue), "project.mark": .text(mark.rawValue),
            "project.isInRegister": .boolean(publishedAt != nil), "project.hasApproval": .boolean(approval != nil),
        ])
        facts["project.outcomeReportDue"] = outcomeReportDue(on: today).map { .day($0) }
        facts["project.stateReason"] = stateReason.map { .text($0) }
        facts["project.markReason"] = markReason.map { .text($0) }
        facts["approval.charter"] = approval.map { .text($0.policy.charter) }
        facts["approval.lastDay"] = approval.map { .day($0.terms.lastDay) }
        facts["approval.asOf"] = .texts((approval?.terms.asOf ?? []).map(\.description))
        facts["approval.allowsSmallAreas"] = .boolean(allowsSmallAreas)
        facts["approval.purposes"] = .texts(Array(approval?.terms.scope.purposes ?? []))
        return facts
    }
}
