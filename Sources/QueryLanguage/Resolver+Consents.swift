import Catalogue

extension Resolver {
    /// What those in a study agreed to: conditions that restrict every question which touches their data to those who
    /// agreed to its use, by the scopes of the catalogue. Part of the population, so that no engine can forget it.
    ///
    /// - Parameter whatever: also scopes that cover none of the datasets that are touched.
    mutating func consented(whatever: Bool = false) throws(QueryError) -> [Condition] {
        var conditions: [Condition] = []
        var done: Set<ConsentScope> = []
        // To look at an answer is to touch the dataset it stands in, which may bring scopes of its own.
        while let (id, scope) = binding(whatever: whatever).first(where: { !done.contains($0.scope) }) {
            done.insert(scope)
            datasets.insert(scope.variable.dataset)
            conditions.append(try condition(scope, of: id))
        }
        return conditions
    }

    /// The scopes that the datasets touched so far bring along.
    private func binding(whatever: Bool) -> [(dataset: DatasetID, scope: ConsentScope)] {
        datasets.sorted().flatMap { id in
            (catalogue.dataset(id)?.consents ?? []).map { (dataset: id, scope: $0) }
        }
        .filter { whatever || $0.scope.covers.map { !datasets.isDisjoint(with: $0) } ?? true }
    }

    private func condition(_ scope: ConsentScope, of id: DatasetID) throws(QueryError) -> Condition {
        let dataset = catalogue.dataset(id)
        let isReachedByLink = links.contains { use in
            let link = catalogue.dataset(use.dataset)?.link(role: use.role)
            return link.flatMap { catalogue.dataset($0.dataset)?.unit } == dataset?.unit
        }
        let home = scope.variable.dataset
        guard dataset?.unit == unit, !isReachedByLink,
            let variable = catalogue.dataset(home)?.variable(named: scope.variable.name)
        else { throw QueryError("", .consentOfOthers(dataset: "\(id)")) }
        let canLackRow =
            home != register.id
            || variable.isFromGeneralPractice && unit == .person && !register.isFromGeneralPractice
        let granted = variable.domain.categories.map { scope.granted.contains($0.code) }
        let set = granted + variable.domain.missing.map { _ in false } + (canLackRow ? [false] : [])
        let column = Column(role: nil, dataset: home, name: scope.variable.name)
        return .test(.column(column, canLackRow: canLackRow), .codes(set))
    }
}
