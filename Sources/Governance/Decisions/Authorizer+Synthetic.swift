package import Identity
package import QueryLanguage

extension Authorizer {
    /// Decides on a question about made-up rows. Nobody stands behind them, so it is free of every clause but SEC-1, and
    /// its yes is good for no other rows: engines refuse it over those.
    ///
    /// - Parameters:
    ///   - person: the asker's record, where there is one. Whoever has left may not ask, whatever the policies say.
    ///   - actor: the asker's name in audit entries.
    ///   - profile: the protection that the same question would have about real rows.
    package func decideSynthetic(
        _ query: ResolvedQuery, by principal: AuthenticatedPrincipal, person: Person?, actor: String, profile: String,
        today: CivilDay
    ) -> QueryDecision {
        let hasLeft = person.map { $0.id != principal.person || $0.hasLeft(by: today) } ?? false
        let facts = Facts([
            "caller.isOnePerson": .boolean(!hasLeft), "caller.strength": .text(principal.strength.rawValue),
            // What is sensitive of real people is not there.
            "query.isSensitive": .boolean(false), "today": .day(today),
        ])
        var verdicts = policy.clauses.map { clause in
            guard clause.id != "SEC-1" else { return clause.verdict(at: .query, facts: facts, owner: nil) }
            return ClauseVerdict(
                clause: clause.id, answer: .notApplicable(reason: "nobody stands behind made-up rows"), reason: nil)
        }
        if hasLeft || query.tier != .synthetic {
            let reason = HouseRule.insideApproval.reason(
                "Only people who work here ask, and without an approval only about made-up rows.",
                change: "Sign in as yourself, with `\"tier\": \"synthetic\"` in the question.", ask: .operator)
            verdicts.append(ClauseVerdict(clause: reason.clause, answer: .fail, reason: reason))
        }
        guard !verdicts.contains(where: { $0.answer == .fail }) else { return .refused(verdicts) }
        return .authorized(
            AuthorizedQuery(
                query: query, actor: actor, project: "none", approval: "none", policy: policy.identity,
                obligations: [.honourOptOuts([]), .protect(profile: profile)], verdicts: verdicts))
    }
}
