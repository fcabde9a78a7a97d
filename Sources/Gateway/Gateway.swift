import Catalogue
import DisclosureControl
import Governance
import Identity
package import JSON
import Linux
import QueryLanguage
import Snapshots

/// A gateway in front of data about people: it *accepts aggregate queries, checks each one against project approvals and
/// charter policies, runs it, applies small-number suppression and noise, and records every request in a hash-chained
/// audit log.*
package final class Gateway: Sendable {
    let parts: GatewayParts
    let ledgers: Ledgers
    let gate = KeyGate()
    let changes = KeyGate()
    let authorizer: Authorizer

    /// Puts a gateway together and brings its store in line with its log, which is the truth.
    ///
    /// Throws where the store is older than the log, or either cannot be read: then nothing is answered.
    package init(_ parts: GatewayParts) throws(GatewayError) {
        self.parts = parts
        authorizer = Authorizer(policy: parts.policy, digest: GatewayParts.digest)
        try Recovery(store: parts.store, log: parts.log).run()
        ledgers = try Ledgers(try storing { () throws(StoreError) in try parts.store.debits(since: "0000-00-00") })
        try announcePolicy()
    }

    /// Answers a query, or says why not; either way it is recorded first.
    ///
    /// Throws where the gateway cannot decide or cannot record: then nothing was read, or nothing of it leaves.
    package func ask(_ body: JSONValue, by asker: Asker) throws(GatewayError) -> RecordedOutcome {
        let arrival = parts.ticks.now()
        if let earlier = try retry(body, asker) { return earlier }
        switch try consider(body, by: asker) {
        case .unreadable(let problem): return try recordUnreadable(problem, by: asker)
        case .refused(let refusal, let considered): return try recordRefusal(refusal, considered, by: asker)
        case .agreed(let agreed):
            let lines = try agreed.priceLines()
            guard try ledgers.reserve(lines, for: agreed.request, today: agreed.ledgerDay, days: agreed.days).isEmpty
            else {
                return try ask(body, by: asker)  // Somebody else was faster: the budget is looked at again.
            }
            defer { ledgers.release(agreed.request) }
            let intent = try recordIntent(agreed, by: asker)
            return try answer(agreed, intent: intent, since: arrival, by: asker)
        }
    }

    /// Runs what must be run, and releases. Of simultaneous askers of one question the first draws; the others wait for
    /// it, find its values, and wait for their own ticks side by side.
    private func answer(
        _ agreed: Agreed, intent: Int, since arrival: MonotonicInstant, by asker: Asker
    ) throws(GatewayError) -> RecordedOutcome {
        let keys = Set(agreed.plan.draws.map(\.key))
        let drawn = try gate.holding(keys) { () throws(GatewayError) -> RecordedOutcome? in
            let stored = try storedDraws(keys)
            guard stored.count < keys.count else { return nil }
            let found = run(agreed, stored: stored, since: arrival)
            waitForTick(agreed.plan.profile, since: arrival)
            return try release(agreed, found, intent: intent, by: asker)
        }
        if let drawn { return drawn }
        let found = Found(stored: try storedDraws(keys), drawn: [], failure: nil)
        waitForTick(agreed.plan.profile, since: arrival)
        return try release(agreed, found, intent: intent, by: asker)
    }

    /// Waits for the end of the tick that the work has reached, so that its length says nothing of the data.
    private func waitForTick(_ profile: Profile, since arrival: MonotonicInstant) {
        guard profile.tickMilliseconds > 0 else { return }
        let spent = arrival.milliseconds(until: parts.ticks.now())
        let whole = (spent / profile.tickMilliseconds + 1) * profile.tickMilliseconds
        let end = arrival.advanced(byMilliseconds: whole)
        _ = Monitor(false).wait(until: end) { _ -> Bool? in nil }
    }

    /// An earlier answer under the same mark of the same person: the same bytes. Another question under it is a mistake.
    private func retry(_ body: JSONValue, _ asker: Asker) throws(GatewayError) -> RecordedOutcome? {
        guard let mark = asker.idempotencyKey else { return nil }
        let found = try storing { () throws(StoreError) in
            try parts.store.answer(person: asker.principal.person.description, idempotencyKey: mark)
        }
        guard let found else { return nil }
        guard found.answer.asked == GatewayParts.digest(body.bytes()) else {
            return try recordUnreadable(
                Unreadable(
                    code: "SH-G621", pointer: "", message: "this idempotency key was used for another question",
                    change: "use a new key for a new question"), by: asker)
        }
        return try recorded(found)
    }
}
