import Catalogue
import DisclosureControl
import Governance
import Identity
import JSON
import OpenSSL
import QueryLanguage
import Snapshots

/// A query that may run: with its plan, its caps, and the generation that it will read.
struct Agreed {
    /// A random name, 128 bits, hexadecimal: it ties intent, outcome and stored rows together.
    let request: String
    let body: JSONValue
    let project: Project
    let plan: ReleasePlan
    let generation: Generation
    /// What every clause said when the query was let in, and what that rests on.
    let verdicts: [ClauseVerdict]
    let basis: DecisionBasis?
    /// What the project has not paid for yet.
    let owed: Set<String>
    /// The project's own cap: what its approval grants, within what its profile allows.
    let cap: PriceLine

    /// The release keys of everything that the answer shows.
    var keys: Set<String> { Set(plan.draws.map(\.key)) }
    /// The span of the budgets.
    var days: Int { plan.profile.budget.days }

    /// What asks for two people to look at the answer before it leaves; nothing where nobody need. From the query, the
    /// approval and the catalogue only.
    var reviewReasons: [String] {
        (plan.profile.needsReview ? ["profile \(plan.profile.name)"] : [])
            + (plan.authorized.obligations.contains(.holdForReview) ? ["approval"] : [])
    }

    /// When the answer leaves.
    var tick: ReplyTick {
        ReplyTick(plan.query, in: generation.catalogue, unit: plan.profile.tickMilliseconds)
    }

    /// The same with the verdicts of the decision that knew its price.
    func decided(_ verdicts: [ClauseVerdict], on basis: DecisionBasis?) -> Agreed {
        Agreed(
            request: request, body: body, project: project, plan: plan, generation: generation, verdicts: verdicts,
            basis: basis, owed: owed, cap: cap)
    }

    /// What is reserved: everything that the project owes, on every ledger, as if nobody had asked it before.
    func priceLines() throws(GatewayError) -> [PriceLine] { try lines(owed: owed, lacking: owed) }

    /// The debits: the project pays what it owes, the others what was drawn anew.
    func lines(owed: Set<String>, lacking: Set<String>) throws(GatewayError) -> [PriceLine] {
        try disclosing { () throws(DisclosureError) in
            let lines = try plan.priceLines(projectOwes: owed, storeLacks: lacking).map { line in
                guard case .project = line.ledger else { return line }
                return PriceLine(ledger: line.ledger, amount: line.amount, cap: cap.cap)
            }
            return lines + [try plan.starLine(projectOwes: owed)]
        }
    }
}

/// What thinking about a query came to, before anything is reserved or read.
enum Consideration {
    /// The same was asked before under the same mark.
    case answered(PlacedAnswer)
    /// The same was asked before under the same mark, and is not decided on yet.
    case underWay(Job)
    case unreadable(Unreadable)
    case refused(Refusal, Considered)
    /// It may run, and its price is reserved.
    case agreed(Agreed)
}

/// What is known of a refused query, for its record.
struct Considered {
    let query: ResolvedQuery
    let body: JSONValue
    /// Nil where there is none: a project is named in the log only where it exists.
    let project: Project?
    let generation: Generation
    /// The policy set that it was judged by, and what the decision rests on.
    let policy: PolicyIdentity
    var basis: DecisionBasis?
}

extension Gateway {
    /// Parses, resolves, authorises and prices a query, and reserves its price where it may run. Reads no data about
    /// people.
    func consider(_ body: JSONValue, by asker: Asker) throws(GatewayError) -> Consideration {
        guard let generation = parts.generation()?.showing(askedIn: body) else { throw .noData }
        let query: ResolvedQuery
        do throws(QueryError) { query = try QueryResolver.resolve(body, in: generation.catalogue) } catch {
            return .unreadable(Unreadable(error))
        }
        let standing = try standing(of: query, asker, generation)
        var considered = Considered(
            query: query, body: body, project: standing.project, generation: generation,
            policy: standing.authorizer.policy.identity)
        let free = BudgetFacts(cost: "0", left: "0", isCovered: true)
        let first = request(
            standing, query, asker, generation, free, turn(of: standing.project, query, holdingFor: nil))
        considered.basis = standing.authorizer.basis(of: first)
        let provisional = standing.authorizer.decide(first)
        guard case .authorized(let permitted) = provisional, let project = standing.project,
            let profile = profile(of: permitted)
        else { return .refused(refusal(provisional), considered) }
        let limits = StaticLimits.check(query, catalogue: generation.catalogue, profile: profile)
        guard limits.isEmpty else { return .refused(refusal(limits, permitted.verdicts), considered) }
        let agreed = try plan(permitted, body, project, profile, generation)
        let budget = try budgetFacts(agreed, reserving: true)
        let turn = turn(of: project, query, holdingFor: agreed.request)
        let priced = request(standing, query, asker, generation, budget, turn)
        considered.basis = standing.authorizer.basis(of: priced)
        let decision = standing.authorizer.decide(priced)
        guard case .authorized(let authorized) = decision, budget.isCovered else {
            giveUp(agreed.request)
            return .refused(refusal(decision, budget), considered)
        }
        return .agreed(agreed.decided(authorized.verdicts, on: considered.basis))
    }

    /// The rules and the records that a decision reads, each read once.
    struct Standing {
        let authorizer: Authorizer
        let person: Person?
        let project: Project?
        let owner: Person?
    }

    func standing(
        of query: ResolvedQuery, _ asker: Asker, _ generation: Generation
    ) throws(GatewayError) -> Standing {
        let project = try project(query.project)
        return Standing(
            authorizer: policies.now, person: try person(asker.principal.person), project: project,
            owner: try project.map { project throws(GatewayError) in try person(project.proposal.owner) } ?? nil)
    }

    func decide(
        _ standing: Standing, _ query: ResolvedQuery, _ asker: Asker, _ generation: Generation, _ budget: BudgetFacts,
        _ turn: ReleaseTurn
    ) -> QueryDecision {
        standing.authorizer.decide(request(standing, query, asker, generation, budget, turn))
    }

    /// Everything that a decision reads.
    private func request(
        _ standing: Standing, _ query: ResolvedQuery, _ asker: Asker, _ generation: Generation, _ budget: BudgetFacts,
        _ turn: ReleaseTurn
    ) -> AuthorizationRequest {
        let today = parts.now.day
        return AuthorizationRequest(
            query: query, principal: asker.principal, person: standing.person, project: standing.project,
            owner: standing.owner,
            actor: parts.pseudonym("actor", query.project, asker.principal.person.description),
            catalogue: generation.catalogue, budget: budget, turn: turn,
            optOutListAgeDays: CivilDay(generation.optOuts.version).map { today.number - $0.number }, today: today)
    }

    /// Whether the project may ask about the query's release now; held for a request, if one is named.
    func turn(of project: Project?, _ query: ResolvedQuery, holdingFor request: String?) -> ReleaseTurn {
        guard let project else { return .allowed }
        return releases.turn(of: project.id, to: query.asOf, on: parts.now.day, holdingFor: request)
    }

    /// Gives up whatever a request reserved; nothing is left of that once its outcome stands in the log.
    func giveUp(_ request: String) {
        ledgers.giveUp(request)
        releases.giveUp(request)
        jobs.giveUp(request)
    }

    private func profile(of query: AuthorizedQuery) -> Profile? {
        for case .protect(let name) in query.obligations { return parts.profiles[name] }
        return nil
    }

    func plan(
        _ authorized: AuthorizedQuery, _ body: JSONValue, _ project: Project, _ profile: Profile,
        _ generation: Generation
    ) throws(GatewayError) -> Agreed {
        let plan = try releasePlan(authorized, profile, generation, naming: parts.releaseName)
        let keys = Set(plan.draws.map(\.key))
        let paid = try storing { () throws(StoreError) in try parts.store.paid(by: project.id, among: keys) }
        return Agreed(
            request: parts.requestName(), body: body, project: project, plan: plan, generation: generation,
            verdicts: authorized.verdicts, basis: nil, owed: keys.subtracting(paid), cap: try cap(of: project))
    }

    /// The plan of an answer, with what askers call each release.
    func releasePlan(
        _ authorized: AuthorizedQuery, _ profile: Profile, _ generation: Generation,
        naming name: (DatasetTable) -> String
    ) throws(GatewayError) -> ReleasePlan {
        let snapshots = generation.tables.mapValues { SnapshotIdentity(asOf: $0.asOf, digest: name($0)) }
        return try disclosing { () throws(DisclosureError) in
            try ReleasePlan(
                authorized, catalogue: generation.catalogue, profile: profile, snapshots: snapshots,
                optOutVersion: generation.optOuts.version, hash: SHA256.hash)
        }
    }

    /// Today in the calendar of the catalogue, which the ledgers keep.
    func ledgerDay() throws(GatewayError) -> CalendarDay {
        guard let day = CalendarDay(parts.now.day.description) else { throw .damagedLedger }
        return day
    }

    /// What the ledgers say of a plan's price.
    func budgetFacts(_ agreed: Agreed, reserving: Bool) throws(GatewayError) -> BudgetFacts {
        try ledgers.facts(
            of: try agreed.priceLines(), today: try ledgerDay(), days: agreed.days,
            reservingFor: reserving ? agreed.request : nil)
    }

    /// A no to a price. That a budget is not overdrawn is a floor that no policy file can lower.
    private func refusal(_ decision: QueryDecision, _ budget: BudgetFacts) -> Refusal {
        guard case .authorized(let query) = decision else { return refusal(decision) }
        let reason = RefusalReason(
            clause: "PRI-6",
            message: "This question needs \(budget.cost) of \(budget.of), and \(budget.leftInWords) is left.",
            change: "Ask at a coarser level or a lower precision.", ask: "a data steward")
        return Refusal(code: Refusal.refusedCode, reasons: [reason], verdicts: query.verdicts)
    }

    func refusal(_ decision: QueryDecision) -> Refusal {
        guard case .refused(let verdicts) = decision else {
            // A yes whose profile is not installed: the approval names something that nobody can honour.
            let reason = RefusalReason(
                clause: "SEC-4", message: "Your approval names a protection profile that this gateway does not have.",
                change: "Ask a steward to correct the approval.", ask: "a data steward")
            return Refusal(code: Refusal.unknownProfileCode, reasons: [reason], verdicts: [])
        }
        return Refusal(code: Refusal.refusedCode, reasons: verdicts.compactMap(\.reason), verdicts: verdicts)
    }

    func refusal(_ limits: [LimitRefusal], _ verdicts: [ClauseVerdict]) -> Refusal {
        Refusal(
            code: limits[0].code,
            reasons: limits.map {
                RefusalReason(clause: "PRI-4", message: $0.message, change: $0.change, ask: "a data steward")
            }, verdicts: verdicts)
    }

    /// The digest of an approval, as entries name it; `none` where there is none.
    func approvalDigest(_ project: Project?) -> String {
        project?.approval.map { GatewayParts.digest($0.canonicalBytes) } ?? "none"
    }
}
