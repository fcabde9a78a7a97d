/// Every dataset that this gateway knows.
package struct Catalogue: Sendable, Hashable {
    /// In the order of their names.
    package let datasets: [Dataset]
    /// Public numbers, in the order of their names.
    package let references: [Reference]
    /// Ways from areas to others, in the order of their names.
    package let lookups: [Lookup]

    /// Collects datasets without public files; where two have one name, the first stands. `CatalogueReader` refuses such a
    /// pair by name.
    package init(_ datasets: [Dataset]) { self.init(datasets, references: [], lookups: []) }

    /// No list has a default here: a catalogue that is made of another one would lose what its maker forgot.
    init(_ datasets: [Dataset], references: [Reference], lookups: [Lookup]) {
        var seen: Set<DatasetID> = []
        self.references = references.sorted { $0.id < $1.id }
        self.lookups = lookups.sorted { $0.id < $1.id }
        self.datasets = datasets.filter { seen.insert($0.id).inserted }.sorted { $0.id < $1.id }
    }

    package func dataset(_ id: DatasetID) -> Dataset? { datasets.first { $0.id == id } }

    /// The dataset whose rows are the population of this unit, where one is declared.
    package func register(of unit: StatisticalUnit) -> Dataset? {
        datasets.first { $0.unit == unit && $0.isRegister }
    }

    package func reference(_ id: ReferenceID) -> Reference? { references.first { $0.id == id } }

    /// The grouping that a dimension of a reference names.
    package func grouping(_ dimension: Reference.Dimension) -> Grouping? {
        dataset(dimension.variable.dataset)?.variable(named: dimension.variable.name)?
            .grouping(named: dimension.grouping)
    }

    /// Whether two names are of one variable, perhaps once seen through a view.
    package func isSame(_ a: VariableName, _ b: VariableName) -> Bool { source(of: a) == source(of: b) }

    /// What a view looks at; any other variable is its own source.
    package func source(of name: VariableName) -> VariableName {
        guard case .view(let of, _) = dataset(name.dataset)?.variable(named: name.name)?.source else { return name }
        return VariableName(dataset: name.dataset, name: of)
    }
}
