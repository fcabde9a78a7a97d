package import Catalogue
package import JSON

/// Reads queries: every name is looked up in the catalogue, every set is put on a declared grouping, and what means
/// the same gets the same form.
package enum QueryResolver {
    /// Reads a query.
    ///
    /// Throws at the first place that is not understood or not declared; nothing is guessed, and no data is read.
    package static func resolve(_ body: JSONValue, in catalogue: Catalogue) throws(QueryError) -> ResolvedQuery {
        try QueryReader.read(JSONCursor(body), in: catalogue)
    }

    /// Reads a condition on units by itself, such as the row filter of an approval.
    package static func resolveFilter(
        _ body: JSONValue, for unit: StatisticalUnit, in catalogue: Catalogue
    ) throws(QueryError) -> ResolvedFilter {
        var resolver = try Resolver(catalogue: catalogue, unit: unit, pointer: "")
        let clause = try resolver.clause(JSONCursor(body), in: .units, depth: 0)
        let consented = try resolver.consented(whatever: true)
        let predicate = try resolver.settle(.all([clause.condition] + consented), pointer: "")
        return ResolvedFilter(
            unit: unit, predicate: predicate, canonical: predicate.canonical(in: catalogue),
            variables: resolver.variables, variablesToApprove: resolver.variablesToApprove, datasets: resolver.datasets,
            links: resolver.links, says: clause.words)
    }
}

extension QueryResolver {
    /// Reads the definition of a derived variable. Throws `unknownVariable` where there is no such variable, or what is
    /// wrong with its definition, with the place in that.
    package static func resolveDefinition(
        of name: VariableName, in catalogue: Catalogue
    ) throws(QueryError) -> ResolvedDefinition {
        guard let dataset = catalogue.dataset(name.dataset), let variable = dataset.variable(named: name.name),
            let derivation = variable.derivation
        else { throw QueryError("", .unknownVariable(nearest: [])) }
        var resolver = try Resolver(catalogue: catalogue, unit: dataset.unit, pointer: "")
        resolver.isDefinition = true
        let (_, values) = try resolver.values(of: derivation)
        return ResolvedDefinition(
            column: Column(role: nil, dataset: dataset.id, name: variable.name, values: values),
            variables: resolver.variables, datasets: resolver.datasets, links: resolver.links)
    }
}

/// What a derived variable means, every name found in the catalogue. Only this room can make one.
package struct ResolvedDefinition: Sendable, Hashable {
    /// The variable as a column of its own units.
    package let column: Column
    /// What it reads: variables, datasets, and the links that it follows.
    package let variables: Set<VariableName>
    package let datasets: Set<DatasetID>
    package let links: Set<LinkUse>
}

/// A condition on units whose every name stands in the catalogue. Only this room can make one.
package struct ResolvedFilter: Sendable, Hashable {
    package let unit: StatisticalUnit
    package let predicate: Predicate
    package let canonical: JSONValue
    package let variables: Set<VariableName>
    /// As in `ResolvedQuery`.
    package let variablesToApprove: Set<VariableName>
    package let datasets: Set<DatasetID>
    package let links: Set<LinkUse>
    /// The condition in the words of the catalogue.
    package let says: String
}
