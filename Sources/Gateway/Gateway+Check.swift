import AuditLog
import DisclosureControl
package import Governance
import Identity
package import JSON
package import QueryLanguage
import Snapshots

/// What one query would come to, as far as it can be told before any data are read.
package enum CheckedQuery: Sendable {
    case unreadable(Unreadable)
    case judged(Judgement)
}

/// Every clause's verdict on a query, everything that speaks against it, and its price.
package struct Judgement: Sendable {
    package let query: ResolvedQuery
    /// The project that is named in the log; nil where there is none of the name that was sent.
    let project: String?
    package let verdicts: [ClauseVerdict]
    /// What would be refused, and how to change it; empty where the query would run.
    package let reasons: [RefusalReason]
    /// Nil where the approval or the shape of the table says no: then there is nothing to price.
    package let price: Price?
    /// Whether two people would look at the answer before it leaves.
    package let wouldBeHeld: Bool
    /// Whether it would become a job by itself, because it is large.
    package let wouldBeJob: Bool
    /// Whose rows are in and whose are left out; nil where it would not run.
    package let coverage: JSONValue?
    /// How long an answer takes at least, in milliseconds; nil where there would be none.
    package let tickMilliseconds: Int?

    /// The price of a query, exact fractions as text.
    package struct Price: Sendable {
        /// What each ledger would be debited if nobody had ever asked.
        package let lines: [(ledger: String, amount: String, cap: String)]
        /// What the amounts are counted in: `rho`, `tables` or `cells`.
        package let priced: String
        /// What the project would pay now, and what it has left: it pays once for each number.
        package let budget: BudgetFacts
        /// ε by two conversions, and the advantage of somebody who knows all but one unit.
        package let statement: JSONValue
    }
}

/// Checks that stand in the audit log, one entry for each query.
package struct RecordedChecks: Sendable {
    package let checks: [(query: CheckedQuery, entry: Int)]
}

extension Gateway {
    /// Says of each query what would happen to it. Nothing runs, nothing is reserved, and no data about people are read.
    package func check(_ bodies: [JSONValue], by asker: Asker) throws(GatewayError) -> RecordedChecks {
        guard let generation = parts.generation() else { throw .noData }
        let policy = policy.identity
        var checked: [CheckedQuery] = []
        for body in bodies { checked.append(try judge(body, asker, generation.showing(askedIn: body))) }
        let entries = try append(zip(bodies, checked).map { checkDraft($0, $1, under: policy, asker) }, under: policy)
        return RecordedChecks(checks: zip(checked, entries).map { ($0, $1.seq) })
    }

    private func judge(
        _ body: JSONValue, _ asker: Asker, _ generation: Generation
    ) throws(GatewayError) -> CheckedQuery {
        if QueryTier(askedIn: body) == .synthetic { return try judgeSynthetic(body, asker) }
        let query: ResolvedQuery
        do throws(QueryError) { query = try QueryResolver.resolve(body, in: generation.catalogue) } catch {
            return .unreadable(Unreadable(error))
        }
        let standing = try standing(of: query, asker, generation)
        let free = BudgetFacts(cost: "0", left: "0", isCovered: true)
        let turn = turn(of: standing.project, query, holdingFor: nil)
        let first = decide(standing, query, asker, generation, free, turn)
        // The shape is told of only to those who are part of the project, whose profile sets its limits.
        let project = standing.project.flatMap { $0.isMember(asker.principal.person) ? $0 : nil }
        let profile = project?.approval.flatMap { parts.profiles[$0.terms.profile] }
        let limits = profile.map { StaticLimits.check(query, catalogue: generation.catalogue, profile: $0) } ?? []
        guard case .authorized(let authorized) = first, let project, let profile, limits.isEmpty else {
            let shape = limits.isEmpty ? [] : refusal(limits, []).reasons
            return .judged(
                Judgement(
                    query: query, project: standing.project?.id, verdicts: first.verdicts,
                    reasons: reasons(against: first, shape), price: nil, wouldBeHeld: false,
                    wouldBeJob: false, coverage: nil, tickMilliseconds: nil))
        }
        let agreed = try plan(authorized, body, project, profile, generation)
        let budget = try budgetFacts(agreed, reserving: false)
        let decision = decide(standing, query, asker, generation, budget, turn)
        return .judged(
            Judgement(
                query: query, project: project.id, verdicts: decision.verdicts,
                reasons: decision.verdicts.compactMap(\.reason),
                price: try price(agreed.plan, budget), wouldBeHeld: !agreed.reviewReasons.isEmpty,
                wouldBeJob: isLarge(agreed),
                coverage: authorized.coverage(
                    in: generation.catalogue, try qualityFigures(of: query.datasets, in: generation)),
                tickMilliseconds: agreed.tick.milliseconds))
    }

    /// A yes without a reason about the shape means that the profile is not installed.
    private func reasons(against decision: QueryDecision, _ shape: [RefusalReason]) -> [RefusalReason] {
        switch decision {
        case .refused(let verdicts): verdicts.compactMap(\.reason) + shape
        case .authorized: shape.isEmpty ? refusal(decision).reasons : shape
        }
    }

    private func price(_ plan: ReleasePlan, _ budget: BudgetFacts) throws(GatewayError) -> Judgement.Price {
        try disclosing { () throws(DisclosureError) in
            Judgement.Price(
                lines: try plan.priceLines().map { line in
                    (line.ledger.name, "\(line.amount)", "\(line.cap.map { "\($0)" } ?? "0")")
                }, priced: plan.profile.priced, budget: budget, statement: try plan.statementJSON())
        }
    }

    private func checkDraft(
        _ body: JSONValue, _ checked: CheckedQuery, under policy: PolicyIdentity, _ asker: Asker
    ) -> AuditDraft {
        let person = asker.principal.person.description
        var event: JSONObject = [
            "req": .string(parts.requestName()), "channel": .string(asker.channel),
            "policy": policy.named,
        ]
        var subject = person
        var pseudonym = parts.pseudonym("actor", "", person)
        if case .judged(let judgement) = checked {
            // As in the entries of questions: the asker's own word for a project stands in the vault only.
            event["project"] = .string(judgement.project ?? "none")
            event["shape"] = shape(of: judgement.query)
            event["clauses"] = .array(
                judgement.verdicts.map { ["id": .string($0.clause), "verdict": .string($0.answer.word)] })
            event.mark(judgement.query.tier)
            event["ask"] = judgement.price.map { .string($0.budget.cost) }
            subject = self.subject(person, of: judgement.query)
            pseudonym = parts.pseudonym("actor", judgement.query.project, person)
        }
        event["actor"] = .string(pseudonym)
        return AuditDraft(
            type: "query.check", event: event,
            disclosures: [
                Disclosed(name: "researcher", value: .string(person), subject: subject),
                Disclosed(name: "address", value: .string(asker.address), subject: subject),
                Disclosed(
                    name: "query", value: .string(String(decoding: body.bytes(), as: UTF8.self)), subject: subject),
            ], sameBatch: [:])
    }
}

extension QueryDecision {
    fileprivate var verdicts: [ClauseVerdict] {
        switch self {
        case .authorized(let query): query.verdicts
        case .refused(let verdicts): verdicts
        }
    }
}
