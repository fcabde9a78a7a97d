import Catalogue
import JSON
import Linux

@testable import Snapshots

/// A data directory of a test's own with one dataset, `crate`, whose codes fit 1, 2 and 4 bytes.
final class Yard: Sendable {
    let directory: String
    let store: GenerationStore
    let declaration: JSONValue
    let dataset: Dataset

    init(rowsPerUnit: String = "many", asOf: String = "2026-03") throws {
        directory = try FileSystem.makeTemporaryDirectory()
        store = GenerationStore(directory: "\(directory)/data")
        let text = """
            {"id":"crate","title":"Crates","controllers":[{"id":"a","name":"A","covers":"all"}],"tier":"open",
             "unit":"organisation","rowsPerUnit":"\(rowsPerUnit)","key":{"column":"id","identifier":"opaque"},
             "bounds":{"perCell":1,"cells":1},"population":10,"asOf":"\(asOf)","variables":[
              {"name":"small","type":"integer","measuredIn":"kg","column":"a","from":0,"to":99},
              {"name":"middle","type":"integer","measuredIn":"kg","column":"b","from":0,"to":999},
              {"name":"large","type":"integer","measuredIn":"kg","column":"c","from":0,"to":99999}]}
            """
        declaration = try JSONValue(parsing: Array(text.utf8), limits: .document)
        dataset = try CatalogueReader.read(declaration)
    }

    deinit { try? FileSystem.removeTree(directory) }

    static let names = ["small", "middle", "large"]

    /// Codes that tell which row they belong to.
    static func codes(_ rows: Range<Int>) -> [[UInt32]] {
        [rows.map { UInt32($0 % 100) }, rows.map { UInt32($0 % 1000) }, rows.map { UInt32($0 % 100_000) }]
    }

    /// Publishes segments of rows; each gives the unit of every row, rising.
    @discardableResult
    func publish(_ segments: [(units: [UInt32], codes: [[UInt32]])], keep: Int = 0) throws -> StagedGeneration {
        let workspace = try store.lock()
        var draft = try store.currentDraft()
        let highest = segments.compactMap(\.units.last).max() ?? 0
        for number in 0...UInt64(highest) {
            _ = draft.spines[.organisation].enrol(Pseudonym(high: 0, low: (number + 1) &* 0x9E37_79B9_7F4A_7C15))
        }
        let staged = try segments.map { segment in
            let writer = try RowSegmentWriter(workspace, dataset: dataset)
            try writer.append(unitOfRow: segment.units, columns: segment.codes, links: [])
            return try writer.finish(reach: [])
        }
        draft.put(ReleaseDraft(declaration: declaration, dataset: dataset, segments: staged), keeping: 1)
        let generation = try store.stage(draft, in: workspace)
        try store.publish(generation)
        try store.retain(keep, in: workspace)
        return generation
    }

    func current() throws -> Generation {
        guard let generation = try store.current() else { throw Unexpected.nothingPublished }
        return generation
    }

    func table() throws -> DatasetTable {
        guard let table = try current().tables[dataset.id] else { throw Unexpected.nothingPublished }
        return table
    }

    enum Unexpected: Error { case nothingPublished }
}
