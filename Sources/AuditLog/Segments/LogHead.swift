/// Where a log ends: what the next entry must follow.
struct LogHead: Sendable, Hashable {
    var tree = CompactRange()
    /// The leaf hash of the last entry; for an empty log the root of the empty tree.
    var previous = TreeHash.emptyTree
    var time: AuditTime?

    var size: Int { tree.size }

    /// Adds an entry's leaf, and to `growth` the hashes that it completes at the tile levels.
    mutating func append(_ leaf: TreeHash, time: AuditTime?, to growth: inout TreeGrowth) {
        append(leaf, time: time, to: &growth, known: Span())
    }

    /// The same, where the first of those hashes may be known: see `CompactRange`.
    mutating func append(_ leaf: TreeHash, time: AuditTime?, to growth: inout TreeGrowth, known: Span<TreeHash>) {
        previous = leaf
        if let time { self.time = time }
        tree.append(leaf, to: &growth, known: known)
    }

    /// Adds an entry's leaf and time alone.
    mutating func add(_ entry: AuditEntry) {
        previous = entry.leafHash
        time = AuditTime(parsing: entry.time) ?? time
        tree.append(entry.leafHash)
    }
}

/// Where an entry stands in its segment: bytes, without the line feed.
struct Extent: Sendable, Hashable {
    let offset: UInt32
    let length: UInt32

    var range: Range<Int> { Int(offset)..<(Int(offset) + Int(length)) }
}
