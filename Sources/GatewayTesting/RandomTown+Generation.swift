package import Catalogue
package import Snapshots

extension RandomTown {
    package func catalogue() throws(CatalogueError) -> Catalogue {
        var datasets: [Dataset] = []
        for table in tables { datasets.append(try CatalogueReader.read(table.declaration)) }
        return try CatalogueReader.check(datasets)
    }

    /// The town as published data, its rows spread over some segments.
    package func generation(_ catalogue: Catalogue, using random: inout SeededRandomness) -> Generation {
        var optOuts: [OptOutKind: Set<UInt32>] = [:]
        for kind in OptOutKind.allCases {
            optOuts[kind] = Set((0..<UInt32(persons)).filter { _ in Int.random(in: 0..<100, using: &random) < 8 })
        }
        let list = OptOutTable(version: "2026-04-01", persons: optOuts)
        return generation(catalogue, optOuts: list, using: &random)
    }

    /// The same, with a list of those who said no that is given.
    func generation(
        _ catalogue: Catalogue, optOuts: OptOutTable, using random: inout SeededRandomness
    ) -> Generation {
        var published: [DatasetID: DatasetTable] = [:]
        for table in tables {
            guard let id = DatasetID(table.id), let dataset = catalogue.dataset(id) else { continue }
            let segments = Int.random(in: 1...3, using: &random)
            let places = table.owners.map { _ in Int.random(in: 0..<segments, using: &random) }
            published[id] = DatasetTable(
                dataset: id, asOf: dataset.asOf, digest: String(repeating: "0", count: 64),
                segments: (0..<segments).map { segment in
                    Self.segment(of: table, dataset, rows: places.indices.filter { places[$0] == segment })
                })
        }
        return Generation(
            id: "G-1", catalogue: catalogue, spineSizes: [.person: persons, .household: households],
            tables: published, optOuts: optOuts)
    }

    private static func segment(of table: Table, _ dataset: Dataset, rows: [Int]) -> Segment {
        var columns: [String: [UInt32]] = [:]
        for variable in dataset.storedVariables {
            let domain = variable.domain
            let codeOf = Dictionary(
                domain.categories.enumerated().map { ($1.code, $0) }, uniquingKeysWith: { first, _ in first })
            let texts = table.texts[variable.name] ?? []
            columns[variable.name] = rows.map { UInt32(codeOf[texts[$0]] ?? domain.categories.count) }
        }
        let links = table.targets.mapValues { targets in
            rows.map { row in targets[row].map { UInt32($0) } ?? DatasetTable.unlinked }
        }
        return Segment(unitOfRow: rows.map { UInt32(table.owners[$0]) }, columns: columns, links: links)
    }
}
