import DifferentialPrivacy
import Foundation
import GatewayTesting
import Testing

/// Draws of the first generator repeat for ever; those of the second are new at each run, with the seed printed.
private func generators(_ purpose: String) -> [SeededRandomness] {
    [SeededRandomness(seed: 20_260_131), .fresh(purpose)]
}

@Suite struct SamplerTests {
    @Test("200,000 draws of the discrete Gaussian have the exact distribution, seed printed", arguments: [1, 2, 25])
    func gaussian(variance: Int) throws {
        let noise = try #require(DiscreteGaussian(variance: variance))
        for var random in generators("discrete Gaussian \(variance)") {
            let draws = (0..<200_000).map { _ in noise.sample(&random) }
            let fit = GoodnessOfFit(draws: draws, probability: ExactProbability.gaussian(variance: Double(variance)))
            #expect(fit.passes, "seed \(random.seed): chi-square \(fit.statistic) above \(fit.critical)")
            #expect(signsBalance(draws), "seed \(random.seed)")
        }
    }

    @Test("a rounded continuous Gaussian fails the test that the discrete one passes")
    func roundedGaussianFails() {
        var random = SeededRandomness(seed: 7)
        let draws = (0..<200_000).map { _ in
            let radius = (-2 * log(Double.random(in: Double.leastNonzeroMagnitude..<1, using: &random))).squareRoot()
            return Int((radius * cos(2 * .pi * Double.random(in: 0..<1, using: &random))).rounded())
        }
        #expect(!GoodnessOfFit(draws: draws, probability: ExactProbability.gaussian(variance: 1)).passes)
    }

    @Test("a discrete Gaussian of another variance fails as well: 26 is told from 25")
    func wrongVarianceFails() throws {
        var random = SeededRandomness(seed: 8)
        let noise = try #require(DiscreteGaussian(variance: 26))
        let draws = (0..<200_000).map { _ in noise.sample(&random) }
        #expect(!GoodnessOfFit(draws: draws, probability: ExactProbability.gaussian(variance: 25)).passes)
    }

    @Test(
        "200,000 draws of the discrete Laplace have the exact distribution, seed printed",
        arguments: [(1, 1), (1, 10), (3, 7), (5, 2)])
    func laplace(numerator: Int, denominator: Int) throws {
        let noise = try #require(DiscreteLaplace(decay: numerator, over: denominator))
        let exact = ExactProbability.laplace(decay: Double(numerator) / Double(denominator))
        for var random in generators("discrete Laplace \(numerator)/\(denominator)") {
            let draws = (0..<200_000).map { _ in noise.sample(&random) }
            let fit = GoodnessOfFit(draws: draws, probability: exact)
            #expect(fit.passes, "seed \(random.seed): chi-square \(fit.statistic) above \(fit.critical)")
            #expect(signsBalance(draws), "seed \(random.seed)")
        }
    }

    @Test("the largest variance is drawn from without a trap, with about the right spread")
    func largestVariance() throws {
        var random = SeededRandomness(seed: 9)
        let noise = try #require(DiscreteGaussian(variance: 1 << 52))
        let draws = (0..<2_000).map { _ in Double(noise.sample(&random)) }
        let deviation = (draws.reduce(0) { $0 + $1 * $1 } / 2_000).squareRoot()
        #expect((0.9...1.1).contains(deviation / Double(1 << 26)))
    }

    @Test("parameters outside their range make no distribution")
    func refusedParameters() {
        #expect(DiscreteGaussian(variance: 0) == nil)
        #expect(DiscreteGaussian(variance: (1 << 52) + 1) == nil)
        #expect(DiscreteGaussian(noiseMultiplierSquared: 25, contributionBound: Int.max) == nil)
        #expect(DiscreteGaussian(noiseMultiplierSquared: Int.max, contributionBound: 3) == nil)
        #expect(DiscreteGaussian(noiseMultiplierSquared: 0, contributionBound: 1) == nil)
        #expect(DiscreteGaussian(noiseMultiplierSquared: 25, contributionBound: 12)?.variance == 3_600)
        #expect(DiscreteLaplace(decay: 0, over: 1) == nil)
        #expect(DiscreteLaplace(decay: 1, over: 1 << 32) == nil)
    }

    /// As many draws above zero as below, within 5.8 standard deviations (a false alarm in about 10^8 runs).
    private func signsBalance(_ draws: [Int]) -> Bool {
        let above = draws.count { $0 > 0 }
        let below = draws.count { $0 < 0 }
        return abs(Double(above - below)) <= 5.8 * Double(above + below).squareRoot()
    }
}
