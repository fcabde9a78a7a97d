import Governance
import JSON

extension Schema {
    /// What happens in a project's life beside its text and its approval.
    static let projectLife: JSONObject = [
        "MeetingRecord": object(
            [
                "heldOn": day,
                "attendance": list(
                    object([
                        "person": person, "conflict": described(prose(500), "Their conflict of interest, or `none`."),
                    ]), least: 1, most: 100),
            ], optional: ["of": textOfProject]),
        "VoteRequest": object(
            ["meeting": count, "vote": votes], optional: ["smallAreas": smallAreas, "of": textOfProject]),
        "Meeting": object([
            "number": count, "heldOn": day, "chair": person, "recordedAt": moment,
            "attendance": list(
                object(["person": person, "seat": seats], optional: ["conflict": text])),
            "votes": list(
                object(["person": person, "vote": votes, "at": moment], optional: ["smallAreas": smallAreas])),
        ]),
        "Renewal": object(
            [:], optional: ["proposal": named("Proposal")], "A changed text, or nothing for the same again."),
        "Amendment": object(
            [
                "state": states, "startedAt": moment, "proposal": named("Proposal"),
                "signatures": list(named("Signature")), "meetings": list(named("Meeting")),
                "comments": list(named("Comment")),
            ], optional: ["stateReason": text, "repeated": flag],
            "A text that is to follow the one in force. It lives the same life, from draft to decision."),
        "Changes": object([
            "project": label, "version": count,
            "changes": list(object(["pointer": text], optional: ["before": [:], "after": [:]])),
        ]),
        "GrantRequest": object(["budget": budget, "reason": prose(2000)]),
        "BudgetGrant": object(["budget": budget, "reason": text, "by": person, "at": moment]),
        "ResearcherRequest": object(["person": person, "step": word(of: ["join", "admit"])]),
        "OutcomeRequest": object(["kind": outcomeKinds, "report": prose(4000)]),
        "OutcomeReport": object(["kind": outcomeKinds, "report": text, "by": person, "at": moment]),
        "PastStep": object([
            "step": word(of: ProjectAction.Kind.allCases.map(\.rawValue)),
            "of": word(of: TextOfProject.allCases.map(\.rawValue)), "at": moment,
        ]),
    ]

    static let seats = word(of: PanelSeat.allCases.map(\.rawValue))
    private static let votes = word(of: Meeting.Vote.Word.allCases.map(\.rawValue))
    private static let smallAreas = described(
        votes, "Whether sensitive numbers may leave for areas below ward (PRI-5). Not said counts as no.")
    private static let outcomeKinds = word(of: OutcomeReport.Kind.allCases.map(\.rawValue))
}
