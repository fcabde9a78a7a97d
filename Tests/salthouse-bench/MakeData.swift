import Catalogue
import JSON
import Linux
import Snapshots

/// Writes made-up people as a published generation, or publishes it again with another bound.
struct MakeData {
    private let store: GenerationStore
    private let people: Int
    private let cells: Int
    /// In how many segments the events arrived: the first holds most, each other one as much as a day brings.
    private let segments: Int

    private static let batch = 1 << 18

    init(_ words: Words) throws(BenchError) {
        store = GenerationStore(directory: try words.text("--directory"))
        people = try words.number("--people")
        cells = try words.number("--cells")
        segments = try words.number("--segments")
    }

    func run() throws -> JSONValue {
        let workspace = try store.lock()
        var draft = try store.currentDraft()
        let isNew = draft.newest.isEmpty
        if isNew {
            let spine = draft.spines[.person]
            for person in 0..<people { _ = spine.enrol(Self.pseudonym(person)) }
        }
        for declaration in try MadeUpPeople.declarations(people: people, cells: cells) {
            let dataset = try CatalogueReader.read(declaration)
            var segments = draft.newest(dataset.id)?.segments ?? []
            for part in 0..<(isNew ? dataset.rowsPerUnit == .many ? self.segments : 1 : 0) {
                segments.append(try write(dataset, part: part, to: workspace))
                // As a loader does after each load: small segments are put together.
                let release = ReleaseDraft(declaration: declaration, dataset: dataset, segments: segments)
                segments = try workspace.compacted(release, spines: draft.spines, datasets: [dataset]).segments
            }
            draft.put(ReleaseDraft(declaration: declaration, dataset: dataset, segments: segments), keeping: 1)
        }
        let staged = try store.stage(draft, in: workspace)
        try store.publish(staged)
        try store.retain(1, in: workspace)
        return ["generation": .string(staged.id), "segments": .integer(draft.newest.flatMap(\.segments).count)]
    }

    /// Spread over all values, as keyed pseudonyms are.
    private static func pseudonym(_ person: Int) -> Pseudonym {
        var word = UInt64(person) &+ 0x9e37_79b9_7f4a_7c15
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        word ^= word >> 31
        return Pseudonym((0..<16).map { UInt8(truncatingIfNeeded: word >> UInt64($0 % 8 * 8)) })
    }

    private func write(_ dataset: Dataset, part: Int, to workspace: LoaderWorkspace) throws -> StagedSegment {
        guard dataset.rowsPerUnit == .one else { return try events(dataset, in: part, to: workspace) }
        let writer = try RowSegmentWriter(workspace, dataset: dataset)
        for first in stride(from: 0, to: people, by: Self.batch) {
            let batch = Array(first..<min(first + Self.batch, people))
            try writer.append(
                unitOfRow: batch.map { UInt32($0) },
                columns: [MadeUpPeople.borough, MadeUpPeople.ageGroup, MadeUpPeople.sex].map { value in
                    batch.map { UInt32(value($0)) }
                }, links: [])
        }
        return try writer.finish(reach: [])
    }

    /// The events that arrived in one segment: a later one has every thousandth event, beginning with its own number.
    private func events(_ dataset: Dataset, in segment: Int, to workspace: LoaderWorkspace) throws -> StagedSegment {
        let writer = try RowSegmentWriter(workspace, dataset: dataset)
        for first in stride(from: 0, to: people, by: Self.batch) {
            var units: [UInt32] = []
            var months: [UInt32] = []
            var types: [UInt32] = []
            for person in first..<min(first + Self.batch, people) {
                for number in 0..<MadeUpPeople.events(person) {
                    let event = person * 32 + number
                    let arrival = event % 1_000 < segments ? event % 1_000 : 0
                    guard arrival == segment else { continue }
                    units.append(UInt32(person))
                    months.append(UInt32(MadeUpPeople.month(event)))
                    types.append(UInt32(MadeUpPeople.type(event)))
                }
            }
            try writer.append(unitOfRow: units, columns: [months, types], links: [])
        }
        return try writer.finish(reach: [])
    }
}
