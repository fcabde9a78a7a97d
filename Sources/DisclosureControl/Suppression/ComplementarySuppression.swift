/// Hides further cells until no hidden one can be worked out from those that show.
///
/// A pattern is safe where no primary lies in the space that the published rows span (Langsrud, *Secondary Cell
/// Suppression by Gaussian Elimination*, Privacy in Statistical Databases 2024). Zeros show first, for they are what the
/// rules leave visible; then cells are tried from the most valuable to the reader down. Each is published unless it would
/// bring a primary into that space, so no hidden cell could be published in the end: the pattern is minimal.
package enum ComplementarySuppression {
    /// The pattern for a table: deterministic, hence no second answer to average with.
    ///
    /// Every hidden cell ends with at least `leastPossible` values, each shown possible by a whole table of integers that
    /// agrees with all that is published; or with all cells hidden, which nothing is published from.
    package static func protect(_ problem: SuppressionProblem) -> SuppressionPattern {
        let eliminated = eliminate(problem)
        let checked = secondPrime(problem, hidden: eliminated)
        return IntervalAudit(problem).repair(hidden: checked)
    }

    /// The hidden cells after elimination modulo the first prime.
    static func eliminate(_ problem: SuppressionProblem) -> Set<Int> {
        var space = RowSpace(problem.table, field: .first)
        var hidden = problem.primaries
        let candidates = problem.byWorth.filter { !problem.primaries.contains($0) }
        func exposed(_ changes: [RowSpace.Change]) -> Bool {
            changes.contains { $0.row.isZero && problem.primaries.contains($0.cell) }
        }
        for cell in candidates where problem.values[cell] == 0 {
            if !space.publish(cell, unless: exposed) { hidden.insert(cell) }
        }
        var watch = SingletonWatch(problem, space)
        for cell in candidates where problem.values[cell] != 0 {
            let isPublished = space.publish(cell) { exposed($0) || !watch.admits($0) }
            if !isPublished { hidden.insert(cell) }
        }
        return hidden
    }

    /// The same pattern, or everything where the second prime finds a primary that the first one did not.
    private static func secondPrime(_ problem: SuppressionProblem, hidden: Set<Int>) -> Set<Int> {
        var space = RowSpace(problem.table, field: .second)
        for cell in problem.byWorth where !hidden.contains(cell) { _ = space.publish(cell) { _ in false } }
        let isSafe = problem.primaries.allSatisfy { !space.row($0).isZero }
        return isSafe ? hidden : Set(problem.values.indices)
    }
}

/// Keeps a primary with one contributor from giving away another: who contributed to it knows it, so two primaries whose
/// rows become parallel would be one secret to everybody else, but none to that contributor.
///
/// This is the virtual primary of the literature, x + c · y for a singleton y and every c at once.
private struct SingletonWatch {
    private let field: PrimeField
    private let singletons: Set<Int>
    /// Cells by the direction of their row; each group shares one secret.
    private var groups: [SparseRow: Set<Int>] = [:]
    private var directionOf: [Int: SparseRow] = [:]
    /// Cells that are one number by the sums and the zeros alone: no pattern can part them.
    private var twins: [Int: Int] = [:]

    init(_ problem: SuppressionProblem, _ space: RowSpace) {
        field = space.field
        singletons = problem.singletons
        guard !singletons.isEmpty else { return }
        for cell in problem.primaries.sorted() {
            let direction = space.row(cell).direction(in: field)
            directionOf[cell] = direction
            groups[direction, default: []].insert(cell)
        }
        for group in groups.values {
            for cell in group { twins[cell] = group.min() }
        }
    }

    /// Whether the changed rows keep singletons apart from others; if so, they become the rows.
    mutating func admits(_ changes: [RowSpace.Change]) -> Bool {
        guard !singletons.isEmpty else { return true }
        var next = self
        for change in changes {
            guard let old = next.directionOf[change.cell] else { continue }
            next.groups[old]?.remove(change.cell)
            if next.groups[old]?.isEmpty == true { next.groups[old] = nil }
        }
        var touched: Set<SparseRow> = []
        for change in changes {
            let direction = change.row.direction(in: field)
            next.directionOf[change.cell] = direction
            next.groups[direction, default: []].insert(change.cell)
            touched.insert(direction)
        }
        for direction in touched {
            let group = next.groups[direction] ?? []
            let secrets = Set(group.map { twins[$0] ?? $0 })
            if secrets.count > 1, !singletons.isDisjoint(with: group) { return false }
        }
        self = next
        return true
    }
}
