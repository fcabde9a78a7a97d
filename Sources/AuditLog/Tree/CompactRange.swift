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
        append(leaf, to: &growth)
        return growth.levels.compactMap(\.first)
    }

    /// Adds a leaf, and to `growth` the hashes it completes.
    mutating func append(_ leaf: TreeHash, to growth: inout TreeGrowth) {
        append(leaf, to: &growth, known: Span())
    }

    /// Adds a leaf, and to `growth` the hashes it completes. The first of those nodes, the smallest subtree's before the
    /// others, may be `known`: somebody hashed them from the same leaves.
    mutating func append(_ leaf: TreeHash, to growth: inout TreeGrowth, known: Span<TreeHash>) {
        growth.add(leaf, height: 0)
        append(leaf) { left, node, height in
            let joined = height < known.count ? known[height] : TreeHash.node(left, node)
            if (height + 1).isMultiple(of: TreeGrowth.middleHeight) { growth.add(joined, height: height + 1) }
            return joined
        }
    }

    /// Adds a leaf, and to `nodes` the roots of the subtrees that it completes, the smallest first.
    mutating func append(_ leaf: TreeHash, completing nodes: inout [TreeHash]) {
        append(leaf) { left, node, _ in
            let joined = TreeHash.node(left, node)
            nodes.append(joined)
            return joined
        }
    }

    /// `join` makes one subtree of two, each of 2ʰ leaves.
    @inline(__always)
    private mutating func append(_ leaf: TreeHash, join: (_ left: TreeHash, _ node: TreeHash, Int) -> TreeHash) {
        var node = leaf
        var height = 0
        while size >> height & 1 == 1 {
            node = join(peaks.removeLast(), node, height)
            height += 1
        }
        peaks.append(node)
        size += 1
    }

    /// Adds the root of a full subtree of 2ʰ leaves at once. The size must be a multiple of 2ʰ.
    mutating func append(subtree root: TreeHash, height: Int) {
        precondition(size.isMultiple(of: 1 << height), "a subtree begins where one of its size may begin")
        var node = root
        var height = height
        let leaves = 1 << height
        while size >> height & 1 == 1 {
            node = TreeHash.node(peaks.removeLast(), node)
            height += 1
        }
        peaks.append(node)
        size += leaves
    }

    /// The root of the tree over all leaves so far.
    package var root: TreeHash {
        guard let last = peaks.last else { return .emptyTree }
        return join(peaks.dropLast(), to: last)
    }

    /// The root, where that of the last leaves alone is known. They must begin where a subtree of 2ʰ leaves may begin,
    /// and be more than none and fewer than 2ʰ.
    func root(endingWith last: TreeHash, over leaves: Int) -> TreeHash {
        join(peaks.dropLast(leaves.nonzeroBitCount), to: last)
    }

    private func join(_ earlier: ArraySlice<TreeHash>, to last: TreeHash) -> TreeHash {
        earlier.reversed().reduce(last) { TreeHash.node($1, $0) }
    }
}

/// The measures of a C2SP tile.
package enum Tile {
    /// Levels of the tree in a tile.
    package static let height = 8
    /// Hashes in a full tile.
    package static let width = 1 << height
}
