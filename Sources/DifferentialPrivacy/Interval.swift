/// A real number known to lie between two fixed-point numbers, in units of 2^−56.
///
/// Every operation rounds its lower end down and its upper end up, so that what holds of the ends holds of the number.
/// Magnitudes stay far below 2^71 for an end and 2^62 for a factor, where 128 bits hold every intermediate; beyond,
/// the arithmetic stops the program and never wraps.
struct Interval: Sendable, Hashable {
    let lower: Int128
    let upper: Int128

    static let fractionBits = 56
    static let unit: Int128 = 1 << fractionBits
    static let zero = Interval(lower: 0, upper: 0)
    static let one = Interval(lower: unit, upper: unit)

    /// The narrowest interval around a quotient; the denominator is positive.
    static func quotient(_ numerator: Int128, over denominator: Int128) -> Interval {
        Interval.one.times(numerator, over: denominator)
    }

    static func + (left: Interval, right: Interval) -> Interval {
        Interval(lower: left.lower + right.lower, upper: left.upper + right.upper)
    }

    static func - (left: Interval, right: Interval) -> Interval {
        Interval(lower: left.lower - right.upper, upper: left.upper - right.lower)
    }

    /// The product of two numbers ≥ 0.
    static func * (left: Interval, right: Interval) -> Interval {
        precondition(left.lower >= 0 && right.lower >= 0, "products are of numbers that are not negative")
        return Interval(
            lower: divideDown(left.lower * right.lower, by: unit), upper: divideUp(left.upper * right.upper, by: unit))
    }

    /// This number times a fraction ≥ 0 with a positive denominator.
    func times(_ numerator: Int128, over denominator: Int128) -> Interval {
        precondition(numerator >= 0 && denominator > 0, "factors are not negative")
        return Interval(
            lower: divideDown(lower * numerator, by: denominator), upper: divideUp(upper * numerator, by: denominator))
    }

    /// This number ≥ 0 divided by a positive one.
    func divided(by divisor: Interval) -> Interval {
        precondition(lower >= 0 && divisor.lower > 0, "quotients are of positive numbers")
        return Interval(
            lower: divideDown(lower * Self.unit, by: divisor.upper),
            upper: divideUp(upper * Self.unit, by: divisor.lower))
    }

    /// The same with the lower end at least 0, for a number known not to be negative.
    var notNegative: Interval { Interval(lower: max(0, lower), upper: max(0, upper)) }
}

/// Rounds towards minus infinity; the divisor is positive.
func divideDown(_ number: Int128, by divisor: Int128) -> Int128 {
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
}

/// Rounds towards plus infinity; the divisor is positive.
func divideUp(_ number: Int128, by divisor: Int128) -> Int128 {
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
    return remainder > 0 ? quotient + 1 : quotient
}
