package import Catalogue
import JSON
package import Snapshots

/// A row of a test holds what its declaration does not.
struct UndeclaredText: Error {
    let variable: String
    let text: String
}

extension SmallRegion {
    /// The catalogue of the small region, with its references.
    package static func catalogue() throws -> Catalogue { try shared.get() }

    private static let shared = Result {
        var datasets: [Dataset] = []
        for declaration in try SmallRegion.declarations() { datasets.append(try CatalogueReader.read(declaration)) }
        let references = try SmallRegion.references.map { text in
            try JSONValue(parsing: Array(text.utf8), limits: .document)
        }
        let definitions = try SmallRegion.definitions.map { text in
            try JSONValue(parsing: Array(text.utf8), limits: .document)
        }
        let catalogue = try CatalogueReader.add(references, to: CatalogueReader.check(datasets)) as Catalogue
        return try CatalogueReader.define(definitions, in: catalogue) as Catalogue
    }

    /// The region as published data.
    package func generation() throws -> Generation {
        let catalogue = try Self.catalogue()
        let unlinked = DatasetTable.unlinked
        let homes = self.persons.map { $0.household.map { UInt32($0) } ?? unlinked }
        let mothers = self.persons.map { $0.mother.map { UInt32($0) } ?? unlinked }
        let persons = self.persons.enumerated().map { SmallRegion.Row(unit: $0, values: $1.values) }
        let households = self.households.enumerated().map { SmallRegion.Row(unit: $0, values: $1) }
        let rows: [(String, [SmallRegion.Row], [String: [UInt32]])] = [
            ("person", persons, ["household": homes, "mother": mothers, "father": homes.map { _ in unlinked }]),
            ("household", households, [:]), ("consent", self.consents, [:]), ("care_event", self.events, [:]),
            ("gp_condition", self.conditions, [:]), ("fire_visit", [], [:]), ("cohort", self.cohort, [:]),
        ]
        var tables: [DatasetID: DatasetTable] = [:]
        for (name, rows, links) in rows {
            guard let dataset = DatasetID(name).flatMap(catalogue.dataset) else { continue }
            tables[dataset.id] = try Self.table(dataset, rows, links)
        }
        let optedOut = Set(self.optedOut.map { UInt32($0) })
        return Generation(
            id: "G-1", catalogue: catalogue,
            spineSizes: [.person: self.persons.count, .household: self.households.count], tables: tables,
            optOuts: OptOutTable(
                version: "2026-04-01",
                persons: [.nationalDataOptOut: optedOut, .type1: Set(self.withheld.map { UInt32($0) })]))
    }

    private static func table(
        _ dataset: Dataset, _ rows: [SmallRegion.Row], _ links: [String: [UInt32]]
    ) throws -> DatasetTable {
        var columns: [String: [UInt32]] = [:]
        for variable in dataset.storedVariables {
            let codes = Dictionary(uniqueKeysWithValues: variable.domain.categories.enumerated().map { ($1.code, $0) })
            columns[variable.name] = try rows.map { row in
                let text = row.values[variable.name] ?? ""
                let code = text.isEmpty ? variable.domain.missing.first.flatMap(variable.domain.code) : codes[text]
                guard let code else { throw UndeclaredText(variable: variable.name, text: text) }
                return UInt32(code)
            }
        }
        return DatasetTable(
            dataset: dataset.id, asOf: dataset.asOf, digest: String(repeating: "0", count: 64),
            segments: [Segment(unitOfRow: rows.map { UInt32($0.unit) }, columns: columns, links: links)])
    }
}
