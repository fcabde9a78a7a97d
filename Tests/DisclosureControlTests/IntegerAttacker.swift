import DisclosureControl

/// Somebody who reads a published table and knows arithmetic: shares no code with what made the table.
///
/// Knows the sums, every published value, and what the rules say of each hidden cell beforehand.
struct IntegerAttacker {
    let sums: [Sum]
    let published: [Int: Int]
    /// What is known of each hidden cell.
    var bounds: [Int: ClosedRange<Int>]

    init(_ problem: SuppressionProblem, hidden: Set<Int>) {
        sums = problem.table.sums
        published = Dictionary(
            uniqueKeysWithValues: problem.values.indices.filter { !hidden.contains($0) }.map {
                ($0, problem.values[$0])
            })
        bounds = Dictionary(uniqueKeysWithValues: hidden.map { ($0, problem.prior[$0]) })
    }

    /// Narrows every bound by every sum until nothing changes. False where no table fits.
    mutating func propagate() -> Bool {
        var changed = true
        while changed {
            changed = false
            for sum in sums {
                let cells = sum.parts.map { ($0, 1) } + [(sum.total, -1)]
                var low = 0
                var high = 0
                for (cell, sign) in cells {
                    let range = range(cell)
                    low += sign > 0 ? range.lowerBound : -range.upperBound
                    high += sign > 0 ? range.upperBound : -range.lowerBound
                }
                for (cell, sign) in cells {
                    guard let known = bounds[cell] else { continue }
                    // sign · cell = −(the rest), and the rest lies in low' ... high'.
                    let restLow = low - (sign > 0 ? known.lowerBound : -known.upperBound)
                    let restHigh = high - (sign > 0 ? known.upperBound : -known.lowerBound)
                    let new = sign > 0 ? (-restHigh, -restLow) : (restLow, restHigh)
                    let lower = max(known.lowerBound, new.0)
                    let upper = min(known.upperBound, new.1)
                    guard lower <= upper else { return false }
                    guard lower...upper != known else { continue }
                    bounds[cell] = lower...upper
                    changed = true
                    low = cells.reduce(0) {
                        $0 + ($1.1 > 0 ? range($1.0).lowerBound : -range($1.0).upperBound)
                    }
                    high = cells.reduce(0) {
                        $0 + ($1.1 > 0 ? range($1.0).upperBound : -range($1.0).lowerBound)
                    }
                }
            }
        }
        return sums.allSatisfy { sum in
            let parts = sum.parts.map(range)
            let total = range(sum.total)
            return parts.map(\.lowerBound).reduce(0, +) <= total.upperBound
                && parts.map(\.upperBound).reduce(0, +) >= total.lowerBound
        }
    }

    private func range(_ cell: Int) -> ClosedRange<Int> {
        published[cell].map { $0...$0 } ?? bounds[cell] ?? 0...0
    }

    /// Values of a hidden cell that some whole table has, tried one after the other until there are enough.
    func possibleValues(of cell: Int, atMost count: Int) -> [Int] {
        var narrowed = self
        guard narrowed.propagate(), let range = narrowed.bounds[cell] else { return [] }
        var found: [Int] = []
        for value in range {
            guard found.count < count else { break }
            var trial = narrowed
            trial.bounds[cell] = value...value
            var steps = 20_000
            if trial.hasTable(&steps) { found.append(value) }
        }
        return found
    }

    /// Whether any table of integers fits: narrow, then split the tightest open cell.
    private func hasTable(_ steps: inout Int) -> Bool {
        var attacker = self
        steps -= 1
        guard steps > 0, attacker.propagate() else { return false }
        let open = attacker.bounds.filter { $0.value.count > 1 }
        guard let (cell, range) = open.min(by: { ($0.value.count, $0.key) < ($1.value.count, $1.key) }) else {
            return true
        }
        for value in range {
            var next = attacker
            next.bounds[cell] = value...value
            if next.hasTable(&steps) { return true }
        }
        return false
    }

    /// Hidden cells whose exact value follows from linear algebra alone, without any bounds: Gauss and Jordan on the
    /// hidden cells, modulo another prime than the defender's.
    func solvedCells() -> Set<Int> {
        let prime = 1_000_000_007
        var rows: [[Int: Int]] = sums.compactMap { sum in
            var row: [Int: Int] = [:]
            for part in sum.parts where bounds[part] != nil { row[part] = 1 }
            if bounds[sum.total] != nil { row[sum.total] = prime - 1 }
            return row.isEmpty ? nil : row
        }
        var holders: [Int: Set<Int>] = [:]
        for (index, row) in rows.enumerated() { for cell in row.keys { holders[cell, default: []].insert(index) } }
        var open = Set(rows.indices)
        // The shortest row first, and of its cells the one that stands in the fewest others.
        while let chosen = open.min(by: { (rows[$0].count, $0) < (rows[$1].count, $1) }) {
            open.remove(chosen)
            guard
                let pivot = rows[chosen].keys.min(by: {
                    ((holders[$0]?.count ?? 0), $0) < ((holders[$1]?.count ?? 0), $1)
                })
            else { continue }
            let inverse = power(rows[chosen][pivot] ?? 1, prime - 2, prime)
            rows[chosen] = rows[chosen].mapValues { $0 * inverse % prime }
            for other in holders[pivot] ?? [] where other != chosen {
                let factor = rows[other][pivot] ?? 0
                for (cell, value) in rows[chosen] {
                    let changed = ((rows[other][cell] ?? 0) + (prime - factor) * value) % prime
                    rows[other][cell] = changed == 0 ? nil : changed
                    if changed == 0 {
                        holders[cell]?.remove(other)
                    } else {
                        holders[cell, default: []].insert(other)
                    }
                }
            }
        }
        return Set(rows.compactMap { $0.count == 1 ? $0.keys.first : nil })
    }

    private func power(_ base: Int, _ exponent: Int, _ prime: Int) -> Int {
        var (result, base, exponent) = (1, base, exponent)
        while exponent > 0 {
            if exponent & 1 == 1 { result = result * base % prime }
            base = base * base % prime
            exponent >>= 1
        }
        return result
    }
}
