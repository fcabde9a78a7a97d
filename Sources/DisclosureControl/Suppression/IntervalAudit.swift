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

    /// Hides more, the least valuable cells that help first, until every hidden cell has enough possible values.
    func repair(hidden: Set<Int>) -> SuppressionPattern {
        var findings = Findings(problem, hidden: hidden)
        var byAudit: Set<Int> = []
        while let weak = certify(&findings) {
            guard let helper = helper(for: weak, findings) else { break }
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
            while !findings.isEnough(cell), let move = move(cell, by: step, from: table, hidden: findings.hidden) {
                for (moved, change) in move { table[moved] += change }
                for (moved, _) in move { findings.record(moved, table[moved]) }
            }
        }
        return findings.isEnough(cell)
    }

    /// The cell to hide next: the least valuable published cell nearby by which the weak one has enough values, or at
    /// least the least valuable one nearby; nil where nothing is published any more.
    private func helper(for weak: Int, _ findings: Findings) -> Int? {
        let published = problem.byWorth.reversed().filter { !findings.hidden.contains($0) }
        let line = Set(places[weak].flatMap { members[$0.sum] })
        let near = Set(line.flatMap { places[$0].flatMap { members[$0.sum] } })
        let candidates = published.filter(near.contains)
        for candidate in candidates.prefix(Self.mostHelpers) {
            var trial = findings
            trial.hide(candidate)
            if look(for: weak, &trial), look(for: candidate, &trial) { return candidate }
        }
        return candidates.first ?? published.first
    }

    private static let mostHelpers = 64
}

/// What the audit has proven so far. Tables found once stay good when more is hidden.
private struct Findings {
    private(set) var hidden: Set<Int>
    private(set) var seen: [Int: Set<Int>]
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

extension IntervalAudit {
    /// A change of some hidden cells by 1 each that leaves every sum as it was.
    typealias Move = [(cell: Int, change: Int)]

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
    private func move(_ cell: Int, by step: Int, from table: [Int], hidden: Set<Int>) -> Move? {
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
        var steps = 0
        while let shelf = shelves.firstIndex(where: { !$0.isEmpty }), steps < Self.mostSteps {
            if shelf == 0 { return shelves[0][0].moved }
            let draft = shelves[shelf].removeFirst()
            steps += 1
            // The sum with the fewest cells to choose from.
            guard let worst = draft.open.min(by: { members[$0.sum].count < members[$1.sum].count }) else { continue }
            let direction = worst.excess > 0 ? -1 : 1
            for other in members[worst.sum] where hidden.contains(other) {
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

    private static let mostSteps = 2_000

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
