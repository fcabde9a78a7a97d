/// A Merkle tree while it grows: only the roots of its full subtrees, one for each binary digit of the size.
package struct CompactRange: Sendable, Hashable {
    /// The number of leaves.
    package private(set) var size = 0
    private var peaks: [TreeHash] = []

    package init() {}

    /// Adds a leaf. Returns the hashes it completes at tile levels 0, 1, 2 …: always itself, at every 256th leaf also
    /// the root of the last 256, and so on (C2SP tlog-tiles).
    @discardableResult
    package mutating func append(_ leaf: TreeHash) -> [TreeHash] {
        var completed = [leaf]
        var node = leaf
        var height = 0
        while size >> height & 1 == 1 {
            node = .node(peaks.removeLast(), node)
            height += 1
            if height.isMultiple(of: Tile.height) { completed.append(node) }
        }
        peaks.append(node)
        size += 1
        return completed
    }

    /// The root of the tree over all leaves so far.
    package var root: TreeHash {
        guard var root = peaks.last else { return .emptyTree }
        for peak in peaks.dropLast().reversed() { root = .node(peak, root) }
        return root
    }
}

/// The measures of a C2SP tile.
package enum Tile {
    /// Levels of the tree in a tile.
    package static let height = 8
    /// Hashes in a full tile.
    package static let width = 1 << height
}
