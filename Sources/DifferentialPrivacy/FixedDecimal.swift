/// A decimal number ≥ 0 for print, digits × 10^−places: an upper bound, rounded up and never down.
package struct FixedDecimal: Sendable, Hashable {
    package let digits: Int
    /// 0...18.
    package let places: Int

    /// The smallest decimal with so many places (0...9) that is not below the fraction. Nil where it does not fit.
    package init?(roundingUp fraction: Rational, places: Int) {
        guard (0...9).contains(places) else { return nil }
        let scaled = divideUp(Int128(fraction.numerator) * powerOfTen(places), by: Int128(fraction.denominator))
        guard let digits = Int(exactly: scaled) else { return nil }
        self.init(digits: digits, places: places)
    }

    /// The smallest decimal with so many places (0...9) that is not below the upper end of the interval.
    init(roundingUp bound: Interval, places: Int) {
        precondition((0...9).contains(places) && bound.upper >= 0, "a printed bound is not negative")
        self.init(digits: Int(divideUp(bound.upper * powerOfTen(places), by: Interval.unit)), places: places)
    }

    /// The same for a probability, with at least two significant digits while 18 places allow.
    init(roundingUpProbability bound: Interval) {
        precondition((0...Interval.unit).contains(bound.upper), "a probability is from 0 to 1")
        var places = 1
        var digits = divideUp(bound.upper * powerOfTen(places), by: Interval.unit)
        while digits < 10 && places < 18 {
            places += 1
            digits = divideUp(bound.upper * powerOfTen(places), by: Interval.unit)
        }
        self.init(digits: Int(digits), places: places)
    }

    private init(digits: Int, places: Int) {
        self.digits = digits
        self.places = places
    }

    /// The same number as an exact fraction.
    package var rational: Rational {
        guard let fraction = Rational(digits, over: Int(powerOfTen(places))) else {
            preconditionFailure("digits are not negative and ten to the 18 fits")
        }
        return fraction
    }
}

extension FixedDecimal: CustomStringConvertible {
    /// With every place written: `13.36`, `1.00`, `0.029`.
    package var description: String {
        let text = String(digits)
        guard places > 0 else { return text }
        let padded = String(repeating: "0", count: max(0, places + 1 - text.count)) + text
        return "\(padded.dropLast(places)).\(padded.suffix(places))"
    }

    /// With one digit before the point: `4.6e-7`.
    package var scientific: String {
        let text = String(digits)
        guard digits > 0 else { return "0" }
        let rest = text.dropFirst()
        return "\(text.prefix(1))\(rest.isEmpty ? "" : ".")\(rest)e\(rest.count - places)"
    }
}

private func powerOfTen(_ exponent: Int) -> Int128 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
}
