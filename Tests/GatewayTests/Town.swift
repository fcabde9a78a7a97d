import Catalogue
import Governance
import JSON
import QueryLanguage
import Snapshots

/// Some made-up people in memory, and the questions that are asked about them.
enum Town {
    static let people = 320

    private static let declaration = """
        {"id":"person","title":"People","tier":"TIER","population":POPULATION,"asOf":"RELEASE",
         "controllers":[{"id":"icb","name":"ICB","covers":"everyone"}],"unit":"person","rowsPerUnit":"one",
         "register":true,"key":{"column":"person_id","identifier":"opaque"},"variables":[
          {"name":"sex","title":"Sex","type":"code","column":"sex","codes":[{"code":"F"},{"code":"M"}]},
          {"name":"area","title":"Area","type":"code","column":"area",
           "codes":[{"code":"A1"},{"code":"A2"},{"code":"A3"},{"code":"A4"}]},
          {"name":"carer","title":"Carer","type":"flag","column":"carer"}]}
        """

    /// The releases that both projects are approved for.
    static let releases = ["2025-12", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07"]

    static func declaration(
        asOf: String, tier: String = "pseudonymised", population: Int = 2000
    ) throws -> JSONValue {
        let text = declaration.replacing("RELEASE", with: asOf).replacing("TIER", with: tier)
            .replacing("POPULATION", with: "\(population)")
        return try JSONValue(parsing: Array(text.utf8), limits: .document)
    }

    static func generation(
        id: String = "G-1", optOuts: String = "2026-04-01", asOf: String = "2026-03", digest: String = "5a",
        tier: String = "pseudonymised", population: Int = 2000, people: Int = people,
        without left: UInt32? = nil
    ) throws -> Generation {
        let dataset = try CatalogueReader.read(declaration(asOf: asOf, tier: tier, population: population))
        let units = (0..<UInt32(people)).map { $0 }
        let columns = [
            "sex": units.map { $0 % 2 }, "area": units.map { $0 / 7 % 4 }, "carer": units.map { $0 % 11 == 0 ? 0 : 1 },
        ]
        let table = DatasetTable(
            dataset: dataset.id, asOf: dataset.asOf, digest: String(repeating: digest, count: 32),
            segments: [Segment(unitOfRow: units, columns: columns, links: [:])])
        return Generation(
            id: id, catalogue: try CatalogueReader.check([dataset]), spineSizes: [.person: people],
            tables: [dataset.id: table],
            optOuts: OptOutTable(
                version: optOuts, persons: [.nationalDataOptOut: [3, 319], .local: left.map { [$0] } ?? []]))
    }

    /// People by some variables, for a project.
    static func query(
        _ project: String, by variables: [String] = ["sex"], totals: Bool = false, precision: String = "standard",
        asOf: String = "2026-03"
    ) -> JSONValue {
        [
            "project": .string(project), "purpose": "research", "unit": "person", "asOf": .string(asOf),
            "by": .array(variables.map { .string("person.\($0)") }), "measures": ["people": ["count": "unit"]],
            "totals": .bool(totals), "precision": .string(precision),
        ]
    }
}
