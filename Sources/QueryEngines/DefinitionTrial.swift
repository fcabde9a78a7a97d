package import Catalogue
package import QueryLanguage
import Snapshots

/// Tries the definition of a derived variable on its own examples: a definition that does not do what it says is refused
/// before anybody is asked about.
package enum DefinitionTrial {
    /// What is wrong with a definition.
    package enum Fault: Error, Hashable {
        /// It cannot be asked of this catalogue.
        case unreadable(QueryError)
        /// A row of an example leaves a variable out that the definition reads and that is never missing.
        case incomplete(example: String, VariableName)
        /// An example has rows that the definition cannot reach.
        case unreachable(example: String, DatasetID)
        /// The example has another value than it says.
        case differs(example: String, is: String, not: String)
        case engine(EngineError)

        /// What is wrong, in plain words: lower case, no full stop.
        package var message: String {
            switch self {
            case .unreadable(let error):
                (error.pointer.isEmpty ? "" : "\(error.pointer): ") + "\(error.message); \(error.change)"
            case .incomplete(let example, let name): "the example `\(example)` must say `\(name)` in each row"
            case .unreachable(let example, let dataset):
                "the example `\(example)` has rows of `\(dataset)`, which the definition does not read"
            case .differs(let example, let found, let said):
                "the example `\(example)` comes out as `\(found)`, not as `\(said)`"
            case .engine(let error): "the examples could not be tried (\(error.code))"
            }
        }
    }

    /// Reads the definition of a derived variable and finds the value of each of its examples.
    package static func run(_ name: VariableName, in catalogue: Catalogue) throws(Fault) {
        let definition: ResolvedDefinition
        do throws(QueryError) {
            definition = try QueryResolver.resolveDefinition(of: name, in: catalogue)
        } catch { throw .unreadable(error) }
        guard let dataset = catalogue.dataset(name.dataset), let variable = dataset.variable(named: name.name) else {
            return
        }
        for example in variable.derivation?.examples ?? [] {
            let rows = try ExampleRows(example, of: dataset, definition, in: catalogue)
            let found: Int
            do throws(EngineError) {
                let generation = rows.generation()
                let data = try LinkedData(
                    generation, counting: dataset.unit, datasets: definition.datasets,
                    without: Exclusions([], [], in: generation))
                found = try data.code(definition.column)(0)
            } catch { throw .engine(error) }
            let categories = variable.domain.categories
            guard found == example.value else {
                throw .differs(
                    example: example.says, is: categories[found].code, not: categories[example.value].code)
            }
        }
    }
}

/// The rows of an example as published data: one unit, and all others that it names linked to it.
private struct ExampleRows {
    private let catalogue: Catalogue
    private let unit: StatisticalUnit
    private let tables: [DatasetID: [[String: UInt32]]]
    /// How many units of each kind there are: one of the example's own, of another as many as it has rows of.
    private var sizes: [StatisticalUnit: Int] = [:]

    /// Throws `incomplete` or `unreachable`.
    init(
        _ example: Derivation.Example, of register: Dataset, _ definition: ResolvedDefinition, in catalogue: Catalogue
    ) throws(DefinitionTrial.Fault) {
        self.catalogue = catalogue
        unit = register.unit
        let read = definition.datasets
        if let more = example.rows.keys.sorted().first(where: { !read.contains($0) }) {
            throw .unreachable(example: example.says, more)
        }
        var tables: [DatasetID: [[String: UInt32]]] = [:]
        for id in read.union([catalogue.register(of: .person)?.id].compactMap { $0 }) {
            guard let dataset = catalogue.dataset(id) else { continue }
            var rows = example.rows[id] ?? []
            if id == register.id, rows.isEmpty { rows = [[:]] }
            let most = dataset.unit == unit && dataset.rowsPerUnit == .one ? 1 : rows.count
            guard rows.count <= most else { throw .unreachable(example: example.says, id) }
            var codes: [[String: UInt32]] = []
            for row in rows { codes.append(try Self.codes(row, of: dataset, example, definition)) }
            tables[id] = codes
            sizes[dataset.unit] = max(sizes[dataset.unit] ?? 1, dataset.rowsPerUnit == .one ? rows.count : 1)
        }
        self.tables = tables
    }

    /// What is not said is missing; what is never missing must be said where the definition reads it.
    private static func codes(
        _ row: [String: String], of dataset: Dataset, _ example: Derivation.Example, _ definition: ResolvedDefinition
    ) throws(DefinitionTrial.Fault) -> [String: UInt32] {
        var codes: [String: UInt32] = [:]
        for variable in dataset.storedVariables {
            let said = row[variable.name].flatMap { variable.domain.code(named: $0) }
            let missing = variable.domain.missing.isEmpty ? nil : variable.domain.categories.count
            let name = VariableName(dataset: dataset.id, name: variable.name)
            if said == nil, missing == nil, definition.variables.contains(name) {
                throw .incomplete(example: example.says, name)
            }
            codes[variable.name] = UInt32(said ?? missing ?? 0)
        }
        return codes
    }

    /// Every unit is in its register. Rows of a dataset with many for a unit are the first unit's; every link leads to the
    /// first unit of its kind.
    func generation() -> Generation {
        var published: [DatasetID: DatasetTable] = [:]
        for (id, rows) in tables {
            guard let dataset = catalogue.dataset(id) else { continue }
            var rows = rows
            if dataset.isRegister, let first = rows.first ?? blank(dataset) {
                rows += Array(repeating: first, count: (sizes[dataset.unit] ?? 1) - rows.count)
            }
            let names = dataset.storedVariables.map(\.name)
            let isMany = dataset.rowsPerUnit == .many
            let segment = Segment(
                unitOfRow: rows.indices.map { isMany ? 0 : UInt32($0) },
                columns: Dictionary(
                    uniqueKeysWithValues: names.map { name in (name, rows.map { $0[name] ?? 0 }) }),
                links: Dictionary(
                    uniqueKeysWithValues: dataset.links.map { ($0.role, rows.map { _ in 0 }) }))
            published[id] = DatasetTable(dataset: id, asOf: dataset.asOf, digest: "", segments: [segment])
        }
        return .madeUp(id: "examples", catalogue: catalogue, spineSizes: sizes, tables: published)
    }

    private func blank(_ dataset: Dataset) -> [String: UInt32]? {
        Dictionary(
            uniqueKeysWithValues: dataset.storedVariables.map { variable in
                (variable.name, UInt32(variable.domain.missing.isEmpty ? 0 : variable.domain.categories.count))
            })
    }
}
