extension BigNatural {
    static func < (left: BigNatural, right: BigNatural) -> Bool { left.subtracting(right) == nil }

    /// Division as on paper, one binary digit at a time. The divisor is not zero.
    func divided(by divisor: BigNatural) -> (quotient: BigNatural, remainder: BigNatural) {
        var quotient = BigNatural.zero
        var remainder = BigNatural.zero
        for place in stride(from: bitCount - 1, through: 0, by: -1) {
            quotient = quotient + quotient
            remainder = remainder + remainder + (bit(place) ? .one : .zero)
            guard let rest = remainder.subtracting(divisor) else { continue }
            remainder = rest
            quotient = quotient + .one
        }
        return (quotient, remainder)
    }

    /// Euclid's algorithm.
    func commonDivisor(with other: BigNatural) -> BigNatural {
        var (greater, lesser) = (self, other)
        while !lesser.isZero { (greater, lesser) = (lesser, greater.divided(by: lesser).remainder) }
        return greater
    }

    /// Decimal digits.
    var text: String {
        var digits = ""
        var rest = self
        repeat {
            let (quotient, digit) = rest.divided(by: .ten)
            digits = "\(digit.small)\(digits)"
            rest = quotient
        } while !rest.isZero
        return digits
    }

    private static let ten = BigNatural(small: 10)
}

extension ExactRational {
    /// In lowest terms: `2` or `1/18`.
    var text: String {
        let divisor = numerator.commonDivisor(with: denominator)
        let (above, below) = (numerator.divided(by: divisor).quotient, denominator.divided(by: divisor).quotient)
        return below == .one ? above.text : "\(above.text)/\(below.text)"
    }

    /// The same number in lowest terms, so that long sums stay short.
    var reduced: ExactRational { ExactRational(parsing: text) ?? self }

    static func < (left: ExactRational, right: ExactRational) -> Bool {
        left.numerator * right.denominator < right.numerator * left.denominator
    }

    /// Whole percent of a cap, rounded up; 100 for a cap of 0, and at most 999.
    func percent(of cap: ExactRational) -> Int {
        guard ExactRational.zero < cap else { return 100 }
        let part = numerator * cap.denominator * BigNatural(small: 100)
        let (quotient, remainder) = part.divided(by: denominator * cap.numerator)
        guard quotient < BigNatural(small: 999) else { return 999 }
        return quotient.small + (remainder.isZero ? 0 : 1)
    }
}
