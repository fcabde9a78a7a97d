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
        let spines = try spines(of: draft.spines, in: workspace)
        let people = draft.spines[.person]
        let optOuts: StagedSegment
        if let published = draft.optOutSegment, published.people == people.count {
            optOuts = published.segment
        } else {
            optOuts = try OptOutSegment.write(draft.optOuts, people: people, to: workspace)
        }
        let drafts = draft.releases.sorted { $0.key < $1.key }.flatMap(\.value)
        let releases = drafts.map { release in
            let segments = release.segments.map(\.digest)
            return GenerationManifest.Release(
                declaration: release.declaration, dataset: release.dataset,
                digest: GenerationManifest.digest(release.declaration, segments), segments: segments,
                lastLoaded: draft.lastLoaded[release.dataset.id])
        }
        let references = try DeclarationSegment.references.segments(draft.references, in: workspace)
        let definitions = try DeclarationSegment.definitions.segments(draft.definitions, in: workspace)
        let segments =
            drafts.flatMap(\.segments) + spines.values.flatMap { $0 } + references + definitions + [optOuts]
        for segment in segments { try moveIn(segment) }
        try storing { () throws(SystemError) in try FileSystem.synchronizeDirectory(segmentsPath) }
        let entries = spines.map { unit, segments in
            (unit, GenerationManifest.SpineEntry(units: draft.spines[unit].count, segments: segments.map(\.digest)))
        }
        return try write(
            GenerationManifest(
                releases: releases, spines: Dictionary(uniqueKeysWithValues: entries),
                optOutVersion: draft.optOuts.version, optOutSegment: optOuts.digest,
                references: references.map(\.digest), definitions: definitions.map(\.digest)))
    }

    /// A spine in more pieces than this is written anew, in one.
    private static let spineSegments = 8

    /// The segments of each spine, with a new one where it has grown.
    private func spines(
        of spines: Spines, in workspace: LoaderWorkspace
    ) throws(SnapshotError) -> [StatisticalUnit: [StagedSegment]] {
        var result: [StatisticalUnit: [StagedSegment]] = [:]
        for unit in spines.units {
            let published = spines.published(unit)
            var segments = published.segments
            if spines[unit].count > published.count {
                let isWhole = segments.count >= Self.spineSegments
                let first = isWhole ? 0 : published.count
                let written = try SpineSegment.write(spines[unit], from: first, unit: unit, to: workspace)
                segments = isWhole ? [written] : segments + [written]
            }
            result[unit] = segments
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
            return StagedGeneration(id: id, manifestDigest: digest)
        }
    }
}
