/// The checks of RFC 9162, sections 2.1.3.2 and 2.1.4.2. Every input may come from a liar.
package enum TreeProof {
    /// Whether a path proves that a leaf stands at an index of the tree of this size and root.
    package static func includes(
        leaf: TreeHash, at index: Int, size: Int, root: TreeHash, path: [TreeHash]
    ) -> Bool {
        guard index >= 0, index < size else { return false }
        var place = index
        var last = size - 1
        var hash = leaf
        for sibling in path {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                hash = TreeHash.node(sibling, hash)
                while place & 1 == 0, place > 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                hash = TreeHash.node(hash, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// Whether a path proves that the first tree is a beginning of the second. An empty first tree proves nothing and
    /// is refused, unless both are the same empty tree.
    package static func isConsistent(
        from old: (size: Int, root: TreeHash), to new: (size: Int, root: TreeHash), path: [TreeHash]
    ) -> Bool {
        guard old.size >= 0, old.size <= new.size else { return false }
        if old.size == new.size { return path.isEmpty && old.root == new.root }
        guard old.size > 0, !path.isEmpty else { return false }
        // An old tree of a power of two is a node of the new one: the path leaves it out.
        let whole = old.size & (old.size - 1) == 0 ? [old.root] + path : path
        var place = old.size - 1
        var last = new.size - 1
        while place & 1 == 1 {
            place >>= 1
            last >>= 1
        }
        var oldHash = whole[0]
        var newHash = whole[0]
        for sibling in whole.dropFirst() {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                oldHash = TreeHash.node(sibling, oldHash)
                newHash = TreeHash.node(sibling, newHash)
                while place & 1 == 0, place > 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                newHash = TreeHash.node(newHash, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && oldHash == old.root && newHash == new.root
    }
}
