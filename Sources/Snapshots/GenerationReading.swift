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
        let optOuts = try optOuts()
        var files = optOuts.files
        var tables: [DatasetID: [Month: DatasetTable]] = [:]
        for release in manifest.releases {
            let table = try table(release)
            tables[table.dataset, default: [:]][table.asOf] = table
            files += table.segments.flatMap(\.files)
        }
        var references: [ReferenceDraft] = []
        for name in manifest.references {
            let (reference, file) = try DeclarationSegment.references.read(try segment(name, .reference))
            references.append(reference)
            files.append(file)
        }
        var definitions: [DefinitionDraft] = []
        for name in manifest.definitions {
            let (definition, file) = try DeclarationSegment.definitions.read(try segment(name, .definition))
            definitions.append(definition)
            files.append(file)
        }
        var views: [Month: GenerationView] = [:]
        var newest = GenerationView(catalogue: Catalogue([]), tables: [:])
        for view in ReleaseView.all(manifest.releases.map(\.dataset)) {
            newest = try self.view(view, tables, references, definitions)
            views[view.asOf] = newest
        }
        return Generation(
            id: id, view: newest, views: views, spineSizes: manifest.spines.mapValues(\.units),
            optOuts: optOuts.table,
            referenceDigests: Dictionary(
                zip(references.map(\.id), manifest.references), uniquingKeysWith: { first, _ in first }),
            definitionDigests: Dictionary(
                zip(definitions.map(\.id), manifest.definitions), uniquingKeysWith: { first, _ in first }),
            lastLoaded: manifest.lastLoaded, source: GenerationSource(health: health, files: files, hold: hold),
            isMadeUp: false)
    }

    private func view(
        _ view: ReleaseView, _ tables: [DatasetID: [Month: DatasetTable]], _ references: [ReferenceDraft],
        _ definitions: [DefinitionDraft]
    ) throws(SnapshotError) -> GenerationView {
        let pairs = view.datasets.compactMap { dataset in
            tables[dataset.id]?[dataset.asOf].map { (dataset.id, $0) }
        }
        do throws(CatalogueError) {
            var catalogue = try CatalogueReader.check(view.datasets)
            let files = references.map(\.declaration)
            catalogue = try CatalogueReader.add(files.filter(CatalogueReader.isLookup), to: catalogue)
            for reference in files where !CatalogueReader.isLookup(reference) {
                // An older release may lack what a reference counts by; its queries do without the reference.
                if let more = try? CatalogueReader.add([reference], to: catalogue) { catalogue = more }
            }
            for definition in definitions {
                if let more = try? CatalogueReader.define([definition.declaration], in: catalogue) { catalogue = more }
            }
            return GenerationView(
                catalogue: catalogue,
                tables: Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
        } catch {
            throw .unreadable(file: store.path(of: id), reason: error.message)
        }
    }

    private func table(_ release: GenerationManifest.Release) throws(SnapshotError) -> DatasetTable {
        let dataset = release.dataset
        var reach: [String: Int] = [:]
        for link in dataset.links {
            let target = manifest.releases.first { $0.dataset.id == link.dataset }?.dataset
            reach[link.role] = target.flatMap { manifest.spines[$0.unit]?.units } ?? 0
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
        var releases: [DatasetID: [ReleaseDraft]] = [:]
        for release in manifest.releases {
            let draft = ReleaseDraft(
                declaration: release.declaration, dataset: release.dataset,
                segments: try release.segments.map { (name) throws(SnapshotError) in
                    StagedSegment(digest: name, rows: try segment(name, .rows).fact("rows"), directory: nil)
                })
            releases[release.dataset.id, default: []].append(draft)
        }
        let spines = Spines()
        for (unit, entry) in manifest.spines { try read(entry, of: unit, into: spines) }
        var persons: [OptOutKind: [Pseudonym]] = [:]
        if let name = manifest.optOutSegment {
            let reading = try segment(name, .optOuts)
            for kind in OptOutKind.allCases {
                guard let entry = reading.entry(OptOutSegment.pseudonyms(kind)) else { continue }
                persons[kind] = try pseudonyms(in: reading, entry.name, entry.count)
            }
        }
        return GenerationDraft(
            releases: releases.mapValues { $0.sorted { $0.dataset.asOf < $1.dataset.asOf } }, spines: spines,
            optOuts: OptOutList(version: manifest.optOutVersion, persons: persons),
            optOutSegment: manifest.optOutSegment.map {
                (StagedSegment(digest: $0, rows: 0, directory: nil), spines[.person].count)
            },
            references: try manifest.references.map { (name) throws(SnapshotError) in
                try DeclarationSegment.references.read(try segment(name, .reference)).draft
            },
            definitions: try manifest.definitions.map { (name) throws(SnapshotError) in
                try DeclarationSegment.definitions.read(try segment(name, .definition)).draft
            }, lastLoaded: manifest.lastLoaded)
    }

    private func read(
        _ entry: GenerationManifest.SpineEntry, of unit: StatisticalUnit, into spines: Spines
    ) throws(SnapshotError) {
        let spine = Spine()
        for name in entry.segments {
            let reading = try segment(name, .spine)
            guard try reading.fact("first") == spine.count else {
                throw reading.fault("it does not follow the one before")
            }
            for pseudonym in try pseudonyms(in: reading, SpineSegment.file, try reading.fact("units")) {
                let number = UInt32(exactly: spine.count)
                guard spine.enrol(pseudonym) == number else { throw reading.fault("a unit has two numbers") }
            }
        }
        guard spine.count == entry.units else {
            throw .unreadable(file: store.path(of: id), reason: "a spine has not the length that is named")
        }
        spines.take(
            spine, of: unit, in: entry.segments.map { StagedSegment(digest: $0, rows: 0, directory: nil) })
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
