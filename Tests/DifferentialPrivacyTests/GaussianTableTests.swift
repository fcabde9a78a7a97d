import DifferentialPrivacy
import Foundation
import Testing

@Suite struct GaussianTableTests {
    @Test("the bounds hold the true probability and are narrow", arguments: [1, 2, 9, 25, 100, 400, 65_536])
    func bounds(variance: Int) throws {
        let table = try #require(DiscreteGaussian(variance: variance).flatMap { DiscreteGaussianTable($0) })
        let exact = ExactProbability.gaussian(variance: Double(variance))
        let unit = Double(ProbabilityBounds.unit)
        let reach = Int(6 * Double(variance).squareRoot())
        var tail = (reach + 1...2 * reach + 20).reduce(0) { $0 + exact($1) }
        for x in (0...reach).reversed() {
            tail += exact(x)
            for (bounds, value) in [
                (table.probability(of: x), exact(x)), (table.probability(of: -x), exact(x)),
                (table.probability(atLeast: x), tail), (table.probability(atLeast: 1 - x), 1 - tail),
            ] {
                // The Doubles of this test are themselves wrong by some 10^-13 of the value.
                let slack = 1e-12 * value + 1e-15
                #expect(Double(bounds.lower) / unit <= value + slack)
                #expect(Double(bounds.upper) / unit >= value - slack)
                #expect(Double(bounds.upper - bounds.lower) / unit <= 1e-9 * value + 1e-12)
            }
        }
    }

    @Test("far out a probability is next to nothing, and its bounds say so without a trap")
    func farOut() throws {
        let table = try #require(DiscreteGaussian(variance: 25).flatMap { DiscreteGaussianTable($0) })
        for x in [60, 1_000, Int.max, Int.min, -Int.max] {
            #expect(table.probability(of: x).lower == 0)
            #expect(table.probability(of: x).upper < 100)
        }
        #expect(table.probability(atLeast: .max).upper < 1_000)
        #expect(table.probability(atLeast: .min).upper == ProbabilityBounds.unit)
        #expect(table.probability(atLeast: .min).lower > ProbabilityBounds.unit - 1_000)
    }

    @Test(
        "the 95 % half-widths are 6, 10, 20 and 39",
        arguments: [(9, 6, 7), (25, 10, 11), (100, 20, 22), (400, 39, 45)])
    func halfWidths(variance: Int, ninetyFive: Int, ninetySevenAndAHalf: Int) throws {
        let noise = try #require(DiscreteGaussian(variance: variance))
        #expect(noise.halfWidth(.ninetyFive) == ninetyFive)
        #expect(noise.halfWidth(.ninetySevenAndAHalf) == ninetySevenAndAHalf)
    }

    @Test("the half-width is the smallest that covers, and the bound for large variances is at most one more")
    func smallest() throws {
        for variance in [1, 9, 1_000, 65_536] {
            let noise = try #require(DiscreteGaussian(variance: variance))
            let table = try #require(DiscreteGaussianTable(noise))
            for (coverage, oneIn, quantile) in [
                (NoiseCoverage.ninetyFive, 20, 1.959963984540054), (.ninetySevenAndAHalf, 40, 2.241402727604947),
            ] {
                let width = noise.halfWidth(coverage)
                #expect(table.probability(atLeast: width + 1).upper * 2 * oneIn <= ProbabilityBounds.unit)
                #expect(table.probability(atLeast: width).lower * 2 * oneIn > ProbabilityBounds.unit)
                let bound = Int((quantile * Double(variance).squareRoot()).rounded(.up))
                #expect((width...width + 1).contains(bound))
            }
        }
        let large = try #require(DiscreteGaussian(variance: 1 << 52))
        #expect(large.halfWidth(.ninetyFive) == Int((1.959963984540054 * Double(1 << 26)).rounded(.up)))
        #expect(large.halfWidth(.ninetySevenAndAHalf) == Int((2.241402727604947 * Double(1 << 26)).rounded(.up)))
    }

    @Test(
        "a star leaks this often, rounded up",
        arguments: [(25, 25, "4.6e-7"), (25, 10, "2.9e-2"), (9, 6, "3.3e-2"), (100, 20, "2.6e-2"), (400, 40, "2.5e-2")])
    func starLeak(variance: Int, margin: Int, text: String) throws {
        let noise = try #require(DiscreteGaussian(variance: variance))
        #expect(noise.starLeak(margin: margin)?.scientific == text)
    }

    @Test("a leak is also an exact fraction, so that leaks can be added up")
    func leakAsFraction() throws {
        let leak = try #require(DiscreteGaussian(variance: 25)?.starLeak(margin: 25))
        #expect(leak.rational.description == "23/50000000")
        #expect(leak.description == "0.00000046")
        #expect(DiscreteGaussian(variance: 1 << 20)?.starLeak(margin: 25) == nil)
    }
}
