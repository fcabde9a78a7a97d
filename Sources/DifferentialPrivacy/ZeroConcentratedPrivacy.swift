/// Accounting in zero-concentrated differential privacy (Bun and Steinke, arXiv 1605.02065): costs ρ add up.
///
/// Costs are exact fractions. What is told to people (ε, advantage) is computed with intervals and rounded up.
package enum ZeroConcentratedPrivacy {
    /// The cost of one measure part shown in one marginal: ρ = C ∕ (2 z²).
    ///
    /// A unit is in at most C cells and changes each by at most B, the noise has variance z² · B² a cell. Nil where C
    /// or z² is below 1, or above 2^31.
    package static func cost(cellsPerUnit: Int, noiseMultiplierSquared: Int) -> Rational? {
        let terms = 1...(1 << 31)
        guard terms.contains(cellsPerUnit), terms.contains(noiseMultiplierSquared) else { return nil }
        return Rational(cellsPerUnit, over: 2 * noiseMultiplierSquared)
    }

    /// How ρ and δ become ε.
    package enum Conversion: Sendable, Hashable, CaseIterable {
        /// ε = ρ + 2 √(ρ · ln(1 ∕ δ)): Bun and Steinke, Proposition 1.3.
        case simple
        /// The least over orders α > 1 of αρ + (ln(1 ∕ δ) − α ln α) ∕ (α − 1) + ln(α − 1): Canonne, Kamath and Steinke
        /// (arXiv 2004.00010), Proposition 12 solved for ε.
        case tight
    }

    /// An ε such that ρ-zCDP implies (ε, δ)-differential privacy, rounded up to so many places (0...9).
    ///
    /// Throws `outOfRange` where ρ is above 64, or δ is not strictly between 0 and 1, or the places are not 0...9.
    package static func epsilon(
        rho: Rational, delta: Rational, conversion: Conversion, places: Int
    ) throws(AccountingError) -> FixedDecimal {
        guard isInRange(rho), .zero < delta, delta < .one, (0...9).contains(places) else { throw .outOfRange }
        guard .zero < rho else { return FixedDecimal(roundingUp: Interval.zero, places: places) }
        let cost = Interval.quotient(Int128(rho.numerator), over: Int128(rho.denominator))
        let logarithm = Interval.logarithm(Int128(delta.denominator), over: Int128(delta.numerator))
        let bound =
            switch conversion {
            case .simple: cost + (cost * logarithm).squareRoot().times(2, over: 1)
            case .tight: tightEpsilon(cost: cost, logarithm: logarithm)
            }
        return FixedDecimal(roundingUp: bound.notNegative, places: places)
    }

    static func isInRange(_ rho: Rational) -> Bool {
        rho.numerator / rho.denominator < 64 || (rho.denominator == 1 && rho.numerator == 64)
    }
}
