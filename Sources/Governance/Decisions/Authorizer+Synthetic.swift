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
        // What is sensitive of real people is not there.
        var judged = VerdictsWithoutProject(
            policy, for: principal, person: person, isSensitive: false, today: today,
            because: "nobody stands behind made-up rows")
        if judged.hasLeft || query.tier != .synthetic {
            judged.refuse(
                HouseRule.insideApproval.reason(
                    "Only people who work here ask, and without an approval only about made-up rows.",
                    change: "Sign in as yourself, with `\"tier\": \"synthetic\"` in the question.", ask: .operator))
        }
        guard judged.isYes else { return .refused(judged.verdicts) }
        return .authorized(
            AuthorizedQuery(
                query: query, actor: actor, project: "none", approval: "none", policy: policy.identity,
                obligations: [.honourOptOuts([]), .protect(profile: profile)], verdicts: judged.verdicts))
    }
}
