import Catalogue
import JSON

/// Areas that a query shows, and the vintage that they are of.
struct ShownAreas {
    let column: Column
    let name: VariableName
    let vintage: String
}

/// Areas of two vintages do not go into one table: the same code may be another place, and a changed area another code.
extension Resolver {
    /// Takes note of the areas that a dimension shows.
    ///
    /// Throws `mixedVintages` where another dimension shows areas of another vintage. Two groupings of one column may: they
    /// are made from the same areas.
    mutating func noteVintage(
        of reference: VariableReference, _ grouping: Grouping, pointer: String
    ) throws(QueryError) {
        guard let vintage = reference.variable.vintage(shownBy: grouping) else { return }
        let new = ShownAreas(column: reference.column, name: reference.name, vintage: vintage)
        if let other = shownAreas.first(where: { $0.vintage != vintage && $0.column != new.column }) {
            throw mixedVintages(pointer, new.name, vintage, other.vintage)
        }
        shownAreas.append(new)
    }

    func mixedVintages(_ pointer: String, _ name: VariableName, _ vintage: String, _ other: String) -> QueryError {
        let bridges = catalogue.lookups(between: vintage, and: other).map { "\($0.id)" }
        return QueryError(
            pointer, .mixedVintages(variable: "\(name)", vintage: vintage, other: other, lookups: bridges))
    }

    // MARK: - References

    /// The dimension of a reference that a dimension of the query is, and for each of its codes the query's group.
    ///
    /// It is the same variable, as finely divided or more; or it shows areas of the same vintage by the same codes.
    func place(
        of dimension: Dimension, in reference: Reference, pointer: String
    ) throws(QueryError) -> (index: Int, groupOf: [String: Int]) {
        let lacks = QueryError(pointer, .referenceLacks(variable: "\(dimension.name)"))
        guard dimension.rows == nil, dimension.column.role == nil,
            let variable = catalogue.dataset(dimension.name.dataset)?.variable(named: dimension.name.name),
            let ours = variable.grouping(named: dimension.grouping)
        else { throw lacks }
        let candidates = reference.dimensions.enumerated()
        for (index, candidate) in candidates where catalogue.isSame(candidate.variable, dimension.name) {
            guard let theirs = catalogue.grouping(candidate), theirs.isFinerThan(ours) else { throw lacks }
            let pairs = zip(theirs.groupOf, ours.groupOf).map { (theirs.groups[$0].code, $1) }
            return (index, Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
        }
        guard let vintage = variable.vintage(shownBy: ours) else { throw lacks }
        for (index, candidate) in candidates {
            guard let theirs = catalogue.grouping(candidate), let other = catalogue.vintage(shownBy: candidate) else {
                continue
            }
            guard other == vintage else { throw mixedVintages(pointer, dimension.name, vintage, other) }
            guard Set(ours.groups.map(\.code)).isSubset(of: theirs.groups.map(\.code)) else { continue }
            let pairs = ours.groups.enumerated().map { ($1.code, $0) }
            return (index, Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
        }
        throw lacks
    }
}
