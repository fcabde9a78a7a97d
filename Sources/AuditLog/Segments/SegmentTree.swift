/// The tree over the leaves of one segment alone: what can be hashed of the log's tree without the segments before it.
///
/// A sound segment begins where a subtree of its size may begin, so all of this stands in the log's tree as well. Where
/// one does not, nothing of it is used.
struct SegmentTree: Sendable {
    /// The leaves, joined as far as they are full subtrees.
    private var range = CompactRange()
    /// The nodes within the segment, in the order in which leaves complete them.
    private(set) var nodes: [TreeHash] = []
    /// The root over the leaves before each commit line.
    private(set) var roots: [TreeHash] = []

    var leaves: Int { range.size }

    init(usualLeaves: Int) { nodes.reserveCapacity(usualLeaves) }

    mutating func add(_ leaf: TreeHash) {
        range.append(leaf, completing: &nodes)
    }

    mutating func commit() { roots.append(range.root) }

    /// How a walk takes it up again, leaf by leaf and commit line by commit line.
    struct Place {
        /// The size of the smallest full subtree that the segment's leaves fit into; nil where the log's tree does not
        /// reach a border of such subtrees before them.
        private let capacity: Int?
        private(set) var leaves = 0
        private var nodes = 0
        private var roots = 0

        init(in tree: SegmentTree, after size: Int) {
            let capacity = 1 << (Int.bitWidth - max(tree.leaves - 1, 0).leadingZeroBitCount)
            self.capacity = size.isMultiple(of: capacity) ? capacity : nil
        }

        /// The nodes that the next leaf completes within the segment.
        mutating func nextNodes() -> Range<Int> {
            defer { leaves += 1 }
            guard capacity != nil else { return 0..<0 }
            let count = (~leaves).trailingZeroBitCount
            defer { nodes += count }
            return nodes..<(nodes + count)
        }

        /// The root of the log's tree at the next commit line.
        mutating func nextRoot(of log: CompactRange, in tree: SegmentTree) -> TreeHash {
            defer { roots += 1 }
            guard let capacity, leaves > 0, leaves < capacity else { return log.root }
            return log.root(endingWith: tree.roots[roots], over: leaves)
        }
    }
}
