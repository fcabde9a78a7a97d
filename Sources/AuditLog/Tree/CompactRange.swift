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
        var growth = TreeGrowth()
        append(leaf, to: &growth, using: TreeHasher())
        return growth.levels.compactMap(\.first)
    }

    /// Adds a leaf, and to `growth` the hashes it completes.
    mutating func append(_ leaf: TreeHash, to growth: inout TreeGrowth, using hasher: TreeHasher) {
        growth.add(leaf, height: 0)
        var node = leaf
        var height = 0
        while size >> height & 1 == 1 {
            node = hasher.node(peaks.removeLast(), node)
            height += 1
            if height.isMultiple(of: TreeGrowth.middleHeight) { growth.add(node, height: height) }
        }
        peaks.append(node)
        size += 1
    }

    /// Adds the root of a full subtree of 2ʰ leaves at once. The size must be a multiple of 2ʰ.
    mutating func append(subtree root: TreeHash, height: Int, using hasher: TreeHasher) {
        precondition(size.isMultiple(of: 1 << height), "a subtree begins where one of its size may begin")
        var node = root
        var height = height
        let leaves = 1 << height
        while size >> height & 1 == 1 {
            node = hasher.node(peaks.removeLast(), node)
            height += 1
        }
        peaks.append(node)
        size += leaves
    }

    /// The root of the tree over all leaves so far.
    package var root: TreeHash { root(using: TreeHasher()) }

    func root(using hasher: TreeHasher) -> TreeHash {
        guard var root = peaks.last else { return .emptyTree }
        for peak in peaks.dropLast().reversed() { root = hasher.node(peak, root) }
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
