import DifferentialPrivacy
import Foundation
import GatewayTesting
import Testing

@Suite("Laplace noise: intervals, thresholds and cost")
struct LaplaceTests {
    /// P[|X| > h] of the discrete Laplace of scale b, to the precision of a Double.
    private func beyond(_ h: Int, scale: Int) -> Double {
        let p = exp(-1 / Double(scale))
        return 2 * pow(p, Double(h + 1)) / (1 + p)
    }

    private func noise(_ square: Int, bound: Int = 1) throws -> DiscreteNoise {
        try #require(DiscreteNoise(.laplace, noiseMultiplierSquared: square, contributionBound: bound))
    }

    @Test(
        "the half-width is the smallest that the exact probabilities allow",
        arguments: [1, 2, 3, 5, 10, 20, 60, 1_000], [1, 2, 20, 40, 60, 500, 6_000, 1 << 20])
    func smallest(scale: Int, odds: Int) throws {
        let laplace = try #require(DiscreteLaplace(decay: 1, over: scale))
        let width = laplace.halfWidth(missingOneIn: odds)
        #expect(beyond(width, scale: scale) <= (1 + 1e-12) / Double(odds))
        #expect(width == 0 || beyond(width - 1, scale: scale) > (1 - 1e-12) / Double(odds))
    }

    @Test(
        "the 95 % half-widths are those of the documents",
        arguments: [(9, 9), (25, 15), (100, 30), (400, 60)])
    func table(square: Int, width: Int) throws {
        #expect(try noise(square).halfWidth(.ninetyFive) == width)
        #expect(try noise(square, bound: 12).halfWidth(.ninetyFive) >= 11 * width)
    }

    @Test(
        "T is the least number that an empty cell reaches at most once in a thousand draws",
        arguments: [
            (NoiseFamily.gaussian, 9, 10), (.gaussian, 25, 16), (.gaussian, 100, 32), (.gaussian, 400, 63),
            (.laplace, 9, 20), (.laplace, 25, 32), (.laplace, 100, 63), (.laplace, 400, 125),
        ])
    func thresholds(family: NoiseFamily, square: Int, threshold: Int) throws {
        let noise = try #require(DiscreteNoise(family, noiseMultiplierSquared: square, contributionBound: 1))
        #expect(noise.threshold(emptyShownOneIn: 1_000) == threshold)
        #expect(noise.thresholdOfDifference(emptyShownOneIn: 1_000) > threshold)
    }

    @Test("sums of draws, with any coefficients, leave their half-width at most as often as it says, seed printed")
    func sums() throws {
        var random = SeededRandomness.fresh("sums of Laplace draws")
        let noise = try noise(25)
        for coefficients in [[1, 1], [1, -1], [1, 1, 1], [1_000, -500, 3], Array(repeating: 1, count: 30)] {
            let squares = coefficients.reduce(0) { $0 + $1 * $1 }
            let largest = coefficients.map(\.magnitude).max() ?? 0
            let width = noise.halfWidth(
                ofSquaredCoefficients: UInt128(squares), largest: UInt128(largest), missingOneIn: 20)
            // A coefficient that is told too large costs width, and never the promise.
            let told = noise.halfWidth(
                ofSquaredCoefficients: UInt128(squares), largest: .max, missingOneIn: 20)
            #expect(width <= told)
            let outside = (0..<20_000).count { _ in
                let sum = coefficients.reduce(0) { $0 + $1 * noise.sample(&random) }
                return Int128(sum.magnitude) > width
            }
            // One in twenty is 1,000; six standard deviations are 185.
            #expect(outside <= 1_185, "seed \(random.seed): \(coefficients)")
        }
        #expect(noise.halfWidth(ofSumOf: 1) == noise.halfWidth(.ninetyFive))
        #expect(noise.halfWidth(ofSquaredCoefficients: 0, largest: 0, missingOneIn: 20) == 0)
    }

    @Test("the widest coefficients and the widest noise stop nothing")
    func widest() throws {
        let noise = try noise(400, bound: (1 << 26) / 20)
        for largest in [UInt128(1), 1 << 40, 1 << 56, .max] {
            #expect(noise.halfWidth(ofSquaredCoefficients: 1 << 112, largest: largest, missingOneIn: 1 << 20) > 1 << 56)
        }
        #expect(DiscreteNoise(.laplace, noiseMultiplierSquared: 26, contributionBound: 1) == nil)
        #expect(DiscreteNoise(.laplace, noiseMultiplierSquared: 400, contributionBound: 1 << 26) == nil)
    }

    @Test("ε = 1 ∕ z costs the same ρ as Gaussian noise of that z", arguments: [9, 25, 100, 400])
    func cost(square: Int) throws {
        let epsilon = try #require(DiscreteNoise.pureEpsilon(noiseMultiplierSquared: square))
        #expect(epsilon.numerator == 1 && epsilon.denominator * epsilon.denominator == square)
        for cells in [1, 2, 7] {
            #expect(
                try ZeroConcentratedPrivacy.cost(cellsPerUnit: cells, pureEpsilon: epsilon)
                    == ZeroConcentratedPrivacy.cost(cellsPerUnit: cells, noiseMultiplierSquared: square))
        }
        let third = try #require(Rational(1, over: 3))
        #expect(try ZeroConcentratedPrivacy.cost(cellsPerUnit: 1, pureEpsilon: third).description == "1/18")
        #expect(throws: AccountingError.outOfRange) {
            try ZeroConcentratedPrivacy.cost(cellsPerUnit: 0, pureEpsilon: epsilon)
        }
    }

    @Test(
        "the advantage that any mechanism of ρ gives is √(ρ ∕ 2), rounded up, and never below that of Gaussian noise",
        arguments: [("0", "0.000"), ("1/50", "0.101"), ("1", "0.708"), ("2", "1.000"), ("64", "1.000")])
    func advantage(rho: String, told: String) throws {
        let rho = try #require(Rational(parsing: rho))
        let any = try ZeroConcentratedPrivacy.membershipAdvantage(ofAnyMechanism: rho, places: 3)
        #expect(any.description == told)
        #expect(try ZeroConcentratedPrivacy.membershipAdvantage(rho: rho, places: 3).digits <= any.digits)
    }
}
