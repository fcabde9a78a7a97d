import Catalogue
import JSON
import Linux
import OpenSSL

extension GenerationStore {
    /// Writes a generation beside the published one and makes it durable.
    ///
    /// Its name is a number that rises and the start of the manifest's digest. Where writing fails nothing is left.
    package func stage(_ draft: GenerationDraft) throws(SnapshotError) -> StagedGeneration {
        let temporary = "\(directory)/generations/staging"
        try storing { () throws(SystemError) in
            // A crash while writing leaves this directory: it never had a name of its own.
            if FileSystem.exists(temporary) { try FileSystem.removeTree(temporary) }
            try FileSystem.makeDirectory(temporary, permissions: 0o750, intermediate: true)
        }
        do throws(SnapshotError) {
            return try write(draft, to: temporary)
        } catch {
            try? FileSystem.removeTree(temporary)
            throw error
        }
    }

    private func write(_ draft: GenerationDraft, to temporary: String) throws(SnapshotError) -> StagedGeneration {
        var files = GenerationFiles(directory: temporary)
        var datasets: [JSONValue] = []
        var snapshots: [DatasetID: String] = [:]
        for (id, dataset) in draft.datasets.sorted(by: { $0.key < $1.key }) {
            let digest = try Self.write(dataset, to: &files)
            snapshots[id] = digest
            datasets.append([
                "declaration": dataset.declaration, "rows": .integer(dataset.unitOfRow.count),
                "digest": .string(digest),
            ])
        }
        let spines = try Self.write(draft.spines, to: &files)
        let optOuts = try Self.write(draft.optOuts, to: &files)
        let manifest: JSONValue = [
            "format": 1, "datasets": .array(datasets), "spines": spines, "optOuts": optOuts,
            "files": .object(JSONObject(files.digests.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ]
        let bytes = manifest.bytes()
        let digest = Hex.encode(SHA256.hash(bytes))
        try files.write(bytes, as: "manifest.json")
        return try finish(temporary, StagedGeneration(id: "", snapshots: snapshots, manifestDigest: digest))
    }

    /// Gives the staged directory its name: a number that rises, and the start of its digest.
    private func finish(_ temporary: String, _ staged: StagedGeneration) throws(SnapshotError) -> StagedGeneration {
        let parent = "\(directory)/generations"
        return try storing { () throws(SystemError) in
            let numbers = try FileSystem.list(parent).compactMap { Int($0.prefix(while: { $0 != "-" })) }
            let id = "\((numbers.max() ?? 0) + 1)-\(staged.manifestDigest.prefix(12))"
            try FileSystem.synchronizeDirectory(temporary)
            try FileSystem.rename(from: temporary, to: "\(parent)/\(id)")
            try FileSystem.synchronizeDirectory(parent)
            return StagedGeneration(id: id, snapshots: staged.snapshots, manifestDigest: staged.manifestDigest)
        }
    }

    /// Writes the files of a dataset; its digest covers the declaration and every file.
    private static func write(
        _ draft: DatasetDraft, to files: inout GenerationFiles
    ) throws(SnapshotError) -> String {
        let id = draft.dataset.id
        var names = ["\(id).unit"]
        try files.write(draft.unitOfRow, as: "\(id).unit")
        for (name, codes) in draft.columns.sorted(by: { $0.key < $1.key }) {
            names.append("\(id).column.\(name)")
            try files.write(codes, as: "\(id).column.\(name)")
        }
        for (role, units) in draft.links.sorted(by: { $0.key < $1.key }) {
            names.append("\(id).link.\(role)")
            try files.write(units, as: "\(id).link.\(role)")
        }
        let hasher = SHA256Hasher()
        hasher.update(draft.declaration.bytes())
        for name in names { hasher.update(Array("\n\(name) \(files.digests[name] ?? "")".utf8)) }
        return Hex.encode(hasher.finish())
    }

    private static func write(
        _ spines: [StatisticalUnit: Spine], to files: inout GenerationFiles
    ) throws(SnapshotError) -> JSONValue {
        var sizes = JSONObject([])
        for (unit, spine) in spines.sorted(by: { $0.key < $1.key }) {
            try files.write(spine.pseudonyms, as: "spine.\(unit.rawValue)")
            sizes[unit.rawValue] = .integer(spine.pseudonyms.count)
        }
        return .object(sizes)
    }

    private static func write(
        _ optOuts: OptOutList, to files: inout GenerationFiles
    ) throws(SnapshotError) -> JSONValue {
        var kinds: [JSONValue] = []
        for (kind, persons) in optOuts.persons.sorted(by: { $0.key < $1.key }) {
            try files.write(persons, as: "optout.\(kind.rawValue)")
            kinds.append(.string(kind.rawValue))
        }
        return ["version": .string(optOuts.version), "kinds": .array(kinds)]
    }
}
