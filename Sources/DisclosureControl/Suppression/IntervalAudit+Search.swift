extension IntervalAudit {
    /// How long to look for a change, and whether published cells may take part in it, which are to be hidden then.
    enum Effort {
        case forOne, forHelp, hidingMore

        var steps: Int {
            switch self {
            case .forOne: 1_000
            case .forHelp: 100
            case .hidingMore: 4_000
            }
        }
    }

    /// A half-made change: the cells moved so far, and the sums that are out of balance by how much.
    private struct Draft {
        var moved: Move
        /// How many of them are published.
        var published = 0
        /// Rising by sum, none of them 0.
        var open: [Imbalance]
    }

    private struct Imbalance: Hashable {
        let sum: Int
        let excess: Int
    }

    /// Completes the change of one cell by 1 by moving others, fewest open sums and published cells first; nil where none
    /// was found within the bound of steps. From a table within all bounds it gives one within all bounds.
    func search(
        _ cell: Int, by step: Int, from table: [Int], _ effort: Effort, _ findings: inout Findings
    ) -> Move? {
        guard problem.prior[cell].contains(table[cell] + step) else { return nil }
        let start = moving(Draft(moved: [], open: []), cell, by: step)
        var shelves: [[Draft]] = []
        var met: Set<[Imbalance]> = []
        func put(_ draft: Draft) {
            guard met.insert(draft.open).inserted else { return }
            let shelf = draft.open.isEmpty ? 0 : draft.open.count + draft.published
            while shelves.count <= shelf { shelves.append([]) }
            shelves[shelf].append(draft)
        }
        put(start)
        var steps = min(findings.stepsLeft, effort.steps)
        while let shelf = shelves.firstIndex(where: { !$0.isEmpty }), steps > 0 {
            if shelf == 0 { return shelves[0][0].moved }
            let draft = shelves[shelf].removeFirst()
            steps -= 1
            findings.stepsLeft -= 1
            // The sum with the fewest cells to choose from.
            guard let worst = draft.open.min(by: { members[$0.sum].count < members[$1.sum].count }) else { continue }
            let direction = worst.excess > 0 ? -1 : 1
            for other in members[worst.sum] where effort == .hidingMore || findings.hidden.contains(other) {
                let sign = other == members[worst.sum].last ? -1 : 1
                let change = direction * sign
                guard problem.prior[other].contains(table[other] + change),
                    !draft.moved.contains(where: { $0.cell == other })
                else { continue }
                var next = moving(draft, other, by: change)
                if !findings.hidden.contains(other) { next.published += 1 }
                put(next)
            }
        }
        return nil
    }

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

    /// Several known changes together that move a cell this way and leave every cell within its prior: where one change
    /// takes a cell too far, another one takes it back. Nil where that finds no end soon.
    func combined(_ cell: Int, _ direction: Int, from table: [Int], _ findings: Findings) -> Move? {
        for (first, sign) in findings.moves(of: cell, direction).prefix(Self.mostStarts) {
            var sum = Combination(findings.moves[first], sign, from: table, problem)
            var used: Set<Int> = [first]
            while let beyond = sum.beyond.min(), used.count < Self.mostTogether {
                let back = table[beyond] + (sum.changes[beyond] ?? 0) < problem.prior[beyond].lowerBound ? 1 : -1
                let next = findings.moves(of: beyond, back).filter { !used.contains($0.move) }
                    .prefix(Self.mostStarts)
                    .map { (move: $0.move, sum: sum.adding(findings.moves[$0.move], $0.sign, from: table, problem)) }
                    .filter { ($0.sum.changes[cell] ?? 0) * direction > 0 }
                    .min { ($0.sum.beyond.count, $0.sum.changes.count) < ($1.sum.beyond.count, $1.sum.changes.count) }
                guard let next else { break }
                used.insert(next.move)
                sum = next.sum
            }
            if sum.beyond.isEmpty { return sum.changes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
        }
        return nil
    }

    private static let mostStarts = 16
    private static let mostTogether = 24
}

/// Changes added up, and the cells that they take out of their priors.
private struct Combination {
    private(set) var changes: [Int: Int] = [:]
    private(set) var beyond: Set<Int> = []

    init(_ move: Move, _ sign: Int, from table: [Int], _ problem: SuppressionProblem) {
        add(move, sign, from: table, problem)
    }

    func adding(_ move: Move, _ sign: Int, from table: [Int], _ problem: SuppressionProblem) -> Combination {
        var sum = self
        sum.add(move, sign, from: table, problem)
        return sum
    }

    private mutating func add(_ move: Move, _ sign: Int, from table: [Int], _ problem: SuppressionProblem) {
        for (cell, change) in move {
            let sum = (changes[cell] ?? 0) + sign * change
            changes[cell] = sum == 0 ? nil : sum
            if problem.prior[cell].contains(table[cell] + sum) { beyond.remove(cell) } else { beyond.insert(cell) }
        }
    }
}
