import DifferentialPrivacy
import Testing

@testable import DisclosureControl

@Suite("Intervals hold what they say")
struct IntervalTests {
    private func count(_ value: Int, _ halfWidth: Int, isNearThreshold: Bool) -> ProtectedCount {
        ProtectedCount(
            ProtectedRatio.Side(value: value, halfWidth: halfWidth), isNearThreshold: isNearThreshold,
            mayBeBelowZero: false)
    }

    @Test(
        "the interval of a count holds the truth with 95 %, by the exact probabilities of noise and rounding",
        arguments: [(9, 6), (25, 10), (100, 20), (400, 39)])
    func counts(noise: Int, halfWidth: Int) throws {
        let profile = try Street.standard()
        let gaussian = try #require(DiscreteGaussian(noiseMultiplierSquared: noise, contributionBound: 1))
        let table = try #require(DiscreteGaussianTable(gaussian))
        #expect(gaussian.halfWidth(.ninetyFive) == halfWidth)
        for truth in 1_000...1_004 {
            var covered = 0
            for x in -400...400 {
                let count = count(profile.rounded(truth + x), halfWidth + profile.roundingError, isNearThreshold: false)
                if count.noise95.contains(truth) { covered += table.probability(of: x).lower }
            }
            #expect(covered >= ProbabilityBounds.unit / 100 * 95, "z² = \(noise), truth \(truth)")
        }
    }

    @Test("a default count is ± 12, never below 0, and less reliable where it is small")
    func defaultCount() {
        let far = count(200, 12, isNearThreshold: false)
        #expect(far.noise95 == 188...212 && !far.isLowReliability)
        #expect(count(10, 12, isNearThreshold: false).noise95 == 0...22)
        #expect(count(39, 12, isNearThreshold: false).isLowReliability)
        #expect(!count(40, 12, isNearThreshold: false).isLowReliability)
        #expect(count(200, 12, isNearThreshold: true).isLowReliability)
    }

    private func ratio(_ above: (Int, Int), _ below: (Int, Int), per: Int, isProportion: Bool) -> ProtectedRatio? {
        ProtectedRatio(
            ProtectedRatio.Side(value: above.0, halfWidth: above.1),
            to: ProtectedRatio.Side(value: below.0, halfWidth: below.1),
            form: ProtectedRatio.Form(per: per, kind: isProportion ? .proportion : .plain), isNearThreshold: false)
    }

    @Test("a ratio is its two numbers, with the worst corners rounded outwards")
    func ratios() throws {
        let rate = try #require(ratio((8_680, 20), (40_870, 13), per: 1_000, isProportion: false))
        // 212.38; 8,660 ∕ 40,883 = 211.82…; 8,700 ∕ 40,857 = 212.93….
        #expect(rate.value == "212.4")
        #expect(rate.noise95 == ProtectedRatio.Ends(low: "211.8", high: "213.0"))
        #expect(rate.sampling95 == nil)
        #expect(!rate.isLowReliability)
        #expect(try #require(ratio((5, 13), (20, 13), per: 1, isProportion: true)).noise95.low == "0.000")
        #expect(try #require(ratio((15, 13), (20, 13), per: 1, isProportion: true)).noise95.high == "1.000")
        #expect(try #require(ratio((15, 13), (10, 13), per: 1, isProportion: false)).noise95.high == nil)
        #expect(ratio((15, 13), (0, 13), per: 1, isProportion: false) == nil)
    }

    @Test(
        "Wilson's interval, as published tables have it",
        arguments: [
            (0, 10, "0.000", "0.278"), (5, 10, "0.236", "0.764"), (81, 263, "0.255", "0.367"),
            (10, 10, "0.722", "1.000"),
        ])
    func wilson(a: Int, b: Int, low: String, high: String) throws {
        // Rounded outwards, so that the last digit may be one further out than in a table.
        let ends = try #require(ratio((a, 0), (b, 0), per: 1, isProportion: true)?.sampling95)
        #expect(ends == ProtectedRatio.Ends(low: low, high: high))
    }

    @Test("the ratio's interval holds the truth with 95 %, by the exact probabilities of both sides")
    func ratioCoverage() throws {
        let profile = try Street.standard()
        let gaussian = try #require(DiscreteGaussian(noiseMultiplierSquared: 25, contributionBound: 1))
        let table = try #require(DiscreteGaussianTable(gaussian))
        let width = gaussian.halfWidth(.ninetySevenAndAHalf) + profile.roundingError
        let (above, below) = (120, 400)
        var missed: Int128 = 0
        for x in -30...30 {
            for y in -30...30 {
                let shown = try #require(
                    ratio(
                        (profile.rounded(above + x), width), (profile.rounded(below + y), width), per: 1,
                        isProportion: true))
                // 120 ∕ 400 is 0.300.
                let holds = shown.noise95.low <= "0.300" && "0.300" <= (shown.noise95.high ?? "1")
                if !holds {
                    missed += Int128(table.probability(of: x).upper) * Int128(table.probability(of: y).upper)
                }
            }
        }
        #expect(missed * 20 <= Int128(ProbabilityBounds.unit) * Int128(ProbabilityBounds.unit))
    }

    @Test(
        "quotients go down, up or to the nearest, below 0 too",
        arguments: [(7, 2, 3, 4, 4), (-7, 2, -4, -3, -3), (-8, 2, -4, -4, -4), (-5, 3, -2, -2, -1)])
    func quotients(above: Int, below: Int, down: Int, nearest: Int, up: Int) {
        let found = [Rounding.down, .nearest, .up].map { divide(Int128(above), by: Int128(below), rounding: $0) }
        #expect(found == [down, nearest, up].map { Int128($0) })
    }

    @Test(
        "fixed decimals are written in full",
        arguments: [(0, 3, "0.000"), (7, 3, "0.007"), (-7, 2, "-0.07"), (2_124, 1, "212.4"), (12, 0, "12")])
    func decimals(scaled: Int, decimals: Int, text: String) {
        #expect(decimalText(Int128(scaled), decimals: decimals) == text)
    }
}
