package import Catalogue

extension LoaderWorkspace {
    /// Merges the segments of a release: into one up to 64 Mi rows. Above, until no tier of sizes has more than eight: a
    /// query never reads very many pieces, and a row is rewritten once for each time that its tier fills.
    ///
    /// - Parameter datasets: the declarations of the datasets that links lead to.
    package func compacted(
        _ release: ReleaseDraft, spines: Spines, datasets: [Dataset]
    ) throws(SnapshotError) -> ReleaseDraft {
        var segments = release.segments
        let reach = spines.reach(of: release.dataset, among: datasets)
        while let due = SegmentMerge.due(segments.map(\.rows)) {
            let opened = try due.map { (index) throws(SnapshotError) in
                try open(segments[index], of: release.dataset, spines: spines, datasets: datasets)
            }
            let merged = try SegmentMerge.merge(
                opened, of: release.dataset, reach: release.dataset.links.map { reach[$0.role] ?? 0 }, in: self)
            segments = segments.indices.filter { !due.contains($0) || $0 == due[0] }
                .map { $0 == due[0] ? merged : segments[$0] }
        }
        return ReleaseDraft(declaration: release.declaration, dataset: release.dataset, segments: segments)
    }
}
