/// The tree of a log that was read, in memory: tiles and proofs for somebody who has only the files.
package struct VerifiedTree: Sendable {
    var growth = TreeGrowth()

    /// The number of leaves.
    package var size: Int { growth.levels.first?.count ?? 0 }

    /// The bytes of a hash tile of a tree of this size; nil where that has no such tile, or not as wide.
    package func tile(level: Int, index: Int, width: Int) -> [UInt8]? {
        guard growth.levels.indices.contains(level), index >= 0, (1...Tile.width).contains(width),
            index <= growth.levels[level].count / Tile.width
        else { return nil }
        let range = (index * Tile.width)..<(index * Tile.width + width)
        guard range.upperBound <= growth.levels[level].count else { return nil }
        return growth.levels[level][range].flatMap(\.bytes)
    }

    /// The proof that the tree of one size is a beginning of the tree of another; nil unless 0 < from ≤ to ≤ size.
    package func consistency(from old: Int, to new: Int) -> [TreeHash]? {
        guard old > 0, old <= new, new <= size else { return nil }
        return try? prover.consistency(from: old, to: new)
    }

    /// The root of the tree over the first leaves; nil where there are fewer.
    package func root(size: Int) -> TreeHash? {
        guard (0...self.size).contains(size) else { return nil }
        return try? prover.root(of: 0..<size)
    }

    private var prover: TreeProver {
        TreeProver { level, range in
            growth.middles(level: level, range: range).map { Array($0) }
        } stored: { (level, range) throws(AuditError) in
            guard growth.levels.indices.contains(level), range.upperBound <= growth.levels[level].count else {
                throw .damagedTree(level: level)
            }
            return Array(growth.levels[level][range])
        }
    }
}
