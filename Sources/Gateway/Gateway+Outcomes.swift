import AuditLog
import DisclosureControl
package import Governance
import Identity
import JSON
import QueryLanguage

/// The entries that end a query. Every intent gets exactly one.
extension Gateway {
    func outcomeDraft(
        _ agreed: Agreed, _ bill: Bill, _ verdicts: [ClauseVerdict], answer: Answer, _ decision: [Disclosed],
        intent: Int
    ) -> AuditDraft {
        var event = allowedEvent(agreed.request, agreed.plan, agreed.verdicts + verdicts)
        event["intent"] = .integer(intent)
        event["budget"] = bill.json
        event["listed"] = .string(parts.requestName())
        return AuditDraft(
            type: "query.outcome", event: event, disclosures: [result(answer)] + decision, sameBatch: [:])
    }

    /// The event of an answer that leaves: how large it is, and how it was protected.
    func allowedEvent(_ request: String, _ plan: ReleasePlan, _ verdicts: [ClauseVerdict]) -> JSONObject {
        var event = outcomeEvent(request, decision: "allow", reasons: [], verdicts: verdicts)
        event["result"] = ["cells": .integer(plan.query.marginals.reduce(0) { $0 + $1.cellCount })]
        event["controls"] = [
            [
                "id": .string(plan.profile.name), "version": .string(plan.profile.version),
                "parameters": .string(plan.controlParameters),
            ]
        ]
        return event
    }

    func failureDraft(
        _ agreed: Agreed, _ bill: Bill, _ failure: String, answer: Answer, _ decision: [Disclosed], intent: Int
    ) -> AuditDraft {
        var event = outcomeEvent(agreed.request, decision: "error", reasons: [failure], verdicts: agreed.verdicts)
        event["intent"] = .integer(intent)
        event["budget"] = bill.json
        return AuditDraft(
            type: "query.outcome", event: event, disclosures: [result(answer)] + decision, sameBatch: [:])
    }

    /// The reasons' words go into the vault: the asker reads them there, whenever that is.
    func withheldDraft(_ job: Job, _ refusal: Refusal, _ decision: [Disclosed]) -> AuditDraft {
        var event = outcomeEvent(
            job.agreed.request, decision: "deny", reasons: refusal.reasons.map(\.clause), verdicts: refusal.verdicts)
        event["intent"] = .integer(job.intent)
        let told = Disclosed(name: "refusal", value: refusal.stored, subject: job.subject)
        return AuditDraft(type: "query.outcome", event: event, disclosures: [told] + decision, sameBatch: [:])
    }

    /// The end of a question that nothing was decided on: nothing left, nothing charged.
    func abortedDraft(_ request: String, intent: Int, reasons: [String]) -> AuditDraft {
        var event = outcomeEvent(request, decision: "aborted", reasons: reasons, verdicts: [])
        event["intent"] = .integer(intent)
        return AuditDraft(type: "query.outcome", event: event, disclosures: [], sameBatch: [:])
    }

    /// Ends a question that an error of ours ended. Where its outcome may be in the log already, or the log takes
    /// nothing more, the next start settles it.
    func abort(_ job: Job, because error: GatewayError) {
        try? changes.holding(job.gates) { () throws(GatewayError) in
            guard isOpen(job) else { return }
            _ = try end(
                job,
                abortedDraft(
                    job.agreed.request, intent: job.intent, reasons: [Refusal.abortedCode, error.code]), behind: [])
        }
    }

    /// What the outcome commits to of an answer: its SHA-256, salted. A stored answer is held against it.
    func result(_ answer: Answer) -> Disclosed {
        Disclosed(name: "result", value: .string(GatewayParts.digest(answer.bytes)), subject: nil)
    }

    /// The event of an outcome; the number of its intent is given here or filled in by the batch.
    func outcomeEvent(
        _ request: String, decision: String, reasons: [String], verdicts: [ClauseVerdict]
    ) -> JSONObject {
        [
            "req": .string(request), "decision": .string(decision), "reasons": .array(reasons.map { .string($0) }),
            "clauses": .array(verdicts.map { ["id": .string($0.clause), "verdict": .string($0.answer.word)] }),
            "controls": [],
        ]
    }
}

extension ClauseAnswer {
    /// As it stands in entries and answers.
    package var word: String {
        switch self {
        case .pass: "pass"
        case .fail: "fail"
        case .notApplicable: "not applicable"
        case .notDecidableInAdvance: "not decidable in advance"
        }
    }
}
