import DifferentialPrivacy
import GatewayTesting
import JSON
import QueryLanguage
import Testing

@testable import DisclosureControl

@Suite("Sums, means and variances")
struct MomentTests {
    private func moments(_ sum: (Int, Int), _ count: (Int, Int)) -> ProtectedMoments {
        ProtectedMoments(
            sum: ProtectedRatio.Side(value: sum.0, halfWidth: sum.1),
            count: ProtectedRatio.Side(value: count.0, halfWidth: count.1), about: 10, clamp: 0...20)
    }

    @Test("a mean is its middle and the centred sum over the count, with the worst corners rounded outwards")
    func mean() {
        // 10 − 300 ∕ 100; −350 ∕ 90 = −3.888…, −250 ∕ 110 = −2.272….
        #expect(
            moments((-300, 50), (100, 10)).mean == Estimate(value: 700, low: 611, high: 773, decimals: 2))
        // 10 + 300 ∕ 100; 250 ∕ 110, 350 ∕ 90.
        #expect(
            moments((300, 50), (100, 10)).mean == Estimate(value: 1_300, low: 1_227, high: 1_389, decimals: 2))
        // Both signs are possible: the least count widens both ends.
        #expect(
            moments((0, 45), (100, 10)).mean == Estimate(value: 1_000, low: 950, high: 1_050, decimals: 2))
    }

    @Test("a mean never leaves the clamp, and a count of 0 is taken for 1")
    func clamped() {
        #expect(moments((500, 10), (20, 30)).mean.high == 2_000)
        #expect(moments((9_000, 10), (0, 30)).mean == Estimate(value: 2_000, low: 2_000, high: 2_000, decimals: 2))
        #expect(moments((-9_000, 10), (0, 30)).mean.low == 0)
    }

    @Test("a variance is the mean square less the squared mean, and its ends are the worst of all corners")
    func variance() {
        // 100 values: 5,000 ∕ 100 − 1 = 49.
        let found = moments((100, 40), (100, 10)).variance(squares: .init(value: 5_000, halfWidth: 200))
        #expect(found.value == 4_900)
        var least = Int128.max
        var most: Int128 = 0
        for count in 90...110 {
            for sum in 60...140 {
                for squares in [4_800, 5_200] {
                    let here = Int128((squares * count - sum * sum) * 100)
                    least = min(least, here / Int128(count * count))
                    most = max(most, (here + Int128(count * count) - 1) / Int128(count * count))
                }
            }
        }
        #expect(found.low == least && found.high == most)
    }

    @Test("the greatest variance may stand between the corners")
    func inside() {
        // 2 S² ∕ Q = 2 · 60² ∕ 120 = 60 lies within 40 to 80, where the variance is Q² ∕ (4 S²) = 1.
        let found = moments((60, 0), (60, 20)).variance(squares: .init(value: 120, halfWidth: 0))
        #expect(found.high == 100)
        #expect(moments((60, 0), (60, 20)).variance(squares: .init(value: -50, halfWidth: 0)).low == 0)
        #expect(moments((0, 0), (60, 0)).variance(squares: .init(value: 900_000, halfWidth: 9)).high == 10_000)
    }

    @Test("the interval of a mean holds the truth at least as often as it says, from seed 61")
    func coverage() throws {
        let sums = try #require(DiscreteGaussian(noiseMultiplierSquared: 25, contributionBound: 20))
        let counts = try #require(DiscreteGaussian(noiseMultiplierSquared: 25, contributionBound: 2))
        var random = SeededRandomness(seed: 61)
        let (sum, count, times) = (400, 160, 2_000)
        var missed = 0
        for _ in 0..<times {
            let mean = moments(
                (sum + sums.sample(&random), sums.halfWidth(missingOneIn: 40)),
                (count + counts.sample(&random), counts.halfWidth(missingOneIn: 40))
            ).mean
            // 10 + 400 ∕ 160 = 12.5
            if !(mean.low...(mean.high ?? 0)).contains(1_250) { missed += 1 }
        }
        #expect(missed <= times / 20)
    }

    @Test("a sum is told with the units behind it, without rounding, and keeps its sign where there is one")
    func sum() throws {
        let plan = try Street.plan([StatisticQuestions.measures("sum of rows")])
        let table = try plan.assemble(Street.exact(plan) { part, _, _ in part.isSum ? 1_234 : 90 })
        // B = 2 · 20 days; 95 % of z = 5.
        #expect(
            table.rowsJSON.bytes()
                == Array(
                    #"[{"m":{"value":1234,"status":"released","noise95":[842,1626],"lowReliability":true,"units":{"value":90}}}]"#
                        .utf8))
        let none = try plan.assemble(Street.exact(plan) { part, _, _ in part.isSum ? -77 : 90 })
        guard case .sum(let sum, _, _) = none.rows[0].values[0] else {
            Issue.record("no sum")
            return
        }
        #expect(sum.value == 0 && sum.noise95.lowerBound == 0)
    }

    @Test("the noise of a mean is that of half the clamp, and grows no further with the clamp's place")
    func bound() throws {
        let plan = try Street.plan([StatisticQuestions.measures("mean of rows")])
        let draw = try #require(plan.draws.first { plan.query.parts[$0.part].isSum })
        // 0 to 20 days about 10, at most two events.
        #expect(draw.bound == 20)
    }
}
