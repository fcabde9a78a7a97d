import Linux

/// For how many days entries are kept at least.
package struct RetentionDays: Sendable, Hashable {
    package let count: Int

    /// A year, in which budgets roll, and a month for all that is late. Nothing younger is ever taken out.
    package static let least = RetentionDays(unchecked: 400)
    /// The longest time that can be said.
    package static let longest = RetentionDays(unchecked: 36_500)

    /// Nil for less than the least and more than the longest.
    package init?(_ count: Int) {
        guard (Self.least.count...Self.longest.count).contains(count) else { return nil }
        self.init(unchecked: count)
    }

    private init(unchecked count: Int) { self.count = count }

    var milliseconds: Int64 { Int64(count) * 86_400_000 }
}

/// What a pruning took out.
package struct Pruned: Sendable, Hashable {
    package var segments = 0
    package var entries = 0
}

extension AuditLog {
    /// Takes entries out of the sealed segments that ended so many days before the newest entry. Their hashes stay: the
    /// tree, every receipt and every proof hold as before.
    ///
    /// Of each segment the log first says durably, under a published checkpoint, what will be left; then the file is
    /// replaced as a whole. A crash leaves every segment whole or pruned, and the next call does the others. Nobody else
    /// may read from this object meanwhile.
    ///
    /// - Parameter mayGo: asked of each old entry; those that the log itself needs stay in any case.
    ///
    /// Throws as `append` does, or `storage`; `hashesDiffer` where a segment would not keep its place in the tree.
    package func prune(keeping days: RetentionDays, mayGo: (AuditEntry) -> Bool) throws(AuditError) -> Pruned {
        var result = Pruned()
        guard let newest = AuditTime(parsing: try entry(size - 1).time) else { return result }
        let limit = newest.milliseconds - days.milliseconds
        for first in stride(from: 0, to: size - segmentSize, by: segmentSize) {
            let whole = try storing { () throws(SystemError) in
                try FileSystem.readFile(files.segment(first: first), maximumBytes: LogFiles.maximumSegmentBytes)
            }
            guard let segment = PrunedSegment(first: first, whole: whole, mayGo: mayGo) else { continue }
            guard segment.end.milliseconds <= limit else { break }
            guard segment.dropped > 0 else { continue }
            try replace(segment, keeping: days)
            result.segments += 1
            result.entries += segment.dropped
        }
        return result
    }

    private func replace(_ segment: PrunedSegment, keeping days: RetentionDays) throws(AuditError) {
        // The tree was made from the whole file: what is left must give the same.
        guard segment.extents.count == segmentSize,
            try segment.root == tree.prover.root(of: segment.first..<(segment.first + segmentSize))
        else { throw .hashesDiffer }
        _ = try append([
            AuditDraft(
                type: "prune", event: PruneRecord.event(of: segment, segmentSize: segmentSize, kept: days))
        ])
        // Verifiers believe only what a checkpoint covers.
        try publish()
        try storing { () throws(SystemError) in
            try FileSystem.writeAtomically(segment.bytes, to: files.segment(first: segment.first), permissions: 0o440)
        }
        state.update { $0.extents[segment.first / segmentSize] = segment.extents }
    }
}
