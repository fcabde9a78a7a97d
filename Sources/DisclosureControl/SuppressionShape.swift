import QueryLanguage

/// How large a problem of suppression a table leads to, from the query alone: so a query is refused before anything is
/// read, and never because of what the data are.
struct SuppressionShape {
    /// Counts of units, which are made safe together.
    private let counts: Int
    /// Pairs of a count and a whole that everybody in it belongs to: what it leaves out is a number of its own.
    private let pairs: Int

    /// Cells times sums. A problem of this size took 1.1 s of processor time at most when it was measured
    /// (`deploy/bench disclosure`), one of six times the size more than a minute.
    private static let most = 12_000_000

    /// Nil where nothing is suppressed for the sake of other cells.
    init?(_ query: ResolvedQuery, profile: Profile) {
        guard case .suppression = profile.mechanism, let governance = try? PartGovernance(query) else { return nil }
        let counts = query.parts.indices.filter { governance.unitsOf[$0] == nil }
        self.counts = counts.count
        pairs = SuppressedParts.wholes(of: counts, query, governance).count
    }

    /// Whether the problem of a table with dimensions of these sizes is small enough.
    func isSolvable(_ sizes: [Int], _ rule: ShapeRule) -> Bool {
        let cells = rule.releasedCells(sizes)
        // More are refused for their number, and less cannot overflow.
        guard cells <= rule.limits.cells else { return false }
        let lines = rule.totals ? sizes.reduce(0) { $0 + cells / ($1 + 1) } : 0
        let blocks = counts + pairs
        return (blocks * cells) * (blocks * lines + pairs * cells) <= Self.most
    }

    func refusal(change: String) -> LimitRefusal {
        LimitRefusal(
            limit: .suppression,
            message: "The table has too many cells that add up to each other. "
                + "Which of them to hide could not be worked out in time.",
            change: change)
    }
}
