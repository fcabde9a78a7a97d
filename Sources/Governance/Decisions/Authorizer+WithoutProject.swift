import Identity

/// What the charter says to somebody who asks for something that belongs to no project.
struct VerdictsWithoutProject {
    private(set) var verdicts: [ClauseVerdict]
    /// Whoever has left may not ask, whatever the policies say.
    let hasLeft: Bool

    /// No clause but SEC-1 is asked.
    ///
    /// - Parameters:
    ///   - person: the asker's record, where there is one.
    ///   - reason: why no other clause is.
    init(
        _ policy: PolicySet, for principal: AuthenticatedPrincipal, person: Person?, isSensitive: Bool,
        today: CivilDay, because reason: String
    ) {
        let hasLeft = person.map { $0.id != principal.person || $0.hasLeft(by: today) } ?? false
        let facts = Facts([
            "caller.isOnePerson": .boolean(!hasLeft), "caller.strength": .text(principal.strength.rawValue),
            "query.isSensitive": .boolean(isSensitive), "today": .day(today),
        ])
        self.hasLeft = hasLeft
        verdicts = policy.clauses.map { clause in
            guard clause.id != "SEC-1" else { return clause.verdict(at: .query, facts: facts, owner: nil) }
            return ClauseVerdict(clause: clause.id, answer: .notApplicable(reason: reason), reason: nil)
        }
    }

    var isYes: Bool { !verdicts.contains { $0.answer == .fail } }

    /// Adds a no of the program's own.
    mutating func refuse(_ reason: RefusalReason) {
        verdicts.append(ClauseVerdict(clause: reason.clause, answer: .fail, reason: reason))
    }
}
