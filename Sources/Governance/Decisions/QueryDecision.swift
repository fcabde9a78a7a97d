package import Catalogue
package import Identity
package import QueryLanguage

/// What the charter says to a query.
package enum QueryDecision: Sendable {
    case authorized(AuthorizedQuery)
    /// Every clause's verdict; the reasons stand in those that fail.
    case refused([ClauseVerdict])
}

/// What the ledgers say of a query's price. Decided from query and ledger alone, never from the data.
package struct BudgetFacts: Sendable, Hashable {
    /// What the price is taken from, in words: `your project's privacy budget`, or what is short where that is another.
    package let of: String
    /// An exact rational as text, such as `3/25`.
    package let cost: String
    /// The same; nil of a budget that projects share, where it would tell what others have asked.
    package let left: String?
    package let isCovered: Bool

    package init(of: String, cost: String, left: String?, isCovered: Bool) {
        self.of = of
        self.cost = cost
        self.left = left
        self.isCovered = isCovered
    }

    /// As messages say it.
    package var leftInWords: String { left ?? "less" }

    /// Of the project's own budget.
    package init(cost: String, left: String, isCovered: Bool) {
        self.init(of: "your project's privacy budget", cost: cost, left: left, isCovered: isCovered)
    }
}

/// Everything that a decision on a query reads. None of it comes from unprotected data.
package struct AuthorizationRequest: Sendable {
    package let query: ResolvedQuery
    package let principal: AuthenticatedPrincipal
    /// The asker's record, where there is one.
    package let person: Person?
    /// The project that the query names, where there is one.
    package let project: Project?
    /// The record of the project's accountable owner, where there is one.
    package let owner: Person?
    /// The asker's name in audit entries: a pseudonym for each project.
    package let actor: String
    package let catalogue: Catalogue
    package let budget: BudgetFacts
    /// Whether it is this release's turn for the project.
    package let turn: ReleaseTurn
    /// How many days old the opt-out list is; nil where none was loaded.
    package let optOutListAgeDays: Int?
    package let today: CivilDay

    package init(
        query: ResolvedQuery, principal: AuthenticatedPrincipal, person: Person?, project: Project?, owner: Person?,
        actor: String, catalogue: Catalogue, budget: BudgetFacts, turn: ReleaseTurn, optOutListAgeDays: Int?,
        today: CivilDay
    ) {
        self.query = query
        self.principal = principal
        self.person = person
        self.project = project
        self.owner = owner
        self.actor = actor
        self.catalogue = catalogue
        self.budget = budget
        self.turn = turn
        self.optOutListAgeDays = optOutListAgeDays
        self.today = today
    }
}
