import DifferentialPrivacy
import GatewayTesting
import JSON
import Testing

@testable import DisclosureControl

@Suite("Quantiles from one noisy histogram")
struct QuantileTests {
    private func histogram(_ entries: [Int], variance: Int = 1) throws -> NoisyHistogram {
        NoisyHistogram(
            entries: entries,
            noise: try #require(
                DiscreteNoise(.gaussian, noiseMultiplierSquared: variance, contributionBound: 1)))
    }

    @Test(
        "with little noise a quantile is the bin that holds it",
        arguments: [(500, 1...1), (100, 0...0), (900, 2...2), (999, 3...3)])
    func exact(thousandth: Int, bins: ClosedRange<Int>) throws {
        #expect(try histogram([4_000, 4_000, 4_000, 100]).bins(ofThousandth: thousandth) == bins)
    }

    @Test("near an edge both bins are told, and more noise tells more of them")
    func edges() throws {
        #expect(try histogram([5_000, 5_000, 5_000, 5_000]).bins(ofThousandth: 500) == 1...2)
        #expect(try histogram([50, 50, 50, 50], variance: 400).bins(ofThousandth: 500) == 0...3)
    }

    @Test("one bin is the range of all quantiles, and numbers below 0 do no harm")
    func odd() throws {
        #expect(try histogram([7]).bins(ofThousandth: 500) == 0...0)
        #expect(try histogram([-9, -3, -20], variance: 400).bins(ofThousandth: 500) == 0...2)
        #expect(try histogram([0, 0, 9_000, 0]).bins(ofThousandth: 500) == 2...2)
    }

    @Test(
        "the range holds the quantile's bin at least as often as it says, from seed 71", arguments: NoiseFamily.allCases
    )
    func coverage(family: NoiseFamily) throws {
        let truth = [30, 55, 80, 40, 25, 12, 6, 3]
        let noise = try #require(DiscreteNoise(family, noiseMultiplierSquared: 25, contributionBound: 1))
        let total = truth.reduce(0, +)
        var random = SeededRandomness(seed: 71)
        for thousandth in [250, 500, 750] {
            var cumulative = 0
            let bin = try #require(
                truth.firstIndex {
                    cumulative += $0
                    return cumulative * 1_000 >= total * thousandth
                })
            var missed = 0
            for _ in 0..<1_000 {
                let noisy = NoisyHistogram(entries: truth.map { $0 + noise.sample(&random) }, noise: noise)
                if !noisy.bins(ofThousandth: thousandth).contains(bin) { missed += 1 }
            }
            #expect(missed <= 50)
        }
    }

    @Test("an answer tells the values at the ends of the bins, and the units behind them")
    func told() throws {
        let plan = try Street.plan([StatisticQuestions.measures("quantiles of rows")])
        let table = try plan.assemble(
            Street.exact(plan) { part, _, entry in
                part.isDivided ? [40_000, 30_000, 20_000, 10_000][entry] : 50_000
            })
        // Bands from 0, 1, 3 and 7 days.
        #expect(
            table.rowsJSON.bytes()
                == Array(
                    (#"[{"m":{"status":"released","quantiles":[{"from":0,"to":0},{"from":1,"to":2}],"#
                        + #""units":{"value":50000},"lowReliability":true}}]"#).utf8))
        #expect(String(decoding: table.measuresJSON.bytes(), as: UTF8.self).contains(#""at":["0.25","0.5"]"#))
    }
}
