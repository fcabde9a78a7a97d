import DisclosureControl
import Testing

@Suite("The exact profiles' rules for one cell")
struct ExactRuleTests {
    private static func cell(_ contributions: [Int]) -> CellContributions {
        let sorted = contributions.sorted(by: >)
        return CellContributions(
            units: sorted.count, total: sorted.reduce(0, +), largest: Array(sorted.prefix(2)),
            hasNegative: sorted.contains { $0 < 0 })
    }

    @Test(
        "threshold 3, (2, 90) and 10 %",
        arguments: [
            ([], nil), ([5], .fewUnits), ([5, 5], .fewUnits),
            // 90 of 100 is 90 %.
            ([60, 30, 10], .dominance),
            // 89 of 100 is not, and the rest of 11 is above 10 % of 50.
            ([50, 39, 11], nil),
            // 86 of 92 in two is 93 %.
            ([80, 6, 3, 3], .dominance),
            // 890 of 1,000 in two; the rest of 110 is above 10 % of 850.
            ([850, 40, 30, 30, 30, 20], nil),
            ([10, 10, 10, 10], nil), ([0, 0, 0, 0], nil), ([50, 40, 30, -1], .negative),
            ([Int.max / 4, Int.max / 4, Int.max / 4], nil),
        ] as [([Int], PrimaryRules.Reason?)])
    func rules(contributions: [Int], reason: PrimaryRules.Reason?) throws {
        let rules = try #require(PrimaryRules(threshold: 3, dominance: (2, 90), percent: 10))
        #expect(rules.reason(Self.cell(contributions)) == reason)
    }

    @Test(
        "the p % rule by itself: the rest must be p % of the largest",
        arguments: [(100, 11, nil), (100, 10, nil), (101, 10, PrimaryRules.Reason.estimate)])
    func percent(largest: Int, rest: Int, reason: PrimaryRules.Reason?) throws {
        let rules = try #require(PrimaryRules(threshold: 1, dominance: (2, 100), percent: 10))
        #expect(rules.reason(Self.cell([largest, 50, rest])) == reason)
    }

    @Test(
        "numbers outside their range make no rules",
        arguments: [(0, 2, 90, 10), (3, 3, 90, 10), (3, 2, 0, 10), (3, 2, 90, 101)])
    func ranges(threshold: Int, contributors: Int, k: Int, p: Int) {
        #expect(PrimaryRules(threshold: threshold, dominance: (contributors, k), percent: p) == nil)
    }

    @Test(
        "a line in which all, or all but one, share a code tells of everybody",
        arguments: [
            ([20, 0, 0], true), ([20, 1, 0], true), ([20, 2, 0], false), ([20, 1, 1], false), ([0, 0], false),
            ([1, 1], true),
            ([7], false),
        ])
    func classes(units: [Int], tells: Bool) {
        #expect(ClassDisclosure.tells(units) == tells)
    }

    @Test(
        "rounding",
        arguments: [
            (RoundingMode.nearestFive, 12, 10), (.nearestFive, 13, 15), (.nearestFive, 0, 0), (.nearestFive, 2, 0),
            (.midpointSix, 0, 0), (.midpointSix, 1, 3), (.midpointSix, 6, 3), (.midpointSix, 7, 9), (.exact, 7, 7),
        ])
    func rounding(mode: RoundingMode, value: Int, shown: Int) {
        #expect(mode.shown(value) == shown)
    }

    @Test(
        "a rounded number stands for exactly the counts that round to it",
        arguments: [RoundingMode.exact, .nearestFive, .midpointSix])
    func possible(mode: RoundingMode) {
        for value in 0...100 {
            let range = mode.possible(mode.shown(value))
            for other in 0...110 { #expect(range.contains(other) == (mode.shown(other) == mode.shown(value))) }
        }
    }
}
