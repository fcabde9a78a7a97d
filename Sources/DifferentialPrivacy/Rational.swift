/// An exact fraction ≥ 0 in lowest terms: privacy costs and budgets are counted in these.
///
/// Both terms fit an `Int`; sums that do not are errors, never roundings.
package struct Rational: Sendable, Hashable {
    package let numerator: Int
    /// At least 1, and 1 for zero.
    package let denominator: Int

    package static let zero = Rational(lowest: 0, 1)
    package static let one = Rational(lowest: 1, 1)

    /// numerator ∕ denominator, reduced. Nil where the numerator is below 0 or the denominator below 1.
    package init?(_ numerator: Int, over denominator: Int) {
        guard numerator >= 0, denominator >= 1 else { return nil }
        let divisor = Int(greatestCommonDivisor(UInt128(numerator), UInt128(denominator)))
        self.init(lowest: numerator / divisor, denominator / divisor)
    }

    private init(lowest numerator: Int, _ denominator: Int) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// The reduced fraction of wide terms. Throws `overflow` where it does not fit.
    init(reducing numerator: UInt128, over denominator: UInt128) throws(AccountingError) {
        let divisor = greatestCommonDivisor(numerator, denominator)
        guard let numerator = Int(exactly: numerator / divisor), let denominator = Int(exactly: denominator / divisor)
        else { throw .overflow }
        self.init(lowest: numerator, denominator)
    }
}

extension Rational: Comparable {
    /// Cross-multiplied in 128 bits, hence exact.
    package static func < (left: Rational, right: Rational) -> Bool {
        left.crossed(right) < right.crossed(left)
    }
}

extension Rational {
    /// The exact sum. Throws `overflow`.
    package func adding(_ other: Rational) throws(AccountingError) -> Rational {
        // Two products below 2^126 each: the sum fits.
        try Rational(reducing: crossed(other) + other.crossed(self), over: commonDenominator(other))
    }

    /// The exact difference. Throws `negative` where `other` is larger, or `overflow`.
    package func subtracting(_ other: Rational) throws(AccountingError) -> Rational {
        guard other <= self else { throw .negative }
        return try Rational(reducing: crossed(other) - other.crossed(self), over: commonDenominator(other))
    }

    /// The exact product. Throws `overflow`.
    package func multiplied(by other: Rational) throws(AccountingError) -> Rational {
        try Rational(
            reducing: UInt128(numerator) * UInt128(other.numerator), over: commonDenominator(other))
    }

    /// The exact sum of any number of fractions, zero for none. Throws `overflow`.
    package static func sum(_ terms: some Sequence<Rational>) throws(AccountingError) -> Rational {
        var total = Rational.zero
        for term in terms { total = try total.adding(term) }
        return total
    }

    private func crossed(_ other: Rational) -> UInt128 {
        UInt128(numerator) * UInt128(other.denominator)
    }

    private func commonDenominator(_ other: Rational) -> UInt128 {
        UInt128(denominator) * UInt128(other.denominator)
    }
}

/// Euclid's algorithm; `right` is not 0.
private func greatestCommonDivisor(_ left: UInt128, _ right: UInt128) -> UInt128 {
    var (large, small) = (left, right)
    while small != 0 { (large, small) = (small, large % small) }
    return large
}
