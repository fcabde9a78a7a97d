import Catalogue
import GatewayTesting
import JSON
import QueryLanguage
import Snapshots
import Testing

@testable import Governance

/// The small region as a published generation, and questions to it as Governance would let them through.
enum SmallGeneration {
    static func catalogue() throws -> Catalogue { try shared.get() }

    private static let shared = Result {
        var datasets: [Dataset] = []
        for declaration in try SmallRegion.declarations() { datasets.append(try CatalogueReader.read(declaration)) }
        let references = try SmallRegion.references.map { text in
            try JSONValue(parsing: Array(text.utf8), limits: .document)
        }
        return try CatalogueReader.add(references, to: CatalogueReader.check(datasets)) as Catalogue
    }

    static func make(_ region: SmallRegion) throws -> Generation {
        let catalogue = try catalogue()
        let unlinked = DatasetTable.unlinked
        let homes = region.persons.map { $0.household.map { UInt32($0) } ?? unlinked }
        let mothers = region.persons.map { $0.mother.map { UInt32($0) } ?? unlinked }
        let persons = region.persons.enumerated().map { SmallRegion.Row(unit: $0, values: $1.values) }
        let households = region.households.enumerated().map { SmallRegion.Row(unit: $0, values: $1) }
        let rows: [(String, [SmallRegion.Row], [String: [UInt32]])] = [
            ("person", persons, ["household": homes, "mother": mothers, "father": homes.map { _ in unlinked }]),
            ("household", households, [:]), ("consent", region.consents, [:]), ("care_event", region.events, [:]),
            ("gp_condition", region.conditions, [:]), ("fire_visit", [], [:]), ("cohort", region.cohort, [:]),
        ]
        var tables: [DatasetID: DatasetTable] = [:]
        for (name, rows, links) in rows {
            let dataset = try #require(DatasetID(name).flatMap(catalogue.dataset))
            tables[dataset.id] = try table(dataset, rows, links)
        }
        let optedOut = Set(region.optedOut.map { UInt32($0) })
        return Generation(
            id: "G-1", catalogue: catalogue,
            spineSizes: [.person: region.persons.count, .household: region.households.count], tables: tables,
            optOuts: OptOutTable(
                version: "2026-04-01",
                persons: [.nationalDataOptOut: optedOut, .type1: Set(region.withheld.map { UInt32($0) })]))
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
                return UInt32(try #require(code, "\(variable.name): \(text)"))
            }
        }
        return DatasetTable(
            dataset: dataset.id, asOf: dataset.asOf, digest: String(repeating: "0", count: 64),
            segments: [Segment(unitOfRow: rows.map { UInt32($0.unit) }, columns: columns, links: links)])
    }

    static func authorized(_ query: ResolvedQuery, _ obligations: [Obligation]) -> AuthorizedQuery {
        AuthorizedQuery(
            query: query, actor: "someone", project: query.project, approval: "",
            policy: PolicyIdentity(id: "test", version: "1", hash: "", charter: "1"), obligations: obligations,
            verdicts: [])
    }
}
