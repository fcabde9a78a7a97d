import AuditLog
import DifferentialPrivacy
import DisclosureControl
import Governance
import Identity
import JSON
import Linux
import QueryEngines

/// The values behind an answer: what the store had, what was drawn for this request, or why neither can be.
struct Found {
    let stored: [String: DrawnMarginal]
    let drawn: [DrawnMarginal]
    /// The engine's error code: the price is charged all the same, because the data were read.
    let failure: String?

    var all: [String: DrawnMarginal] {
        stored.merging(drawn.map { ($0.key, $0) }) { first, _ in first }
    }
}

extension Gateway {
    /// The longest that an engine may work on one query.
    private static let engineMilliseconds = 60_000

    /// Runs the query and draws what the store lacks. Nothing is stored or shown yet.
    func run(_ agreed: Agreed, stored: [String: DrawnMarginal], since arrival: MonotonicInstant) -> Found {
        let deadline = arrival.advanced(byMilliseconds: Self.engineMilliseconds)
        do throws(EngineError) {
            let table = try parts.engine.run(
                agreed.plan.authorized, over: agreed.generation, boundingKey: parts.boundingKey,
                isCancelled: { parts.ticks.now() > deadline })
            return Found(stored: stored, drawn: draw(agreed, table, stored), failure: nil)
        } catch {
            return Found(stored: stored, drawn: [], failure: error.code)
        }
    }

    private func draw(
        _ agreed: Agreed, _ table: consuming UnprotectedTable, _ stored: [String: DrawnMarginal]
    ) -> [DrawnMarginal] {
        var random = BufferedRandomness(fill: parts.random)
        do throws(DisclosureError) {
            return try agreed.plan.draw(table, stored: stored, random: &random)
        } catch {
            // A failed check gives a table that shows nothing: the same status, the full price.
            return agreed.plan.hiddenDraws(stored: stored)
        }
    }

    /// The drawn values that the store has.
    func storedDraws(_ keys: Set<String>) throws(GatewayError) -> [String: DrawnMarginal] {
        var draws: [String: DrawnMarginal] = [:]
        for (key, bytes) in try storing({ () throws(StoreError) in try parts.store.draws(keys) }) {
            do throws(JSONError) { draws[key] = try DrawnMarginal(bytes: bytes) } catch { throw .damagedStore }
        }
        return draws
    }

    /// Makes an answer of the values, puts it into the store unseen, then into the log, and only then lets it be seen.
    ///
    /// One project's releases take turns, so that `left` falls in the order of the log.
    func release(
        _ agreed: Agreed, _ found: Found, intent: Int, by asker: Asker
    ) throws(GatewayError) -> RecordedOutcome {
        try changes.holding(["project \(agreed.project.id)"]) { () throws(GatewayError) in
            guard found.failure == nil else { return try fail(agreed, found, intent: intent) }
            let bill = try bill(agreed, found)
            let verdicts = try releaseVerdicts(agreed, bill)
            guard verdicts.allSatisfy({ $0.answer != .fail }) else {
                return try withhold(agreed, verdicts, bill, intent: intent)
            }
            let answer = try answerBody(agreed, found, bill, verdicts)
            try stage(agreed, found, bill, answer, asker)
            let outcome = outcomeDraft(agreed, bill, verdicts, answer: answer, intent: intent)
            let entries = try append([outcome, debitDraft(bill)])
            try apply(agreed.request, at: entries[1].seq)
            ledgers.settle(agreed.request, bill.lines, today: agreed.ledgerDay)
            return RecordedOutcome(
                .released(answer),
                try receipt(entries[0].seq, disclosures: resultDisclosures(entries[0].disclosures)))
        }
    }

    /// The engine did not finish: an outcome without values, the price charged in full.
    private func fail(_ agreed: Agreed, _ found: Found, intent: Int) throws(GatewayError) -> RecordedOutcome {
        let bill = try Bill(agreed, lines: agreed.priceLines(), ledgers: ledgers)
        try storing { () throws(StoreError) in
            try parts.store.stage(bill.rows(on: agreed.today), under: agreed.request)
        }
        var event = outcomeEvent(
            agreed.request, decision: "error", reasons: [found.failure ?? EngineError.cancelled.code],
            verdicts: agreed.plan.authorized.verdicts)
        event["intent"] = .integer(intent)
        event["budget"] = bill.json
        let outcome = AuditDraft(type: "query.outcome", event: event, disclosures: [], sameBatch: [:])
        let entries = try append([outcome, debitDraft(bill)])
        try apply(agreed.request, at: entries[1].seq)
        ledgers.settle(agreed.request, bill.lines, today: agreed.ledgerDay)
        return RecordedOutcome(
            .failed(code: found.failure ?? EngineError.cancelled.code), try receipt(entries[0].seq, disclosures: []))
    }

    /// A clause that is asked at the release says no: nothing is stored, shown or charged.
    private func withhold(
        _ agreed: Agreed, _ verdicts: [ClauseVerdict], _ bill: Bill, intent: Int
    ) throws(GatewayError) -> RecordedOutcome {
        let all = agreed.plan.authorized.verdicts + verdicts
        let reasons = verdicts.compactMap(\.reason)
        var event = outcomeEvent(agreed.request, decision: "deny", reasons: reasons.map(\.clause), verdicts: all)
        event["intent"] = .integer(intent)
        let outcome = AuditDraft(type: "query.outcome", event: event, disclosures: [], sameBatch: [:])
        let entries = try append([outcome])
        return RecordedOutcome(
            .refused(Refusal(code: Refusal.withheldCode, reasons: reasons, verdicts: all)),
            try receipt(entries[0].seq, disclosures: []))
    }

    private func stage(
        _ agreed: Agreed, _ found: Found, _ bill: Bill, _ answer: JSONValue, _ asker: Asker
    ) throws(GatewayError) {
        var rows = found.drawn.map { StagedRow.draw(key: $0.key, body: $0.bytes) }
        rows += Set(agreed.plan.draws.map(\.key)).sorted().map { .paid(project: agreed.project.id, key: $0) }
        rows += bill.rows(on: agreed.today)
        rows.append(
            .answer(
                StoredAnswer(
                    id: Self.answerID(agreed.request), project: agreed.project.id,
                    person: asker.principal.person.description, idempotencyKey: asker.idempotencyKey,
                    asked: GatewayParts.digest(agreed.body.bytes()), body: answer.bytes())))
        try storing { () throws(StoreError) in try parts.store.stage(rows, under: agreed.request) }
    }

    func apply(_ request: String, at sequence: Int) throws(GatewayError) {
        try storing { () throws(StoreError) in try parts.store.apply(request, at: sequence) }
    }

    /// The public name of an answer.
    static func answerID(_ request: String) -> String { "Q-\(request.prefix(16))" }
}
