import Catalogue

/// A condition as a reduced ordered decision diagram: subjects stand in a fixed order, each node splits the values of
/// its subject, and no two nodes are alike. Two conditions that agree for all values of their subjects give the same
/// diagram (Bryant 1986, for tests of many values), so whatever is written down from it is one form for one meaning.
///
/// What it cannot see is that two subjects depend on each other, such as admissions in a year and in a month of it.
struct DecisionDiagram {
    /// The number of a node; 0 is *no*, 1 is *yes*.
    typealias NodeID = Int

    struct Branch: Hashable {
        var set: ValueSet
        let child: NodeID
    }

    /// INVARIANT: at least two branches; their sets are a partition and their children differ.
    struct Node: Hashable {
        let level: Int
        let branches: [Branch]
    }

    private struct Step: Hashable {
        let first: NodeID
        let second: NodeID
        let isAll: Bool
    }

    /// How much comparing of values all diagrams of one query may cost together: some 50 milliseconds.
    static let allowance = 20_000_000

    let subjects: [TestSubject]
    private let wholes: [ValueSet]
    private let levelOf: [TestSubject: Int]
    private var nodes: [Node] = []
    private var numberOf: [Node: NodeID] = [:]
    private var known: [Step: NodeID] = [:]
    private var allowance: Int
    private(set) var root: NodeID = 0

    /// Builds the diagram. `order` sorts subjects by names, so that it does not depend on the asker.
    /// Takes its cost from the allowance, and gives nil where that does not suffice: the condition is too entangled.
    init?(_ condition: Condition, allowance: inout Int, order: (TestSubject) -> String) {
        self.allowance = allowance
        defer { allowance = self.allowance }
        let wholeOf = condition.subjects
        self.subjects = wholeOf.keys.map { ($0, order($0)) }
            .sorted { $0.1.utf8.lexicographicallyPrecedes($1.1.utf8) }.map(\.0)
        self.wholes = subjects.compactMap { wholeOf[$0] }
        self.levelOf = Dictionary(uniqueKeysWithValues: subjects.enumerated().map { ($1, $0) })
        guard let root = build(condition) else { return nil }
        self.root = root
    }

    func node(_ id: NodeID) -> Node { nodes[id - 2] }

    private mutating func build(_ condition: Condition) -> NodeID? {
        switch condition {
        case .constant(let value): return value ? 1 : 0
        case .test(let subject, let set):
            guard let level = levelOf[subject] else { return nil }
            return node(level, [Branch(set: set, child: 1), Branch(set: set.complement, child: 0)])
        case .all(let children): return fold(children, isAll: true)
        case .any(let children): return fold(children, isAll: false)
        }
    }

    private mutating func fold(_ children: [Condition], isAll: Bool) -> NodeID? {
        var result = isAll ? 1 : 0
        for child in children {
            guard let next = build(child), let joined = combine(result, next, isAll: isAll) else { return nil }
            result = joined
        }
        return result
    }

    /// The node with these branches: empty ones go, those with one child become one, a single one is its child.
    private mutating func node(_ level: Int, _ branches: [Branch]) -> NodeID {
        var merged: [Branch] = []
        for branch in branches where !branch.set.isEmpty {
            if let place = merged.firstIndex(where: { $0.child == branch.child }) {
                merged[place].set = merged[place].set.union(branch.set)
            } else {
                merged.append(branch)
            }
        }
        if merged.count == 1 { return merged[0].child }
        let node = Node(level: level, branches: merged.sorted { $0.child < $1.child })
        if let number = numberOf[node] { return number }
        nodes.append(node)
        numberOf[node] = nodes.count + 1
        return nodes.count + 1
    }

    private mutating func combine(_ a: NodeID, _ b: NodeID, isAll: Bool) -> NodeID? {
        let (neutral, final) = isAll ? (1, 0) : (0, 1)
        if a == final || b == final { return final }
        if a == neutral || a == b { return b }
        if b == neutral { return a }
        let step = Step(first: min(a, b), second: max(a, b), isAll: isAll)
        if let result = known[step] { return result }
        let level = min(node(a).level, node(b).level)
        var branches: [Branch] = []
        for left in self.branches(of: a, at: level) {
            for right in self.branches(of: b, at: level) {
                allowance -= 1 + left.set.weight
                guard allowance > 0 else { return nil }
                let set = left.set.intersection(right.set)
                guard !set.isEmpty else { continue }
                guard let child = combine(left.child, right.child, isAll: isAll) else { return nil }
                branches.append(Branch(set: set, child: child))
            }
        }
        let result = node(level, branches)
        known[step] = result
        return result
    }

    private func branches(of id: NodeID, at level: Int) -> [Branch] {
        let node = node(id)
        return node.level == level ? node.branches : [Branch(set: wholes[level], child: id)]
    }
}
