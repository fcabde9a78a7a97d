/// What an audit has proven so far. Tables found once stay good when more is hidden, and so do changes.
struct Findings {
    private(set) var hidden: Set<Int>
    private(set) var seen: [Int: Set<Int>]
    /// Changes that keep every sum.
    private(set) var moves: [Move] = []
    /// How much longer to look: an audit has an end, also for tables made to make it long.
    var stepsLeft = 200_000
    private var movesOf: [Int: [(move: Int, sign: Int)]] = [:]
    private let problem: SuppressionProblem

    init(_ problem: SuppressionProblem, hidden: Set<Int>) {
        self.problem = problem
        self.hidden = hidden
        seen = Dictionary(uniqueKeysWithValues: hidden.map { ($0, [problem.values[$0]]) })
    }

    func isEnough(_ cell: Int) -> Bool { seen[cell].map { $0.count >= problem.leastPossible } ?? false }

    mutating func hide(_ cell: Int) {
        hidden.insert(cell)
        seen[cell] = [problem.values[cell]]
    }

    mutating func record(_ cell: Int, _ value: Int) {
        if !isEnough(cell) { seen[cell]?.insert(value) }
    }

    /// Keeps a change for later. It must keep every sum.
    mutating func learn(_ move: Move) {
        for (cell, change) in move where change != 0 {
            movesOf[cell, default: []].append((moves.count, change > 0 ? 1 : -1))
        }
        moves.append(move)
    }

    /// The known changes that move a cell this way, each as it is or backwards: +1 or −1.
    func moves(of cell: Int, _ direction: Int) -> [(move: Int, sign: Int)] {
        (movesOf[cell] ?? []).map { ($0.move, $0.sign * direction) }
    }
}
