import Foundation
import Testing

@testable import DifferentialPrivacy

@Suite struct IntervalTests {
    private func expect(_ interval: Interval, holds value: Double, within width: Double = 1e-13) {
        let unit = Double(Interval.unit)
        let slack = 4 * value.magnitude.ulp + 2e-15  // of the Doubles of this test
        #expect(Double(interval.lower) / unit <= value + slack, "\(value)")
        #expect(Double(interval.upper) / unit >= value - slack, "\(value)")
        #expect(interval.lower <= interval.upper)
        #expect(Double(interval.upper - interval.lower) / unit <= width, "\(value)")
    }

    private let fractions: [(Int128, Int128)] = [
        (1, 1), (1, 2), (2, 1), (3, 2), (999, 1_000), (1_000, 999), (1, 10_000_000), (10_000_000, 1), (355, 113),
        (1, 9_223_372_036_854_775_807), (9_223_372_036_854_775_807, 1),
        (9_223_372_036_854_775_806, 9_223_372_036_854_775_807),
    ]

    @Test("logarithms lie within their bounds")
    func logarithms() {
        for (numerator, denominator) in fractions {
            expect(
                .logarithm(numerator, over: denominator), holds: log(Double(numerator)) - log(Double(denominator)),
                within: 1e-13)
        }
        #expect(Interval.logarithm(7, over: 7).lower <= 0)
        #expect(Interval.logarithm(7, over: 7).upper >= 0)
    }

    @Test("exponentials lie within their bounds, also far down")
    func exponentials() {
        for (numerator, denominator) in fractions + [(0, 1), (63, 1), (64, 1), (1 << 100, 1), (77, 10)] {
            expect(
                .exp(minus: numerator, over: denominator), holds: exp(-Double(numerator) / Double(denominator)),
                within: 1e-14)
        }
    }

    @Test("roots lie within their bounds, and integer roots are exact")
    func roots() {
        for number in [0, 1, 2, 3, 4, 15, 16, 17, 10_000] as [Int128] {
            let interval = Interval.one.times(number, over: 1)
            expect(interval.squareRoot(), holds: Double(number).squareRoot())
        }
        for root in [0, 1, 2, 3, 1 << 26, 1 << 52, (1 << 63) - 1] as [UInt128] {
            let square = root * root
            #expect(squareRootFloor(of: square) == root && squareRootCeiling(of: square) == root)
            #expect(squareRootFloor(of: square + 2 * root) == root)
            #expect(squareRootCeiling(of: square + 1) == root + 1)
        }
        #expect(squareRootFloor(of: .max) == UInt128(UInt64.max))
    }

    @Test("ends are rounded outward, below zero as above")
    func rounding() {
        for (number, down, up) in [(7, 3, 4), (-7, -4, -3), (6, 3, 3), (-6, -3, -3), (0, 0, 0)]
            as [(Int128, Int128, Int128)]
        {
            #expect(divideDown(number, by: 2) == down)
            #expect(divideUp(number, by: 2) == up)
        }
    }
}
