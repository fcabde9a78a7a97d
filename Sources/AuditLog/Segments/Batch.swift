/// Entries as they are written: lines, a commit line at the end, and at a segment border one there too.
struct Batch {
    /// What goes into one segment.
    struct Part: Sendable {
        /// The segment, by its first entry.
        let first: Int
        /// The header where the segment begins here, the entries, the commit line.
        var bytes: [UInt8]
        /// Where the entries stand within `bytes`.
        var extents: [Extent] = []
    }

    private(set) var parts: [Part] = []
    /// The end of the log once this is written.
    private(set) var head: LogHead
    /// The root of the tree of that size.
    private(set) var root = TreeHash.emptyTree
    private(set) var growth = TreeGrowth()

    /// Lays out entries that follow `head`.
    init(_ entries: [AuditEntry], after head: LogHead, origin: String, segmentSize: Int) {
        self.head = head
        for entry in entries {
            let place = self.head.size % segmentSize
            if place == 0 || parts.isEmpty {
                parts.append(Part(first: self.head.size - place, bytes: place == 0 ? header(origin) : []))
            }
            add(entry)
            if self.head.size % segmentSize == 0 { commit() }
        }
        if self.head.size % segmentSize != 0 { commit() }
    }

    /// Hashes the written bytes again: whether they give the same root as the first time.
    func isIntact(after head: LogHead) -> Bool {
        var tree = head.tree
        var growth = TreeGrowth()
        for part in parts {
            for place in part.extents {
                let line = part.bytes.span.extracting(place.range)
                tree.append(TreeHash.leaf(line), to: &growth)
            }
        }
        return tree.size == self.head.size && tree.root == root
    }

    private func header(_ origin: String) -> [UInt8] {
        SegmentHeader(origin: origin, first: head.size, root: head.tree.root).bytes
    }

    private mutating func add(_ entry: AuditEntry) {
        let last = parts.count - 1
        parts[last].extents.append(
            Extent(offset: UInt32(clamping: parts[last].bytes.count), length: UInt32(clamping: entry.bytes.count)))
        parts[last].bytes += entry.bytes
        parts[last].bytes.append(0x0A)
        head.append(entry.leafHash, time: AuditTime(parsing: entry.time), to: &growth)
    }

    private mutating func commit() {
        root = head.tree.root
        parts[parts.count - 1].bytes += CommitLine(size: head.size, root: root).bytes
    }
}
