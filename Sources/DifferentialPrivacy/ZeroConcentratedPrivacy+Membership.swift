extension ZeroConcentratedPrivacy {
    /// The advantage 2 Φ(√(ρ ∕ 2)) − 1 that ρ of Gaussian noise gives to somebody who knows everything but whether one
    /// unit is in the data: true minus false positives of the best test, rounded up to so many places (0...9).
    ///
    /// Throws `outOfRange` where ρ is above 64 or the places are not 0...9.
    ///
    /// *Proof.* With u² = ρ ∕ 4 it is erf(u) = (2 ∕ √π) · u · exp(−u²) · Σ (2u²)ⁿ ∕ (1 · 3 · … · (2n + 1)). For ρ ≤ 32,
    /// 2u² ≤ 16, and beyond n = 80 each term is less than a tenth of the one before, so what is cut off is below a
    /// ninth of the last term, 16⁸⁰ ∕ (1 · 3 · … · 161) < 2^−150: one unit covers it. Above ρ = 32 the bound 1 is
    /// given. ∎
    package static func membershipAdvantage(rho: Rational, places: Int) throws(AccountingError) -> FixedDecimal {
        guard isInRange(rho), (0...9).contains(places) else { throw .outOfRange }
        let cost = Interval.quotient(Int128(rho.numerator), over: Int128(rho.denominator))
        guard cost.upper <= 32 * Interval.unit else { return FixedDecimal(roundingUp: Interval.one, places: places) }
        let root = cost.squareRoot().times(1, over: 2)
        let half = cost.times(1, over: 2)
        var term = Interval.one
        var sum = Interval.one
        for n in 1...80 as ClosedRange<Int128> {
            term = (term * half).times(1, over: 2 * n + 1)
            sum = sum + term
        }
        sum = Interval(lower: sum.lower, upper: sum.upper + 1)
        let decay = Interval.exp(minus: Int128(rho.numerator), over: 4 * Int128(rho.denominator))
        // 2 ∕ √π = 1.128379167095512573…
        let bound = (root * decay * sum).times(1_128_379_167_095_512_574, over: 1_000_000_000_000_000_000)
        return FixedDecimal(
            roundingUp: Interval(lower: 0, upper: min(bound.upper, Interval.unit)), places: places)
    }
}
