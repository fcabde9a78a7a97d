import AuditLog
import Catalogue
import DisclosureControl
import Governance
import Identity
import JSON
import OpenSSL
import QueryEngines
import QueryLanguage
import Snapshots

/// The synthetic tier: anybody signed in tries a question on made-up rows, in the same words and on the same street.
///
/// No step reads the data, a project, a ledger, the opt-outs or the values that were released; each is told to the log.
extension Gateway {
    /// What thinking about a question on made-up rows came to.
    private enum SyntheticConsideration {
        case unreadable(Unreadable)
        case refused(Refusal, Considered)
        case agreed(ReleasePlan, Considered)
    }

    /// Answers a question about made-up rows, or says why not; either way it is recorded first.
    func askSynthetic(_ body: JSONValue, by asker: Asker) throws(GatewayError) -> RecordedOutcome {
        do throws(GatewayError) {
            switch try considerSynthetic(body, by: asker) {
            case .unreadable(let problem): return try recordUnreadable(problem, by: asker)
            case .refused(let refusal, let considered): return try recordRefusal(refusal, considered, by: asker)
            case .agreed(let plan, let considered):
                return try recordSynthetic(plan, try runSynthetic(plan, over: considered.generation), considered, asker)
            }
        } catch {
            recordUndecided(error, by: asker)
            throw error
        }
    }

    /// What such a question would come to.
    func judgeSynthetic(_ body: JSONValue, _ asker: Asker) throws(GatewayError) -> CheckedQuery {
        func judged(_ query: ResolvedQuery, _ verdicts: [ClauseVerdict], _ reasons: [RefusalReason]) -> CheckedQuery {
            .judged(
                Judgement(
                    query: query, project: nil, verdicts: verdicts, reasons: reasons, price: nil, wouldBeHeld: false,
                    wouldBeJob: false, coverage: nil, tickMilliseconds: 0))
        }
        switch try considerSynthetic(body, by: asker) {
        case .unreadable(let problem): return .unreadable(problem)
        case .refused(let refusal, let considered): return judged(considered.query, refusal.verdicts, refusal.reasons)
        case .agreed(let plan, _): return judged(plan.query, plan.authorized.verdicts, [])
        }
    }

    private func considerSynthetic(
        _ body: JSONValue, by asker: Asker
    ) throws(GatewayError) -> SyntheticConsideration {
        guard let catalogue = parts.generation()?.showing(askedIn: body).catalogue else { throw .noData }
        let generation = synthetic.generation(of: catalogue)
        let query: ResolvedQuery
        do throws(QueryError) { query = try QueryResolver.resolve(body, in: catalogue) } catch {
            return .unreadable(Unreadable(error))
        }
        let authorizer = policies.now
        let considered = Considered(
            query: query, body: body, project: nil, generation: generation, policy: authorizer.policy.identity)
        let principal = asker.principal
        let (profile, limits) = protection(of: query, in: generation)
        let decision = authorizer.decideSynthetic(
            query, by: principal, person: try person(principal.person),
            actor: parts.pseudonym("actor", query.project, principal.person.description),
            profile: profile?.name ?? "none", today: parts.now.day)
        guard case .authorized(let authorized) = decision, let profile else {
            return .refused(refusal(decision), considered)
        }
        guard limits.isEmpty else { return .refused(refusal(limits, authorized.verdicts), considered) }
        return .agreed(try releasePlan(authorized, profile, generation, naming: \.digest), considered)
    }

    /// The profile that protects every dataset of the question, `standard` before any other, and what its static limits
    /// say: as they would of real rows.
    func protection(of query: ResolvedQuery, in generation: Generation) -> (Profile?, [LimitRefusal]) {
        let standard = parts.profiles["standard"].map { [$0] } ?? []
        let others = parts.profiles.values.filter { $0.name != "standard" }.sorted { $0.name < $1.name }
        let judged = (standard + others).map { profile in
            (profile, StaticLimits.check(query, catalogue: generation.catalogue, profile: profile))
        }
        return judged.first { _, limits in !limits.contains { $0.limit == .lineage } } ?? judged.first ?? (nil, [])
    }

    /// Stands where real rows have a secret: whoever learns a choice that was made with it learns nothing of those.
    private static let openKey = [UInt8](repeating: 0, count: 32)

    private func runSynthetic(_ plan: ReleasePlan, over generation: Generation) throws(GatewayError) -> Found {
        let keys = Set(plan.draws.map(\.key))
        return try synthetic.gate.holding(keys) { () throws(GatewayError) in
            let stored = synthetic.draws(keys)
            guard stored.count < keys.count else { return Found(stored: stored, drawn: [], failure: nil) }
            let table: UnprotectedTable
            do throws(EngineError) {
                table = try tabulate(
                    plan, over: generation, boundingKey: Array(Self.openKey.prefix(16)), unless: { false })
            } catch { return Found(stored: stored, drawn: [], failure: error.code) }
            let drawn = plan.profile.listsUnits ? protectSynthetic(plan, table, stored) : draw(plan, table, stored)
            let found = checked(Found(stored: stored, drawn: drawn, failure: nil), plan)
            synthetic.keep(found.drawn)
            return found
        }
    }

    /// By an exact profile, which remembers nothing here: there is nobody to compare cells for.
    private func protectSynthetic(
        _ plan: ReleasePlan, _ table: consuming UnprotectedTable, _ stored: [String: DrawnMarginal]
    ) -> [DrawnMarginal] {
        let mac: @Sendable ([UInt8]) -> [UInt8] = { Array(HMACSHA256.authenticate($0, key: Self.openKey)) }
        guard let nothing = AliasGuard(threshold: plan.aliasThreshold, mac: mac) else {
            return plan.hiddenDraws(stored: stored)
        }
        do throws(DisclosureError) {
            let keys = LineageKeys(sketch: Array(Self.openKey.prefix(16)), record: mac)
            return try plan.protect(table, known: nothing, keys: keys).drawn.filter { stored[$0.key] == nil }
        } catch { return plan.hiddenDraws(stored: stored) }
    }

    /// Intent and outcome in one batch: nothing was read or spent that a crash could leave in between.
    private func recordSynthetic(
        _ plan: ReleasePlan, _ found: Found, _ considered: Considered, _ asker: Asker
    ) throws(GatewayError) -> RecordedOutcome {
        let request = parts.requestName()
        let intent = intentDraft(
            request, considered.query, considered.body, project: nil, ask: "0", considered.generation,
            under: considered.policy, asker, isJob: false, leftOut: nil)
        func record(
            _ outcome: Outcome, _ event: JSONObject, _ disclosed: [Disclosed]
        ) throws(GatewayError) -> RecordedOutcome {
            var event = event
            event.mark(.synthetic)
            let end = AuditDraft(
                type: "query.outcome", event: event, disclosures: disclosed, sameBatch: ["intent": 0])
            let entry = try append([intent, end], under: considered.policy)[1]
            return RecordedOutcome(outcome, try receipt(entry.seq, disclosures: entry.disclosures))
        }
        let verdicts = plan.authorized.verdicts
        if let failure = found.failure {
            let event = outcomeEvent(request, decision: "error", reasons: [failure], verdicts: verdicts)
            return try record(.failed(code: failure), event, [])
        }
        let answer = try syntheticAnswer(plan, found, request, considered.generation)
        return try record(.released(answer), allowedEvent(request, plan, verdicts), [result(answer)])
    }

    /// The whole answer but for its receipt, marked wherever somebody may look. It is kept nowhere.
    private func syntheticAnswer(
        _ plan: ReleasePlan, _ found: Found, _ request: String, _ generation: Generation
    ) throws(GatewayError) -> Answer {
        let mark = "Made-up rows: nobody stands behind these numbers, and nothing follows from them."
        var snapshots = JSONObject([])
        var coverage = JSONObject([])
        for id in plan.query.datasets.sorted() {
            snapshots[id.description] = .string(generation.tables[id]?.digest ?? "none")
            coverage[id.description] = ["included": [.string(mark)], "leftOut": []]
        }
        var provenance: JSONObject = [
            "asOf": .string(plan.query.asOf.description), "snapshots": .object(snapshots),
            "coverage": .object(coverage), "linkage": linkage(plan.query.links, [:]),
            "optOuts": ["version": .string(generation.optOuts.version)],
            "policy": plan.authorized.policy.json, "rows": .string(mark),
        ]
        provenance["publicFiles"] = plan.query.publicFiles(in: generation.catalogue)
        var members = try answerMembers(
            try table(plan, found), in: generation.catalogue,
            of: plan.query.project.isEmpty ? "none" : plan.query.project, record: "#/record",
            provenance: .object(provenance),
            budget: [
                "spent": "0", "left": "0", "of": "0", "says": "Made-up rows are free: no privacy budget is touched.",
            ], plan.authorized.verdicts)
        if case .object(var protection)? = members["protection"], case .string(let guarantee)? = protection["guarantee"]
        {
            protection["guarantee"] = .string("\(mark) Of real rows it would be said: \(guarantee)")
            members["protection"] = .object(protection)
        }
        return Answer(named: "S-\(request.prefix(16))", tier: plan.query.tier.rawValue, members)
    }
}
