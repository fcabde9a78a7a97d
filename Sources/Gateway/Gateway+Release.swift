import AuditLog
import DisclosureControl
import Governance
import Identity
import JSON
import QueryLanguage
import Snapshots

extension Gateway {
    /// Makes an answer of the values, which are in the store unseen, puts it there too, then into the log, and only then
    /// lets it be seen.
    ///
    /// A project's releases and changes take turns, and so do those of its people: `left` falls in the order of the log,
    /// and where the project was suspended while its question ran, or the asker left, there is no answer behind that.
    func release(_ job: Job, _ found: Found) throws(GatewayError) -> RecordedOutcome {
        try changes.holding(job.gates) { () throws(GatewayError) in
            let (agreed, intent, asker) = (job.agreed, job.intent, job.asker)
            if let end = job.end {
                forget(agreed.request)
                return try recordedEnd(at: end)
            }
            if let failure = found.failure { return try fail(agreed, failure, intent: intent, by: asker) }
            let bill = try bill(agreed, found)
            let table = try table(agreed.plan, found)
            let (verdicts, basis) = try releaseVerdicts(agreed, table, bill)
            let others = try objections(to: job, bill.facts)
            let objections = others + verdicts.compactMap(\.reason)
            let decision = decision([agreed.basis, basis.adding(floors: others.map(\.clause))], job.subject)
            guard objections.isEmpty, verdicts.allSatisfy({ $0.answer != .fail }) else {
                return try withhold(job, verdicts, objections, decision)
            }
            let answer = try answer(agreed, table, bill, verdicts)
            var rows = agreed.keys.sorted().map { StagedRow.paid(project: agreed.project.id, key: $0) }
            rows.append(.answer(storedAnswer(agreed, answer, failure: nil, by: asker)))
            let outcome = outcomeDraft(agreed, bill, verdicts, answer: answer, decision, intent: intent)
            let hold = agreed.reviewReasons.isEmpty ? [] : [holdDraft(agreed, intent: intent)]
            let entries = try tell(
                [outcome, debitDraft(bill)] + hold, showing: rows, after: found.draws.count, under: agreed.request)
            guard hold.isEmpty else {
                // Without the disclosure of the result's digest, by which a small table could be guessed.
                return RecordedOutcome(.held(try heldBody(answer)), try receipt(entries[0].seq, disclosures: []))
            }
            // The same as when the answer is read again: the digest alone.
            return RecordedOutcome(.released(answer), try receipt(entries[0].seq, disclosures: entries[0].results))
        }
    }

    /// The engine did not finish: an outcome without values, the price charged in full, because the data were read.
    private func fail(
        _ agreed: Agreed, _ failure: String, intent: Int, by asker: Asker
    ) throws(GatewayError) -> RecordedOutcome {
        let bill = try Bill(agreed, lines: agreed.priceLines(), ledgers: ledgers, today: try ledgerDay())
        let answer = Answer(
            named: Self.answerID(agreed.request), tier: nil,
            ["status": "failed", "code": .string(failure), "budget": bill.shown])
        let outcome = failureDraft(
            agreed, bill, failure, answer: answer,
            decision([agreed.basis], subject(asker.principal.person.description, of: agreed.plan.query)), intent: intent
        )
        let entries = try tell(
            [outcome, debitDraft(bill)],
            showing: [.answer(storedAnswer(agreed, answer, failure: failure, by: asker))], after: 0,
            under: agreed.request
        )
        return RecordedOutcome(
            .failed(code: failure), try receipt(entries[0].seq, disclosures: entries[0].results))
    }

    /// Something speaks against the release that did not speak against the query: nothing is stored, shown or charged.
    /// Whoever calls holds the job's gates.
    func withhold(
        _ job: Job, _ verdicts: [ClauseVerdict], _ objections: [RefusalReason], _ decision: [Disclosed]
    ) throws(GatewayError) -> RecordedOutcome {
        let refusal = Refusal(
            code: Refusal.withheldCode, reasons: objections, verdicts: job.agreed.verdicts + verdicts)
        let entry = try end(job, withheldDraft(job, refusal, decision), behind: [])
        return RecordedOutcome(.refused(refusal), try receipt(entry, disclosures: []))
    }

    /// What has changed since the query was let in, so that it would not be let in now, or would mean something else.
    func objections(to job: Job, _ budget: BudgetFacts) throws(GatewayError) -> [RefusalReason] {
        let agreed = job.agreed
        guard let generation = parts.generation(), generation.id == agreed.generation.id,
            generation.optOuts.version == agreed.generation.optOuts.version
        else { return [Self.changedData] }
        let query = agreed.plan.query
        let standing = try standing(of: query, job.asker, generation)
        // Its release was held for it when it was let in.
        let decision = decide(standing, query, job.asker, generation, budget, .allowed)
        guard case .authorized(let authorized) = decision else { return refusal(decision).reasons }
        guard authorized.policy == agreed.plan.authorized.policy else { return [Self.changedRules] }
        guard authorized.approval == agreed.plan.authorized.approval else { return [Self.changedApproval] }
        return authorized.obligations == agreed.plan.authorized.obligations ? [] : [Self.changedAgreement]
    }

    private static let changedData = RefusalReason(
        clause: "PRI-2",
        message: "The data, or the list of people who have opted out, changed while your question ran.",
        change: "Ask again.", ask: "a data steward")

    private static let changedRules = RefusalReason(
        clause: "OVR-3", message: "The rules changed while your question ran.", change: "Ask again.",
        ask: "a data steward")

    private static let changedApproval = RefusalReason(
        clause: "OVR-2", message: "Your project's approval changed while your question ran.", change: "Ask again.",
        ask: "a data steward")

    private static let changedAgreement = RefusalReason(
        clause: "LEG-2", message: "Who agreed to your project changed while your question ran.", change: "Ask again.",
        ask: "a data steward")

    private func releaseVerdicts(
        _ agreed: Agreed, _ table: ReleasableTable, _ bill: Bill
    ) throws(GatewayError) -> (verdicts: [ClauseVerdict], basis: DecisionBasis) {
        guard let project = try project(agreed.project.id) else { throw .damagedStore }
        let catalogue = agreed.generation.catalogue
        let floor = agreed.plan.profile.floors[agreed.plan.query.unit]
        let facts = ReleaseFacts(
            hasDisclosureRecord: true, floorPersons: floor.persons, floorUnits: floor.units,
            hiddenBreakdowns: table.hiddenBreakdowns(in: catalogue),
            widerGroups: table.widerGroups(in: catalogue).map(\.dimension), budget: bill.facts, today: parts.now.day)
        let authorizer = policies.now
        return (
            authorizer.release(agreed.plan.authorized, project: project, facts: facts),
            authorizer.basis(of: agreed.plan.authorized, project: project, facts: facts)
        )
    }

    private func storedAnswer(
        _ agreed: Agreed, _ answer: Answer, failure: String?, by asker: Asker
    ) -> StoredAnswer {
        StoredAnswer(
            id: answer.name, project: agreed.project.id,
            person: asker.principal.person.description, idempotencyKey: asker.idempotencyKey,
            asked: GatewayParts.digest(agreed.body.bytes()), body: answer.bytes, failure: failure)
    }

    /// The public name of an answer.
    static func answerID(_ request: String) -> String { "Q-\(request.prefix(16))" }
}

extension AuditEntry {
    /// Of what this entry has just committed to, the digest of its answer: what its asker gets to prove it.
    fileprivate var results: [String] {
        disclosures.filter { Disclosure(parsing: $0)?.name == "result" }
    }
}
