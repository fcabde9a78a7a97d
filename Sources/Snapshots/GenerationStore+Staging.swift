import Catalogue
import JSON
import Linux
import OpenSSL

extension GenerationStore {
    /// Writes a generation beside the published one and makes it durable.
    ///
    /// Its name is a number that rises and the start of the manifest's digest. Until it is published nobody reads it,
    /// and the next retention removes what it brought.
    package func stage(
        _ draft: GenerationDraft, in workspace: LoaderWorkspace
    ) throws(SnapshotError) -> StagedGeneration {
        precondition(workspace.store.directory == directory, "a load stages where it holds the lock")
        let spines = try spines(of: draft, in: workspace)
        let people = draft.spines[.person] ?? .empty
        let optOuts: StagedSegment
        if let published = draft.optOutSegment, !people.hasGrown {
            optOuts = published
        } else {
            optOuts = try OptOutSegment.write(draft.optOuts, people: people.spine, to: workspace)
        }
        var releases: [GenerationManifest.Release] = []
        for (_, release) in draft.datasets.sorted(by: { $0.key < $1.key }) {
            let segments = release.segments.map(\.digest)
            releases.append(
                GenerationManifest.Release(
                    declaration: release.declaration, dataset: release.dataset,
                    digest: GenerationManifest.digest(release.declaration, segments), segments: segments))
        }
        for segment in draft.datasets.values.flatMap(\.segments) + spines.values.flatMap({ $0 }) + [optOuts] {
            try moveIn(segment)
        }
        try storing { () throws(SystemError) in try FileSystem.synchronizeDirectory(segmentsPath) }
        let manifest = GenerationManifest(
            releases: releases,
            spines: Dictionary(
                uniqueKeysWithValues: draft.spines.map { unit, draft in
                    let segments = (spines[unit] ?? []).map(\.digest)
                    return (unit, GenerationManifest.SpineEntry(units: draft.spine.count, segments: segments))
                }),
            optOutVersion: draft.optOuts.version, optOutSegment: optOuts.digest)
        return try write(manifest)
    }

    /// The segments of each spine, with a new one where it has grown.
    private func spines(
        of draft: GenerationDraft, in workspace: LoaderWorkspace
    ) throws(SnapshotError) -> [StatisticalUnit: [StagedSegment]] {
        var result: [StatisticalUnit: [StagedSegment]] = [:]
        for (unit, spine) in draft.spines {
            result[unit] = spine.published
            guard spine.hasGrown else { continue }
            let new = try SpineSegment.write(spine.spine, from: spine.publishedCount, unit: unit, to: workspace)
            result[unit, default: []].append(new)
        }
        return result
    }

    /// Puts a segment among the others. One that is there already has the same bytes: its name is their digest.
    private func moveIn(_ segment: StagedSegment) throws(SnapshotError) {
        guard let waiting = segment.directory, FileSystem.exists(waiting) else { return }
        let place = segmentPath(segment.digest)
        try storing { () throws(SystemError) in
            guard !FileSystem.exists(place) else { return try FileSystem.removeTree(waiting) }
            try FileSystem.rename(from: waiting, to: place)
        }
    }

    private func write(_ manifest: GenerationManifest) throws(SnapshotError) -> StagedGeneration {
        let bytes = manifest.json.bytes()
        let digest = Hex.encode(SHA256.hash(bytes))
        return try storing { () throws(SystemError) in
            let numbers = try FileSystem.list(generationsPath).compactMap { Int($0.prefix(while: { $0 != "-" })) }
            let id = "\((numbers.max() ?? 0) + 1)-\(digest.prefix(12))"
            try FileSystem.writeAtomically(bytes, to: path(of: id), permissions: 0o440)
            return StagedGeneration(
                id: id,
                snapshots: Dictionary(uniqueKeysWithValues: manifest.releases.map { ($0.dataset.id, $0.digest) }),
                manifestDigest: digest)
        }
    }
}
