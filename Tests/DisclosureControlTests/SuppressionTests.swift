import GatewayTesting
import Testing

@testable import DisclosureControl

@Suite("Hidden cells stay hidden")
struct SuppressionTests {
    /// A table of random counts under threshold 10, as `counts-nhs` would hand it over.
    static func problem(_ dimensions: [CodeTree], small: Int, _ random: inout SeededRandomness) throws
        -> SuppressionProblem
    {
        let table = AdditiveTable(dimensions: dimensions)
        var values = [Int](repeating: 0, count: table.cellCount)
        let totals = Set(table.sums.map(\.total))
        for cell in values.indices where !totals.contains(cell) {
            let isSmall = Int.random(in: 0..<100, using: &random) < small
            values[cell] = Int.random(in: isSmall ? 0...9 : 10...60, using: &random)
        }
        return try counted(table, filled(table, values))
    }

    /// The same base cells with every total summed up.
    static func filled(_ table: AdditiveTable, _ base: [Int]) -> [Int] {
        var values = base
        for _ in 0..<8 {
            for sum in table.sums { values[sum.total] = sum.parts.reduce(0) { $0 + values[$1] } }
        }
        return values
    }

    static func counted(_ table: AdditiveTable, _ values: [Int]) throws -> SuppressionProblem {
        let primaries = Set(values.indices.filter { (1...9).contains(values[$0]) })
        return try #require(
            SuppressionProblem(
                table: table, values: values, primaries: primaries, singletons: [],
                prior: values.indices.map { primaries.contains($0) ? 1...9 : 0...(1 << 40) }, worth: values,
                leastPossible: 3))
    }

    @Test("everything that shows is true, and every sum of it still holds; what is small does not show")
    func margins() throws {
        var random = SeededRandomness.fresh("margins")
        for _ in 0..<20 {
            let problem = try Self.problem([.total(over: 4), .total(over: 5)], small: 30, &random)
            let pattern = ComplementarySuppression.protect(problem)
            #expect(pattern.primaries == problem.primaries)
            #expect(pattern.primaries.isDisjoint(with: pattern.secondaries))
            #expect(pattern.secondaries.allSatisfy { problem.values[$0] == 0 || problem.values[$0] >= 10 })
        }
    }

    @Test(
        "an attacker who tries table after table cannot rule out all but two values of a hidden cell",
        arguments: [20, 50, 80])
    func exhaustive(small: Int) throws {
        var random = SeededRandomness.fresh("exhaustive \(small)")
        for shape in [[3, 3], [2, 4], [2, 2, 2]] {
            for _ in 0..<6 {
                let problem = try Self.problem(shape.map { .total(over: $0) }, small: small, &random)
                let pattern = ComplementarySuppression.protect(problem)
                let attacker = IntegerAttacker(problem, hidden: pattern.hidden)
                for cell in pattern.hidden.sorted() {
                    #expect(
                        attacker.possibleValues(of: cell, atMost: 3).count == 3,
                        "cell \(cell) of \(problem.values), hidden \(pattern.hidden.sorted())")
                }
            }
        }
    }

    @Test(
        "linear algebra and interval propagation find nothing in larger tables",
        arguments: [
            [CodeTree.total(over: 12), .total(over: 9)],
            [CodeTree.total(over: 4), .total(over: 4), .total(over: 4)],
            [CodeTree.regions(3, of: 4), .total(over: 6)],
            [CodeTree.regions(3, of: 3), .regions(2, of: 3)],
        ])
    func larger(dimensions: [CodeTree]) throws {
        var random = SeededRandomness.fresh("larger")
        for small in [5, 25, 60] {
            let problem = try Self.problem(dimensions, small: small, &random)
            let pattern = ComplementarySuppression.protect(problem)
            try Self.attack(problem, pattern)
        }
    }

    static func attack(_ problem: SuppressionProblem, _ pattern: SuppressionPattern) throws {
        var attacker = IntegerAttacker(problem, hidden: pattern.hidden)
        #expect(attacker.solvedCells().isEmpty)
        let fits = attacker.propagate()
        #expect(fits)
        for (cell, range) in attacker.bounds {
            #expect(range.contains(problem.values[cell]))
            #expect(range.count >= 3)
        }
        #expect(pattern.possible.keys.count == pattern.hidden.count)
        #expect(pattern.possible.values.allSatisfy { $0 >= 3 })
    }

    @Test("without the second step the attack succeeds: it is the hiding that stops it")
    func attackWorks() throws {
        // 3 stands alone in its row and column.
        let values = Self.filled(
            AdditiveTable(dimensions: [.total(over: 3), .total(over: 3)]),
            [0, 0, 0, 0, 0, 3, 20, 30, 0, 20, 40, 50, 0, 60, 70, 80])
        let problem = try Self.counted(AdditiveTable(dimensions: [.total(over: 3), .total(over: 3)]), values)
        var attacker = IntegerAttacker(problem, hidden: problem.primaries)
        #expect(attacker.solvedCells() == [5])
        let fits = attacker.propagate()
        #expect(fits)
        #expect(attacker.bounds[5] == 3...3)
        let pattern = ComplementarySuppression.protect(problem)
        #expect(pattern.secondaries == [6, 9, 10])
        try Self.attack(problem, pattern)
    }

    @Test("small integers pin each other where algebra finds nothing: the audit hides more")
    func audit() throws {
        // Two rows of two small cells: 1 + 1 and 9 + 9 are the only ways to 2 and 18.
        let table = AdditiveTable(dimensions: [.total(over: 3), .total(over: 3)])
        let values = Self.filled(table, [0, 0, 0, 0, 0, 1, 1, 40, 0, 9, 9, 50, 0, 30, 20, 60])
        let problem = try Self.counted(table, values)
        #expect(ComplementarySuppression.eliminate(problem).hidden == problem.primaries)
        var attacker = IntegerAttacker(problem, hidden: problem.primaries)
        #expect(attacker.solvedCells().isEmpty)
        let fits = attacker.propagate()
        #expect(fits)
        #expect(attacker.bounds[5] == 1...1)
        let pattern = ComplementarySuppression.protect(problem)
        #expect(!pattern.byAudit.isEmpty)
        try Self.attack(problem, pattern)
    }

    @Test("a single contributor does not learn another cell from their own")
    func singletons() throws {
        let table = AdditiveTable(dimensions: [.total(over: 3)])
        let values = [99, 1, 8, 90]
        func problem(_ singletons: Set<Int>) throws -> SuppressionProblem {
            try #require(
                SuppressionProblem(
                    table: table, values: values, primaries: [1, 2], singletons: singletons,
                    prior: values.map { _ in 0...1_000 }, worth: values, leastPossible: 3))
        }
        #expect(ComplementarySuppression.protect(try problem([])).secondaries == [])
        // Whoever is cell 1 knows 1, hence 8, unless a third cell or the total hides too.
        #expect(ComplementarySuppression.protect(try problem([1])).secondaries.count == 1)
    }

    @Test("a cell once hidden stays hidden, and the pattern is the same each time")
    func stays() throws {
        var random = SeededRandomness.fresh("stays")
        let problem = try Self.problem([.total(over: 6), .total(over: 6)], small: 20, &random)
        let first = ComplementarySuppression.protect(problem)
        #expect(ComplementarySuppression.protect(problem) == first)
        let again = try #require(
            SuppressionProblem(
                table: problem.table, values: problem.values, primaries: first.hidden, singletons: [],
                prior: problem.prior, worth: problem.worth, leastPossible: 3))
        #expect(ComplementarySuppression.protect(again).hidden.isSuperset(of: first.hidden))
    }

    @Test("tables that share a margin are protected as one")
    func linked() throws {
        // One margin a, b, c under two tables: by sex (3...8) and by region (9...14); total 15.
        let sums = [
            Sum(total: 15, parts: [0, 1, 2]), Sum(total: 0, parts: [3, 4]), Sum(total: 1, parts: [5, 6]),
            Sum(total: 2, parts: [7, 8]), Sum(total: 0, parts: [9, 10]), Sum(total: 1, parts: [11, 12]),
            Sum(total: 2, parts: [13, 14]),
        ]
        let table = try #require(AdditiveTable(cellCount: 16, sums: sums))
        let values = [40, 50, 60, 4, 36, 20, 30, 30, 30, 15, 25, 25, 25, 30, 30, 150]
        let problem = try Self.counted(table, values)
        let pattern = ComplementarySuppression.protect(problem)
        #expect(pattern.hidden.count == 2)
        try Self.attack(problem, pattern)
    }

    @Test("670 cells of 6 areas, 60 wards and 9 ages, of which 348 are small, need at most 6 more")
    func large() throws {
        let (problem, pattern) = try Self.bar()
        #expect(problem.table.cellCount == 670)
        #expect(problem.primaries.count == 348)
        #expect(pattern.secondaries.count <= 6)
        try Self.attack(problem, pattern)
    }

    static func bar() throws -> (SuppressionProblem, SuppressionPattern) {
        let problem = try SuppressionInstance.wards(seed: 670)
        return (problem, ComplementarySuppression.protect(problem))
    }
}

extension CodeTree {
    /// The total, so many regions below it, so many areas below each.
    static func regions(_ regions: Int, of areas: Int) -> CodeTree {
        let parents = [nil] + (0..<regions).map { _ in 0 as Int? } + (0..<(regions * areas)).map { 1 + $0 / areas }
        return CodeTree(parents: parents) ?? .flat(1)
    }
}

enum SuppressionInstance {
    /// 6 areas × 60 wards × 9 ages with all totals, exactly 348 cells of 1...9. Wards differ: in some only one or two ages
    /// are small, so that something has to be done.
    static func wards(seed: UInt64) throws -> SuppressionProblem {
        var random = SeededRandomness(seed: seed)
        let table = AdditiveTable(dimensions: [.regions(6, of: 10), .total(over: 9)])
        let totals = Set(table.sums.map(\.total))
        let base = (0..<table.cellCount).filter { !totals.contains($0) }
        // The small cells: at least one in each ward, more in some than in others.
        var chosen: Set<Int> = []
        var wards = base.map { ($0, Int.random(in: 0...999, using: &random) + ($0 / 10 % 10) * 130) }
        wards.sort { ($0.1, $0.0) < ($1.1, $1.0) }
        for (cell, _) in wards where chosen.count < 348 { chosen.insert(cell) }
        var values = [Int](repeating: 0, count: table.cellCount)
        for cell in base {
            values[cell] = Int.random(in: chosen.contains(cell) ? 1...9 : 10...60, using: &random)
        }
        return try SuppressionTests.counted(table, SuppressionTests.filled(table, values))
    }
}
