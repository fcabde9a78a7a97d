/// A change of some hidden cells that leaves every sum as it was.
typealias Move = [(cell: Int, change: Int)]

/// Plays the attacker with integers: which values of the hidden cells agree with everything that is published?
///
/// A value counts as possible only where a whole table of integers was found that has it, obeys every sum, agrees with
/// every published cell and lies in the prior of every hidden one. So what this says is possible is proven, whatever the
/// elimination said: a cell with two possible values lies in no space of published rows, over the rationals too. What it
/// fails to find costs a cell more.
struct IntervalAudit {
    let problem: SuppressionProblem
    /// For each cell the sums that it stands in, with +1 as a part and −1 as the total.
    let places: [[(sum: Int, sign: Int)]]
    /// The cells of each sum, the total last.
    let members: [[Int]]

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
        for move in moves where keepsSums(move) { findings.learn(move) }
        for move in findings.moves { record(multiplesOf: move, &findings) }
        var byAudit: Set<Int> = []
        while let weak = firstWeak(&findings) {
            let helpers = findings.stepsLeft > 0 ? helpers(for: weak, &findings) : []
            guard !helpers.isEmpty else {
                let all = problem.values.indices.filter { !findings.hidden.contains($0) }
                return SuppressionPattern(
                    primaries: problem.primaries,
                    secondaries: findings.hidden.union(all).subtracting(problem.primaries), byAudit: byAudit.union(all),
                    possible: [:])
            }
            for helper in helpers where !findings.hidden.contains(helper) { findings.hide(helper) }
            byAudit.formUnion(helpers)
        }
        return SuppressionPattern(
            primaries: problem.primaries, secondaries: findings.hidden.subtracting(problem.primaries), byAudit: byAudit,
            possible: findings.seen.mapValues(\.count))
    }

    /// Looks for tables until each hidden cell has enough values.
    ///
    /// - Returns: the first cell that has too few, nil where there is none.
    private func firstWeak(_ findings: inout Findings) -> Int? {
        for cell in findings.hidden.sorted() where !look(for: cell, .forOne, &findings) { return cell }
        return nil
    }

    /// Walks up and then down from the true table for one cell, as long as whole tables are found: by the changes that
    /// are known, by several of them together, and by searching for new ones, which are kept.
    private func look(for cell: Int, _ effort: Effort, _ findings: inout Findings) -> Bool {
        for direction in [1, -1] {
            var table = problem.values
            while !findings.isEnough(cell) {
                guard
                    let move = known(cell, direction, from: table, findings)
                        ?? combined(cell, direction, from: table, findings)
                        ?? searched(cell, direction, from: table, effort, &findings)
                else { break }
                for (moved, change) in move { table[moved] += change }
                for (moved, _) in move { findings.record(moved, table[moved]) }
            }
        }
        return findings.isEnough(cell)
    }

    /// A known change that moves the cell this way and leaves every cell within its prior.
    private func known(_ cell: Int, _ direction: Int, from table: [Int], _ findings: Findings) -> Move? {
        for (index, sign) in findings.moves(of: cell, direction) {
            let move = findings.moves[index]
            if move.allSatisfy({ problem.prior[$0.cell].contains(table[$0.cell] + sign * $0.change) }) {
                return sign > 0 ? move : move.map { ($0.cell, -$0.change) }
            }
        }
        return nil
    }

    /// A change found by searching, which is kept for other cells.
    private func searched(
        _ cell: Int, _ direction: Int, from table: [Int], _ effort: Effort, _ findings: inout Findings
    ) -> Move? {
        guard let move = search(cell, by: direction, from: table, effort, &findings) else { return nil }
        findings.learn(move)
        return move
    }

    /// Whether a change leaves every sum as it was.
    func keepsSums(_ move: Move) -> Bool {
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

    /// The cells to hide next: the first candidate by which the weak one has enough values; else several cells together by
    /// which it can move at all; else the first candidate. None where nothing is published any more.
    private func helpers(for weak: Int, _ findings: inout Findings) -> [Int] {
        let candidates = candidates(for: weak, findings)
        for candidate in candidates where findings.stepsLeft > 0 {
            var trial = findings
            trial.hide(candidate)
            let helps = look(for: weak, .forHelp, &trial) && look(for: candidate, .forHelp, &trial)
            if helps {
                findings = trial
                return [candidate]
            }
            findings.stepsLeft = trial.stepsLeft
        }
        for direction in [1, -1] {
            guard let move = search(weak, by: direction, from: problem.values, .hidingMore, &findings) else { continue }
            findings.learn(move)
            let more = move.map(\.cell).filter { !findings.hidden.contains($0) }
            if !more.isEmpty { return more }
        }
        return candidates.prefix(1).map { $0 }
    }

    /// Published cells that may help a weak one: of its own sums, the one with the fewest hidden cells first, then of
    /// those that cross them; each time the least valuable first.
    private func candidates(for weak: Int, _ findings: Findings) -> [Int] {
        func published(_ sums: some Sequence<Int>) -> [Int] {
            sums.flatMap { sum in
                members[sum].filter { !findings.hidden.contains($0) }
                    .sorted { (problem.worth[$0], $0) < (problem.worth[$1], $1) }
            }
        }
        let own = places[weak].map(\.sum)
            .map { (hidden: members[$0].count(where: findings.hidden.contains), sum: $0) }.sorted { $0 < $1 }.map(\.sum)
        let line = published(own)
        let crossing = Set(own.flatMap { members[$0].flatMap { places[$0].map(\.sum) } }).subtracting(own)
        let near = published(crossing.sorted()).sorted { (problem.worth[$0], $0) < (problem.worth[$1], $1) }
        var met: Set<Int> = []
        return (line.prefix(Self.mostHelpers) + near.prefix(Self.mostHelpers)).filter { met.insert($0).inserted }
    }

    private static let mostHelpers = 16
}
