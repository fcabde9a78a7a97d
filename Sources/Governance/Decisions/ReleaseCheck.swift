import Catalogue
package import Identity
import QueryLanguage

/// What is known of a released table when an answer is about to leave.
package struct ReleaseFacts: Sendable, Hashable {
    /// Whether a machine-readable disclosure record is attached.
    package let hasDisclosureRecord: Bool
    /// The fewest persons and units that the profile let stand behind a shown cell.
    package let floorPersons: Int
    package let floorUnits: Int
    /// The breakdowns by a protected characteristic of which nothing shows, and those for which the answer offers another.
    package let hiddenBreakdowns: [String]
    package let widerGroups: [String]
    package let budget: BudgetFacts
    package let today: CivilDay

    package init(
        hasDisclosureRecord: Bool, floorPersons: Int, floorUnits: Int, hiddenBreakdowns: [String],
        widerGroups: [String], budget: BudgetFacts, today: CivilDay
    ) {
        self.hasDisclosureRecord = hasDisclosureRecord
        self.floorPersons = floorPersons
        self.floorUnits = floorUnits
        self.hiddenBreakdowns = hiddenBreakdowns
        self.widerGroups = widerGroups
        self.budget = budget
        self.today = today
    }
}

extension Authorizer {
    /// Every clause's verdict on an answer that is about to leave; it may leave only where none of them fails.
    ///
    /// - Parameter project: as it stands now, which may be later than when the query was let in.
    package func release(_ query: AuthorizedQuery, project: Project, facts release: ReleaseFacts) -> [ClauseVerdict] {
        policy.evaluate(at: .release, facts: facts(query, project, release), owner: nil)
    }

    /// What that rests on, for the vault.
    package func basis(
        of query: AuthorizedQuery, project: Project, facts release: ReleaseFacts
    ) -> DecisionBasis {
        let facts = facts(query, project, release)
        return DecisionBasis(
            .release, of: project.id, facts, policy.evaluate(at: .release, facts: facts, owner: nil), floors: [],
            policy: policy)
    }

    private func facts(_ query: AuthorizedQuery, _ project: Project, _ release: ReleaseFacts) -> Facts {
        var facts = Facts([
            "today": .day(release.today), "query.unit": .text(query.query.unit.rawValue),
            "project.state": .text(project.state.rawValue), "project.mark": .text(project.mark.rawValue),
            "project.isInRegister": .boolean(project.publishedAt != nil),
            "budget.cost": .text(release.budget.cost), "budget.left": .text(release.budget.leftInWords),
            "budget.of": .text(release.budget.of), "budget.isCovered": .boolean(release.budget.isCovered),
            "release.hasDisclosureRecord": .boolean(release.hasDisclosureRecord),
            "release.floorPersons": .integer(release.floorPersons),
            "release.floorUnits": .integer(release.floorUnits),
            "release.hiddenBreakdowns": .texts(release.hiddenBreakdowns),
            "release.widerGroups": .texts(release.widerGroups),
        ])
        facts["project.stateReason"] = project.stateReason.map { .text($0) }
        facts["approval.floorExemption"] = (project.approval?.terms.floorExemption?.words).map { .text($0) }
        facts["project.markReason"] = project.markReason.map { .text($0) }
        return facts
    }
}
