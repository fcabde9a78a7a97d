import DisclosureControl
import JSON

/// Suppresses and audits a made-up table: areas of 10 wards each, some codes of one dimension or two, all totals.
struct SuppressionBench {
    private let problem: SuppressionProblem

    /// With 6 areas and 9 codes it is 670 cells, of which 348 are small.
    init(_ words: Words) throws(BenchError) {
        let numbers = (try words.number("--areas"), try words.number("--codes"), try words.number("--more"))
        guard
            let problem = Self.made(
                seed: UInt64(max(0, try words.number("--seed"))), areas: numbers.0, codes: numbers.1, more: numbers.2,
                small: try words.number("--small"))
        else { throw .failed("no such table") }
        self.problem = problem
    }

    func run() -> JSONValue {
        let start = CPUClock.thread()
        let pattern = ComplementarySuppression.protect(problem)
        let nanoseconds = CPUClock.thread() - start
        return [
            "cpuNanoseconds": .integer(nanoseconds),
            "cells": .integer(problem.values.count), "constraints": .integer(problem.table.sums.count),
            "primaries": .integer(pattern.primaries.count),
            "secondaries": .integer(pattern.secondaries.count),
            "byAudit": .integer(pattern.byAudit.count),
            "leastPossible": .integer(pattern.possible.values.min() ?? 0),
            "secondaryValues": .array(pattern.secondaries.sorted().map { .integer(problem.values[$0]) }),
        ]
    }

    /// Wards differ: in some only one or two codes are small, so that something has to be done.
    ///
    /// - Parameters:
    ///   - more: codes of a third dimension; 0 for a table of two.
    ///   - small: how many of the inner cells are below 10.
    private static func made(seed: UInt64, areas: Int, codes: Int, more: Int, small count: Int) -> SuppressionProblem? {
        var random = seed
        func next(_ range: ClosedRange<Int>) -> Int {
            // Knuth's MMIX generator; the upper bits are good enough to make up counts.
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return range.lowerBound + Int((random >> 33) % UInt64(range.count))
        }
        let places: [Int?] = [nil] + Array(repeating: 0, count: areas) + (0..<areas * 10).map { 1 + $0 / 10 }
        guard let tree = CodeTree(parents: places) else { return nil }
        let third = more > 0 ? [CodeTree.total(over: more)] : []
        let table = AdditiveTable(dimensions: [tree, .total(over: codes)] + third)
        let totals = Set(table.sums.map(\.total))
        let base = (0..<table.cellCount).filter { !totals.contains($0) }
        let ranked = base.map { (rank: next(0...999) + $0 / 10 % 10 * 130, cell: $0) }.sorted { $0 < $1 }
        let small = Set(ranked.prefix(count).map(\.cell))
        var values = [Int](repeating: 0, count: table.cellCount)
        for cell in base { values[cell] = next(small.contains(cell) ? 1...9 : 10...60) }
        // Rounds enough for wards, areas, codes and all of them.
        for _ in 0..<4 {
            for sum in table.sums { values[sum.total] = sum.parts.reduce(0) { $0 + values[$1] } }
        }
        return SuppressionProblem(
            table: table, values: values, primaries: small, singletons: [],
            prior: values.indices.map { small.contains($0) ? 1...9 : 0...(1 << 40) }, worth: values, leastPossible: 3)
    }
}
