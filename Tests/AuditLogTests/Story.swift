import AuditLog
import JSON

/// A small research project as a log tells it: what the meaning checks are tried on.
enum Story {
    static let policy: JSONValue = ["bundle": "sha256:policy-1", "charter": "2026.1"]

    /// What stands before the first question.
    static let beginning: [AuditDraft] = [
        AuditDraft(
            type: "policy.activate",
            event: ["bundle": "sha256:policy-1", "charter": "2026.1", "approvers": ["steward-1", "steward-2"]]),
        AuditDraft(type: "dataset.register", event: ["dataset": "care_event", "snapshot": "2026-03"]),
        AuditDraft(
            type: "project.approve",
            event: [
                "project": "P-0007", "approval": "sha256:approval-1", "budget": "2", "datasets": ["care_event"],
                "expires": "2027-03-31",
            ]),
    ]

    static func intent(
        request: String, project: String = "P-0007", policy: JSONValue = policy, approval: String = "sha256:approval-1",
        snapshot: String = "2026-03", ask: String = "1/18"
    ) -> AuditDraft {
        AuditDraft(
            type: "query.intent",
            event: [
                "req": .string(request), "actor": "researcher-a", "project": .string(project),
                "approval": .string(approval), "policy": policy,
                "datasets": [["id": "care_event", "snapshot": .string(snapshot)]],
                "shape": ["by": ["person.borough"], "measures": ["people"]], "ask": .string(ask), "optOuts": "o-17",
                "channel": "api",
            ],
            disclosures: [Disclosed(name: "researcher", value: "Ada Example", subject: "person-1")])
    }

    static func outcome(
        request: String, decision: String = "allow", spent: String, left: String, sameBatch: [String: Int] = [:],
        intent: Int? = nil
    ) -> AuditDraft {
        var event: JSONObject = [
            "req": .string(request), "decision": .string(decision), "reasons": decision == "allow" ? [] : ["PRI-6"],
            "clauses": [["id": "PRI-6", "verdict": decision == "allow" ? "met" : "not met"]],
            "controls": [["id": "noise", "version": "1"]],
            "budget": ["spent": .string(spent), "left": .string(left)], "result": ["cells": 18],
        ]
        if let intent { event["intent"] = .integer(intent) }
        return AuditDraft(
            type: "query.outcome", event: event,
            disclosures: [Disclosed(name: "result", value: "sha256:result", subject: nil)], sameBatch: sameBatch)
    }

    static func debit(sameBatch: Int) -> AuditDraft {
        AuditDraft(
            type: "ledger.debit", event: ["ledgers": [["id": "care_event", "spent": "1/18"]]],
            sameBatch: ["outcome": sameBatch])
    }

    /// Refused before data is touched: intent and outcome in one batch.
    static func refusal(request: String) -> [AuditDraft] {
        [
            intent(request: request, project: "P-0404"),
            outcome(request: request, decision: "deny", spent: "0", left: "0", sameBatch: ["intent": 0]),
        ]
    }

    /// The whole: three answers, one refusal, a grant.
    static let batches: [[AuditDraft]] = [
        beginning,
        [intent(request: "r-1")],
        [outcome(request: "r-1", spent: "1/18", left: "35/18", intent: 4), debit(sameBatch: 0)],
        refusal(request: "r-2"),
        [AuditDraft(type: "budget.grant", event: ["project": "P-0007", "budget": "1/3", "reason": "renewed"])],
        [intent(request: "r-3", ask: "25/18")],
        [outcome(request: "r-3", spent: "25/18", left: "8/9", intent: 10), debit(sameBatch: 0)],
    ]
}
