/// Plays the attacker with integers: which values of the hidden cells agree with everything that is published?
///
/// A value counts as possible only where a whole table of integers was found that has it, obeys every sum, agrees with
/// every published cell and lies in the prior of every hidden one. So what this says is possible is proven, whatever the
/// elimination said: a cell with two possible values lies in no space of published rows, over the rationals too. What it
/// fails to find costs a cell more.
struct IntervalAudit {
    let problem: SuppressionProblem
    /// For each cell the sums that it stands in, with +1 as a part and −1 as the total.
    private let places: [[(sum: Int, sign: Int)]]
    /// The cells of each sum, the total last.
    private let members: [[Int]]

    init(_ problem: SuppressionProblem) {
        self.problem = problem
        var places = [[(sum: Int, sign: Int)]](repeating: [], count: problem.table.cellCount)
        for (index, sum) in problem.table.sums.enumerated() {
            for part in sum.parts { places[part].append((index, 1)) }
            places[sum.total].append((index, -1))
        }
        self.places = places
        members = problem.table.sums.map { $0.parts + [$0.total] }
    }

    /// Hides more, the least valuable cells that help first, until every hidden cell has enough possible values. Where
    /// that takes too many steps, everything is hidden.
    ///
    /// - Parameter moves: changes of hidden cells that are worth trying first; they are checked like all others.
    func repair(hidden: Set<Int>, moves: [Move]) -> SuppressionPattern {
        var findings = Findings(problem, hidden: hidden)
        for move in moves where keepsSums(move) { record(multiplesOf: move, &findings) }
        var byAudit: Set<Int> = []
        while let weak = certify(&findings) {
            guard findings.stepsLeft > 0, let helper = helper(for: weak, &findings) else {
                byAudit.formUnion(problem.values.indices.filter { !findings.hidden.contains($0) })
                for cell in byAudit where !findings.hidden.contains(cell) { findings.hide(cell) }
                break
            }
            findings.hide(helper)
            byAudit.insert(helper)
        }
        return SuppressionPattern(
            primaries: problem.primaries, secondaries: findings.hidden.subtracting(problem.primaries), byAudit: byAudit,
            possible: findings.seen.mapValues(\.count))
    }

    /// Looks for tables until each hidden cell has enough values.
    ///
    /// - Returns: the first cell that has too few, nil where there is none.
    private func certify(_ findings: inout Findings) -> Int? {
        for cell in findings.hidden.sorted() where !look(for: cell, &findings) { return cell }
        return nil
    }

    /// Walks up and then down from the true table in steps of 1 for one cell, as long as whole tables are found.
    private func look(for cell: Int, _ findings: inout Findings) -> Bool {
        for step in [1, -1] {
            var table = problem.values
            while !findings.isEnough(cell), let move = move(cell, by: step, from: table, &findings) {
                for (moved, change) in move { table[moved] += change }
                for (moved, _) in move { findings.record(moved, table[moved]) }
            }
        }
        return findings.isEnough(cell)
    }

    /// Whether a change leaves every sum as it was.
    private func keepsSums(_ move: Move) -> Bool {
        var excess: [Int: Int] = [:]
        for (cell, change) in move {
            for place in places[cell] { excess[place.sum, default: 0] += place.sign * change }
        }
        return excess.values.allSatisfy { $0 == 0 }
    }

    /// Records the true table with the change made once, twice, …, forwards and backwards, as far as the priors allow.
    private func record(multiplesOf move: Move, _ findings: inout Findings) {
        for direction in [1, -1] {
            for times in 1..<max(2, problem.leastPossible) {
                let table = move.map { (cell: $0.cell, value: problem.values[$0.cell] + direction * times * $0.change) }
                guard table.allSatisfy({ problem.prior[$0.cell].contains($0.value) }) else { break }
                for (cell, value) in table { findings.record(cell, value) }
            }
        }
    }

    /// The cell to hide next: the least valuable published cell nearby by which the weak one has enough values, or at
    /// least the least valuable one nearby; nil where nothing is published any more.
    private func helper(for weak: Int, _ findings: inout Findings) -> Int? {
        let published = problem.byWorth.reversed().filter { !findings.hidden.contains($0) }
        let line = Set(places[weak].flatMap { members[$0.sum] })
        let near = Set(line.flatMap { places[$0].flatMap { members[$0.sum] } })
        let candidates = published.filter(near.contains)
        for candidate in candidates.prefix(Self.mostHelpers) {
            var trial = findings
            trial.hide(candidate)
            let helps = look(for: weak, &trial) && look(for: candidate, &trial)
            findings.stepsLeft = trial.stepsLeft
            if helps { return candidate }
        }
        return candidates.first ?? published.first
    }

    private static let mostHelpers = 64
}

/// What the audit has proven so far. Tables found once stay good when more is hidden.
private struct Findings {
    private(set) var hidden: Set<Int>
    private(set) var seen: [Int: Set<Int>]
    /// How much longer to look: an audit has an end, also for tables made to make it long.
    var stepsLeft = 200_000
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
}

/// A change of some hidden cells that leaves every sum as it was.
typealias Move = [(cell: Int, change: Int)]

extension IntervalAudit {
    /// A half-made change: the cells moved so far, and the sums that are out of balance by how much.
    private struct Draft {
        var moved: Move
        /// Rising by sum, none of them 0.
        var open: [Imbalance]
    }

    private struct Imbalance: Hashable {
        let sum: Int
        let excess: Int
    }

    /// Completes the change of one cell by moving others, fewest open sums first; nil where none was found within the
    /// bound of steps. From a table within all bounds it gives one within all bounds.
    private func move(_ cell: Int, by step: Int, from table: [Int], _ findings: inout Findings) -> Move? {
        guard problem.prior[cell].contains(table[cell] + step) else { return nil }
        let start = moving(Draft(moved: [], open: []), cell, by: step)
        var shelves: [[Draft]] = []
        var met: Set<[Imbalance]> = []
        func put(_ draft: Draft) {
            guard met.insert(draft.open).inserted else { return }
            while shelves.count <= draft.open.count { shelves.append([]) }
            shelves[draft.open.count].append(draft)
        }
        put(start)
        var steps = min(findings.stepsLeft, Self.mostStepsForOne)
        while let shelf = shelves.firstIndex(where: { !$0.isEmpty }), steps > 0 {
            if shelf == 0 { return shelves[0][0].moved }
            let draft = shelves[shelf].removeFirst()
            steps -= 1
            findings.stepsLeft -= 1
            // The sum with the fewest cells to choose from.
            guard let worst = draft.open.min(by: { members[$0.sum].count < members[$1.sum].count }) else { continue }
            let direction = worst.excess > 0 ? -1 : 1
            for other in members[worst.sum] where findings.hidden.contains(other) {
                let sign = other == members[worst.sum].last ? -1 : 1
                let change = direction * sign
                guard problem.prior[other].contains(table[other] + change),
                    !draft.moved.contains(where: { $0.cell == other })
                else { continue }
                put(moving(draft, other, by: change))
            }
        }
        return nil
    }

    private static let mostStepsForOne = 1_000

    private func moving(_ draft: Draft, _ cell: Int, by change: Int) -> Draft {
        var next = draft
        next.moved.append((cell, change))
        for place in places[cell] {
            let index = next.open.firstIndex { $0.sum >= place.sum } ?? next.open.count
            let isKnown = index < next.open.count && next.open[index].sum == place.sum
            let excess = (isKnown ? next.open.remove(at: index).excess : 0) + place.sign * change
            if excess != 0 { next.open.insert(Imbalance(sum: place.sum, excess: excess), at: index) }
        }
        return next
    }
}
