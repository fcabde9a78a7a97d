import Catalogue
import JSON
import Linux
import OpenSSL

/// Opens one generation: manifests are read and files mapped; column files are verified when they are touched.
struct GenerationReading {
    private let store: GenerationStore
    private let id: String
    private let hold: File
    let manifest: GenerationManifest
    private let health = GenerationHealth()

    /// - Throws: `replaced` where retention is just removing it.
    init(_ store: GenerationStore, id: String, digest: String) throws(SnapshotError) {
        self.store = store
        self.id = id
        let path = store.path(of: id)
        guard FileSystem.kind("\(store.generationsPath)/\(id)") != .directory else {
            throw .unreadable(file: path, reason: "an earlier version wrote this generation; load the data again")
        }
        hold = try storing { () throws(SystemError) in try File.openForReading(path) }
        // Retention holds the lock alone only while it removes; once the lock is shared the name must still be there.
        guard try storing({ [hold] () throws(SystemError) in try hold.tryLockShared() }), FileSystem.exists(path) else {
            throw .replaced(generation: id)
        }
        let bytes = try storing { [hold] () throws(SystemError) in
            try hold.read(count: min(try hold.size(), SegmentManifest.limits.bytes), at: 0)
        }
        guard Hex.encode(SHA256.hash(bytes)) == digest else { throw .damaged(file: path, chunk: nil) }
        do throws(JSONError) { manifest = try GenerationManifest(parsing: bytes) } catch {
            throw .unreadable(file: path, reason: "\(error.pointer): \(error.message)")
        }
    }

    private func segment(_ name: String, _ kind: SegmentManifest.Kind) throws(SnapshotError) -> SegmentReading {
        try SegmentReading(directory: store.segmentPath(name), digest: name, kind: kind, health: health)
    }

    /// The generation as engines see it: units are numbers, and no pseudonym is read.
    func generation() throws(SnapshotError) -> Generation {
        let catalogue: Catalogue
        do throws(CatalogueError) {
            catalogue = try CatalogueReader.check(manifest.releases.map(\.dataset).sorted { $0.id < $1.id })
        } catch {
            throw .unreadable(file: store.path(of: id), reason: error.message)
        }
        var tables: [DatasetID: DatasetTable] = [:]
        var files: [CheckedFile] = []
        for release in manifest.releases {
            let table = try table(release, in: catalogue)
            tables[table.dataset] = table
            files += table.segments.flatMap(\.files)
        }
        let optOuts = try optOuts()
        files += optOuts.files
        return Generation(
            id: id, catalogue: catalogue, spineSizes: manifest.spines.mapValues(\.units), tables: tables,
            optOuts: optOuts.table, source: GenerationSource(health: health, files: files, hold: hold))
    }

    private func table(
        _ release: GenerationManifest.Release, in catalogue: Catalogue
    ) throws(SnapshotError) -> DatasetTable {
        let dataset = release.dataset
        var reach: [String: Int] = [:]
        for link in dataset.links {
            reach[link.role] = catalogue.dataset(link.dataset).flatMap { manifest.spines[$0.unit]?.units } ?? 0
        }
        let segments = try release.segments.map { (name) throws(SnapshotError) in
            try segment(name, .rows)
                .rows(of: dataset, units: manifest.spines[dataset.unit]?.units ?? 0, reach: reach)
        }
        return DatasetTable(
            dataset: dataset.id, asOf: dataset.asOf, digest: release.digest, segments: segments)
    }

    private func optOuts() throws(SnapshotError) -> (table: OptOutTable, files: [CheckedFile]) {
        guard let name = manifest.optOutSegment else {
            return (OptOutTable(version: manifest.optOutVersion, columns: [:]), [])
        }
        let reading = try segment(name, .optOuts)
        let people = manifest.spines[.person]?.units ?? 0
        var columns: [OptOutKind: StoredColumn] = [:]
        var files: [CheckedFile] = []
        for kind in OptOutKind.allCases {
            guard let entry = reading.entry(OptOutSegment.persons(kind)) else { continue }
            let file = try reading.rising(entry.name, count: entry.count, below: people)
            columns[kind] = StoredColumn(file, width: .four)
            files.append(file)
        }
        return (OptOutTable(version: manifest.optOutVersion, columns: columns), files)
    }

    /// The generation as a load sees it, which adds to it.
    func draft() throws(SnapshotError) -> GenerationDraft {
        var datasets: [DatasetID: ReleaseDraft] = [:]
        for release in manifest.releases {
            datasets[release.dataset.id] = ReleaseDraft(
                declaration: release.declaration, dataset: release.dataset,
                segments: try release.segments.map { (name) throws(SnapshotError) in
                    StagedSegment(digest: name, rows: try segment(name, .rows).fact("rows"), directory: nil)
                })
        }
        var spines: [StatisticalUnit: SpineDraft] = [:]
        for (unit, entry) in manifest.spines { spines[unit] = try spine(entry) }
        var persons: [OptOutKind: [Pseudonym]] = [:]
        if let name = manifest.optOutSegment {
            let reading = try segment(name, .optOuts)
            for kind in OptOutKind.allCases {
                guard let entry = reading.entry(OptOutSegment.pseudonyms(kind)) else { continue }
                persons[kind] = try pseudonyms(in: reading, entry.name, entry.count)
            }
        }
        return GenerationDraft(
            datasets: datasets, spines: spines,
            optOuts: OptOutList(version: manifest.optOutVersion, persons: persons),
            optOutSegment: manifest.optOutSegment.map { StagedSegment(digest: $0, rows: 0, directory: nil) })
    }

    private func spine(_ entry: GenerationManifest.SpineEntry) throws(SnapshotError) -> SpineDraft {
        var spine = Spine()
        for name in entry.segments {
            let reading = try segment(name, .spine)
            guard try reading.fact("first") == spine.count else {
                throw reading.fault("it does not follow the one before")
            }
            for pseudonym in try pseudonyms(in: reading, SpineSegment.file, try reading.fact("units")) {
                guard spine.enrol(pseudonym) == UInt32(exactly: spine.count - 1) else {
                    throw reading.fault("a unit has two numbers")
                }
            }
        }
        guard spine.count == entry.units else {
            throw .unreadable(file: store.path(of: id), reason: "a spine has not the length that is named")
        }
        return SpineDraft(
            spine: spine,
            published: entry.segments.map { StagedSegment(digest: $0, rows: 0, directory: nil) },
            publishedCount: spine.count)
    }

    private func pseudonyms(
        in reading: SegmentReading, _ name: String, _ count: Int
    ) throws(SnapshotError) -> [Pseudonym] {
        let file = try reading.file(name, width: Pseudonym.byteCount, count: count, .anything)
        return try file.withNumbers(of: UInt64.self, 0..<(count * 2)) { words in
            (0..<count).map { Pseudonym(high: words[$0 * 2].bigEndian, low: words[$0 * 2 + 1].bigEndian) }
        }
    }
}
