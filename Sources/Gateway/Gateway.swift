import AuditLog
import Catalogue
import DisclosureControl
import Governance
import Identity
package import JSON
import Linux
import QueryLanguage
import Snapshots
import Synchronization

/// A gateway in front of data about people: it *accepts aggregate queries, checks each one against project approvals and
/// charter policies, runs it, applies small-number suppression and noise, and records every request in a hash-chained
/// audit log.*
package final class Gateway: Sendable {
    let parts: GatewayParts
    let clock: SteadyClock
    let ledgers: Ledgers
    let versions = ToldVersions()
    let memory = LineageMemory()
    let releases = CurrentReleases()
    let snapshots = RegisteredSnapshots()
    let reviews = Reviews()
    let jobs: Jobs
    let ended = EndedJobs()
    let published = PublicRecord()
    let quality = QualityReports()
    /// Entries that are durable, or about to be, and not heard by all who follow the log.
    let unheard = Turnstile()
    let synthetic = SyntheticData()
    let isDraining = Atomic(false)
    /// The rules in force, and how they came to be.
    let policies: PolicyInForce
    let policyHistory = Mutex(PolicyHistory())
    /// Answers that were held against the log, with their receipts.
    let repeated = Remembered<PlacedAnswer, RecordedOutcome>(room: 16 << 20) { $0.answer.body.count }
    let documents = KnownDocuments()
    /// Under which profile the numbers of each dataset have left.
    let keptProfiles = Mutex(KeptProfiles())
    /// One request at a time draws the values of a release key.
    let draws = KeyGate()
    /// One change at a time of a project, and its releases in the order of the log.
    let changes = KeyGate()
    /// The requests that make or change something under a mark, now.
    let marksUnderWay = Mutex<Set<String>>([])
    /// One question at a time under an asker's own mark.
    private let retries = KeyGate()

    /// Puts a gateway together and brings its store in line with its log, which is the truth.
    ///
    /// Throws where the store and the log do not belong together, or either cannot be read: then nothing is answered.
    package init(_ parts: GatewayParts) throws(GatewayError) {
        clock = SteadyClock(parts.wallClock)
        self.parts = parts.guarded(by: clock)
        jobs = Jobs(parts.jobs)
        ledgers = Ledgers(days: parts.profiles.values.map(\.budget.days).max() ?? 0)
        policies = PolicyInForce(Authorizer(policy: parts.policy, digest: GatewayParts.digest))
        try disclosing { () throws(DisclosureError) in
            for profile in parts.profiles.values { try profile.checkDominanceRules() }
        }
        try recover()
    }

    /// Answers a query, or says why not; either way it is recorded first.
    ///
    /// Throws where the gateway cannot decide or cannot record: then nothing was read, or nothing of it leaves.
    package func ask(_ body: JSONValue, by asker: Asker) throws(GatewayError) -> RecordedOutcome {
        guard !parts.log.isClosed else { throw .audit(.closed) }
        if QueryTier(askedIn: body) == .synthetic { return try askSynthetic(body, by: asker) }
        let arrival = parts.ticks.now()
        // What was answered under a mark stays as it is: nobody has to wait for others who ask for it.
        let earlier = try deciding(for: asker) { () throws(GatewayError) in try retry(body, by: asker) }
        if case .answered(let placed)? = earlier { return try recorded(placed) }
        return try oneAtATime(asker) { () throws(GatewayError) in
            let consideration = try deciding(for: asker) { () throws(GatewayError) in
                if let earlier = try retry(body, by: asker) { return earlier }
                return try consider(body, by: asker)
            }
            switch consideration {
            case .answered(let earlier): return try recorded(earlier)
            case .underWay(let job): return try underWay(job)
            case .unreadable(let problem): return try recordUnreadable(problem, by: asker)
            case .refused(let refusal, let considered): return try recordRefusal(refusal, considered, by: asker)
            case .agreed(let agreed): return try begin(agreed, since: arrival, by: asker)
            }
        }
    }

    /// What cannot be decided is recorded too, as far as anything can be recorded then.
    private func deciding<Value>(
        for asker: Asker, _ body: () throws(GatewayError) -> Value
    ) throws(GatewayError) -> Value {
        do throws(GatewayError) { return try body() } catch {
            recordUndecided(error, by: asker)
            throw error
        }
    }

    /// Runs what must be run, and releases. Of simultaneous askers of one question the first draws; the others wait for
    /// it, find its values, and wait for their own ticks side by side.
    func answer(_ job: Job) throws(GatewayError) -> RecordedOutcome {
        let agreed = job.agreed
        let drawn = try draws.holding(agreed.gates) { () throws(GatewayError) -> RecordedOutcome? in
            let stored = try storedDraws(agreed.keys)
            guard stored.count < agreed.keys.count, job.end == nil else { return nil }
            let found = checked(try run(job, stored: stored), agreed.plan)
            try stage(found.draws, of: agreed)
            job.wait(forStep: agreed.tick.milliseconds, parts.ticks)
            return try release(job, found)
        }
        if let drawn { return drawn }
        let found = Found(stored: try storedDraws(agreed.keys), drawn: [], failure: nil)
        job.wait(forStep: agreed.tick.milliseconds, parts.ticks)
        return try release(job, found)
    }

    /// A retry waits for the request that it repeats: both get one answer, and one charge.
    private func oneAtATime(
        _ asker: Asker, _ body: () throws(GatewayError) -> RecordedOutcome
    ) throws(GatewayError) -> RecordedOutcome {
        guard let mark = asker.idempotencyKey else { return try body() }
        return try retries.holding(["\(asker.principal.person) \(mark)"], body)
    }
}
