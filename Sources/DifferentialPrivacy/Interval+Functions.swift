extension Interval {
    /// √number; the number is from 0 to 2^14.
    func squareRoot() -> Interval {
        precondition(lower >= 0, "roots are of numbers that are not negative")
        return Interval(
            lower: Int128(squareRootFloor(of: (lower * Self.unit).magnitude)),
            upper: Int128(squareRootCeiling(of: (upper * Self.unit).magnitude)))
    }

    /// exp(−numerator ∕ denominator) for a fraction ≥ 0.
    ///
    /// *Proof.* exp(−w − f) = exp(−1)ʷ · exp(−f). For 0 ≤ f ≤ 1 the terms fᵏ ∕ k! of the alternating series do not
    /// grow, so cutting it after k = 20 errs by less than 1 ∕ 21! < 2^−65, which one unit at either end covers. A
    /// number below exp(−64) lies between 0 and one unit. ∎
    static func exp(minus numerator: Int128, over denominator: Int128) -> Interval {
        let (whole, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
        guard whole < 64 else { return Interval(lower: 0, upper: 1) }
        var result = expOfFraction(minus: rest, over: denominator)
        let inverseOfE = expOfFraction(minus: 1, over: 1)
        for _ in 0..<whole { result = result * inverseOfE }
        return result
    }

    private static func expOfFraction(minus numerator: Int128, over denominator: Int128) -> Interval {
        let fraction = Interval.quotient(numerator, over: denominator)
        var term = Interval.one
        var sum = Interval.one
        for k in 1...20 as ClosedRange<Int128> {
            term = (term * fraction).times(1, over: k)
            sum = k % 2 == 1 ? sum - term : sum + term
        }
        return Interval(lower: sum.lower - 1, upper: sum.upper + 1).notNegative
    }

    /// ln(numerator ∕ denominator), both positive and below 2^63.
    ///
    /// *Proof.* A fraction below 1 is turned over and the sign changed. Above, it is 2ᵏ · m with 1 ≤ m < 2, and its
    /// logarithm k · ln 2 + ln m. With y = (m − 1) ∕ (m + 1) ≤ 1 ∕ 3, ln m = 2 · (y + y³ ∕ 3 + y⁵ ∕ 5 + …); cut after
    /// y³⁹ ∕ 39, what is left is below 2 · (y⁴¹ ∕ 41) ∕ (1 − y²) < 2^−69, which one unit at the upper end covers. ∎
    static func logarithm(_ numerator: Int128, over denominator: Int128) -> Interval {
        guard numerator >= denominator else { return zero - logarithm(denominator, over: numerator) }
        var doublings: Int128 = 0
        var scaled = denominator
        while scaled * 2 <= numerator {
            scaled *= 2
            doublings += 1
        }
        return logarithmBelowTwo(2, over: 1).times(doublings, over: 1) + logarithmBelowTwo(numerator, over: scaled)
    }

    private static func logarithmBelowTwo(_ numerator: Int128, over denominator: Int128) -> Interval {
        let y = Interval.quotient(numerator - denominator, over: numerator + denominator)
        let square = y * y
        var power = y
        var sum = y
        for k in stride(from: 3, through: 39, by: 2) as StrideThrough<Int128> {
            power = power * square
            sum = sum + power.times(1, over: k)
        }
        return Interval(lower: 2 * sum.lower, upper: 2 * sum.upper + 1)
    }
}
