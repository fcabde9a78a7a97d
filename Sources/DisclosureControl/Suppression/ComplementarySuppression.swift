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
        let (hidden, moves) = eliminate(problem)
        let checked = secondPrime(problem, hidden: hidden)
        return IntervalAudit(problem).repair(hidden: checked, moves: moves)
    }

    /// The hidden cells after elimination modulo the first prime, and the changes that it shows to be left to them.
    static func eliminate(_ problem: SuppressionProblem) -> (hidden: Set<Int>, moves: [Move]) {
        let candidates = problem.byWorth.filter { !problem.primaries.contains($0) }
        var search = PublicationSearch(problem)
        search.settle(candidates.filter { problem.values[$0] == 0 }[...])
        search.watchSingletons()
        search.settle(candidates.filter { problem.values[$0] != 0 }[...])
        return (search.hidden, search.space.moves(of: search.hidden.sorted()))
    }

    /// The same pattern, or everything where the second prime finds a primary that the first one did not.
    private static func secondPrime(_ problem: SuppressionProblem, hidden: Set<Int>) -> Set<Int> {
        var space = RowSpace(problem.table, field: .second)
        let shown = problem.values.indices.filter { !hidden.contains($0) }
        for cell in space.lightestFirst(shown) { _ = space.publish(cell) { _ in false } }
        let isSafe = problem.primaries.allSatisfy { !space.row($0).isZero }
        return isSafe ? hidden : Set(problem.values.indices)
    }
}

/// Publishes cells in the order of their worth, many at a time where that is safe.
///
/// *Why that is the same.* The space of published rows depends on which cells are published, not on their order, and it
/// only grows. Where all of a run of candidates may be published together, each may in its turn; where they may not, the
/// run is halved, the more valuable half first, down to the single cells that would give something away.
private struct PublicationSearch {
    private let problem: SuppressionProblem
    private(set) var space: RowSpace
    private var watch: SingletonWatch?
    private(set) var hidden: Set<Int>

    init(_ problem: SuppressionProblem) {
        self.problem = problem
        space = RowSpace(problem.table, field: .first)
        hidden = problem.primaries
    }

    mutating func watchSingletons() {
        if !problem.singletons.isEmpty { watch = SingletonWatch(problem, space) }
    }

    mutating func settle(_ run: ArraySlice<Int>) {
        guard !run.isEmpty, !publishAll(run) else { return }
        guard run.count > 1 else {
            hidden.formUnion(run)
            return
        }
        let middle = run.startIndex + run.count / 2
        settle(run[..<middle])
        settle(run[middle...])
    }

    /// Publishes all of a run, or nothing.
    private mutating func publishAll(_ run: ArraySlice<Int>) -> Bool {
        var trial = space
        var trialWatch = watch
        for cell in trial.lightestFirst(run) {
            let isPublished = trial.publish(cell) { changes in
                let secrets = changes.filter { problem.primaries.contains($0.cell) }
                return secrets.contains(where: \.row.isZero) || trialWatch?.admits(secrets) == false
            }
            guard isPublished else { return false }
        }
        space = trial
        watch = trialWatch
        return true
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
        for cell in problem.primaries.sorted() {
            let direction = space.row(cell).direction(in: field)
            directionOf[cell] = direction
            groups[direction, default: []].insert(cell)
        }
        for group in groups.values {
            for cell in group { twins[cell] = group.min() }
        }
    }

    /// Takes the changed rows of primaries over, and says whether singletons are still apart from others. After a no it
    /// is of no more use.
    mutating func admits(_ changes: [RowSpace.Change]) -> Bool {
        for change in changes {
            guard let old = directionOf[change.cell] else { continue }
            groups[old]?.remove(change.cell)
            if groups[old]?.isEmpty == true { groups[old] = nil }
        }
        var touched: Set<SparseRow> = []
        for change in changes {
            let direction = change.row.direction(in: field)
            directionOf[change.cell] = direction
            groups[direction, default: []].insert(change.cell)
            touched.insert(direction)
        }
        return touched.allSatisfy { direction in
            let group = groups[direction] ?? []
            return singletons.isDisjoint(with: group) || Set(group.map { twins[$0] ?? $0 }).count == 1
        }
    }
}
