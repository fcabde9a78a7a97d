extension ZeroConcentratedPrivacy {
    /// The cost of C mechanisms that are each ε-differentially private without any δ, as those of Laplace noise are:
    /// ρ = C · ε² ∕ 2, exactly (Bun and Steinke, arXiv 1605.02065, Proposition 1.4, and composition, Lemma 1.7).
    ///
    /// Throws `overflow`, or `outOfRange` where C is below 1.
    package static func cost(cellsPerUnit: Int, pureEpsilon epsilon: Rational) throws(AccountingError) -> Rational {
        guard cellsPerUnit >= 1, let halves = Rational(cellsPerUnit, over: 2) else { throw .outOfRange }
        return try epsilon.multiplied(by: epsilon).multiplied(by: halves)
    }

    /// An upper bound of the advantage that ρ of any mechanism gives to somebody who knows everything but whether one
    /// unit is in the data: min(1, √(ρ ∕ 2)), rounded up to so many places (0...9).
    ///
    /// Throws `outOfRange` where ρ is above 64 or the places are not 0...9.
    ///
    /// *Proof.* ρ-zCDP bounds the Rényi divergence of order α by ρα for every α > 1, and so, as α falls to 1, the
    /// Kullback-Leibler divergence by ρ. The advantage of the best test is the total variation distance, which is at most
    /// √(KL ∕ 2) (Pinsker). ∎
    package static func membershipAdvantage(
        ofAnyMechanism rho: Rational, places: Int
    ) throws(AccountingError) -> FixedDecimal {
        guard isInRange(rho), (0...9).contains(places) else { throw .outOfRange }
        let half = Interval.quotient(Int128(rho.numerator), over: Int128(rho.denominator)).times(1, over: 2)
        let bound = half.squareRoot().upper
        return FixedDecimal(roundingUp: Interval(lower: 0, upper: min(bound, Interval.unit)), places: places)
    }
}
