/// Makes the proofs of RFC 9162, sections 2.1.3.1 and 2.1.4.1, from the hashes stored at the tile levels.
///
/// Only height 8·k is stored, and 8·k + 4 is in memory; what lies between is computed from at most 8 of those.
struct TreeProver {
    /// The hashes in the middle of tiles: hash i of level k is the root of the leaves i·16·256ᵏ ..< (i+1)·16·256ᵏ. Nil
    /// where they are not at hand.
    let middles: (_ level: Int, _ range: Range<Int>) -> [TreeHash]?
    /// The stored hashes of a tile level: hash i of level k is the root of the leaves i·256ᵏ ..< (i+1)·256ᵏ.
    let stored: (_ level: Int, _ range: Range<Int>) throws(AuditError) -> [TreeHash]

    init(
        middles: @escaping (_ level: Int, _ range: Range<Int>) -> [TreeHash]?,
        stored: @escaping (_ level: Int, _ range: Range<Int>) throws(AuditError) -> [TreeHash]
    ) {
        self.middles = middles
        self.stored = stored
    }

    /// The path from a leaf to the root of the tree of this size, the leaf's sibling first. Needs index < size.
    func inclusion(of index: Int, size: Int) throws(AuditError) -> [TreeHash] {
        var path: [TreeHash] = []
        var range = 0..<size
        while range.count > 1 {
            let (left, right) = split(range)
            path.append(try root(of: index < right.lowerBound ? right : left))
            range = index < right.lowerBound ? left : right
        }
        return path.reversed()
    }

    /// The proof that the tree of one size is a beginning of the tree of another. Needs 0 < from ≤ to.
    func consistency(from old: Int, to size: Int) throws(AuditError) -> [TreeHash] {
        var path: [TreeHash] = []
        var range = 0..<size
        // RFC 9162's flag b: whether the old tree is still a whole subtree the reader can compute for itself.
        var isKnown = true
        while range.upperBound != old {
            let (left, right) = split(range)
            if old <= right.lowerBound {
                path.append(try root(of: right))
                range = left
            } else {
                path.append(try root(of: left))
                range = right
                isKnown = false
            }
        }
        if !isKnown { path.append(try root(of: range)) }
        return path.reversed()
    }

    /// The root over a range of leaves whose start is a multiple of the power of two that covers it.
    func root(of range: Range<Int>) throws(AuditError) -> TreeHash {
        guard !range.isEmpty else { return .emptyTree }
        guard range.count & (range.count - 1) == 0 else {
            let (left, right) = split(range)
            return TreeHash.node(try root(of: left), try root(of: right))
        }
        let height = range.count.trailingZeroBitCount
        let level = height / Tile.height
        var hashes = middles(of: range, height: height, level: level) ?? []
        if hashes.isEmpty {
            let first = range.lowerBound >> (level * Tile.height)
            hashes = try stored(level, first..<(first + (1 << (height % Tile.height))))
        }
        while hashes.count > 1 {
            hashes = stride(from: 0, to: hashes.count, by: 2).map { TreeHash.node(hashes[$0], hashes[$0 + 1]) }
        }
        return hashes[0]
    }

    private func middles(of range: Range<Int>, height: Int, level: Int) -> [TreeHash]? {
        let above = height % Tile.height - TreeGrowth.middleHeight
        guard above >= 0 else { return nil }
        let first = range.lowerBound >> (level * Tile.height + TreeGrowth.middleHeight)
        return middles(level, first..<(first + (1 << above)))
    }

    /// Cuts at the largest power of two below the count.
    private func split(_ range: Range<Int>) -> (left: Range<Int>, right: Range<Int>) {
        let power = 1 << (Int.bitWidth - 1 - (range.count - 1).leadingZeroBitCount)
        let middle = range.lowerBound + power
        return (range.lowerBound..<middle, middle..<range.upperBound)
    }
}
