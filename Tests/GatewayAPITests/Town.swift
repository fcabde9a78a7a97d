import Catalogue
import DisclosureControl
import Foundation
import Governance
import JSON
import OpenSSL
import Snapshots
import Testing

/// Some made-up people in memory, and a dataset of another controller that nobody asks about.
enum Town {
    static let people = 320

    private static let person = """
        {"id":"person","title":"People","tier":"pseudonymised","population":200,"asOf":"2026-03",
         "controllers":[{"id":"icb","name":"ICB","covers":"everyone"}],"unit":"person","rowsPerUnit":"one",
         "register":true,"key":{"column":"person_id","identifier":"opaque"},"variables":[
          {"name":"sex","title":"Sex","type":"code","column":"sex","codes":[{"code":"F"},{"code":"M"}]},
          {"name":"area","title":"Area","type":"code","column":"area",
           "codes":[{"code":"A1"},{"code":"A2"},{"code":"A3"},{"code":"A4"}]},
          {"name":"carer","title":"Carer","type":"flag","column":"carer"},
          {"name":"faith","title":"Faith","type":"flag","column":"faith"}]}
        """

    private static let household = """
        {"id":"household","title":"Households","tier":"pseudonymised","population":1000,"asOf":"2026-03",
         "controllers":[{"id":"council","name":"Council","covers":"everyone"}],"unit":"household","rowsPerUnit":"one",
         "register":true,"key":{"column":"household_id","identifier":"opaque"},"variables":[
          {"name":"tenure","title":"Tenure","type":"code","column":"tenure","codes":[{"code":"own"},{"code":"rent"}]}]}
        """

    static func generation() throws -> Generation {
        let units = (0..<UInt32(people)).map { $0 }
        let person = try table(
            Self.person, units,
            [
                "sex": units.map { $0 % 2 }, "area": units.map { $0 / 7 % 4 },
                "carer": units.map { $0 % 11 == 0 ? 0 : 1 }, "faith": units.map { $0 % 3 == 0 ? 0 : 1 },
            ])
        let homes = units.prefix(100)
        let household = try table(Self.household, Array(homes), ["tenure": homes.map { $0 % 2 }])
        return Generation(
            id: "G-1", catalogue: try CatalogueReader.check([person.0, household.0]),
            spineSizes: [.person: people, .household: homes.count],
            tables: [person.0.id: person.1, household.0.id: household.1],
            optOuts: OptOutTable(version: "2026-04-01", persons: [.nationalDataOptOut: [3, 319]]))
    }

    private static func table(
        _ declaration: String, _ units: [UInt32], _ columns: [String: [UInt32]]
    ) throws -> (Dataset, DatasetTable) {
        let dataset = try CatalogueReader.read(
            try JSONValue(parsing: Array(declaration.utf8), limits: .document))
        let table = DatasetTable(
            dataset: dataset.id, asOf: dataset.asOf, digest: String(repeating: "5a", count: 32),
            segments: [Segment(unitOfRow: units, columns: columns, links: [:])])
        return (dataset, table)
    }
}

/// The policies of this repository.
enum Policies {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "policies")

    static let set = Result { () throws -> PolicySet in
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
        let files = try names.sorted().map { name in
            PolicyFile(name: name, bytes: Array(try Data(contentsOf: folder.appending(path: name))))
        }
        return try PolicySet.read(files: files, digest: { Hex.encode(SHA256.hash($0)) })
    }

    /// The standard profile, which answers at once here.
    static func profile() throws -> Profile {
        guard case .object(var object) = try json("profiles/standard.json") else { throw NoObject() }
        object["tickMilliseconds"] = 0
        return try Profile(.object(object))
    }

    static func querySchema() throws -> JSONValue { try json("schemas/query.schema.json") }

    private struct NoObject: Error {}

    private static func json(_ name: String) throws -> JSONValue {
        try JSONValue(parsing: Array(try Data(contentsOf: folder.appending(path: name))), limits: .document)
    }
}
