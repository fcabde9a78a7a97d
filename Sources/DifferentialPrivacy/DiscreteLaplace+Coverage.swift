extension DiscreteLaplace {
    /// The half-width h of a noise interval: the smallest with P[|X| > h] ≤ 1 ∕ odds, odds from 1 to 2^20.
    ///
    /// *Proof.* With p = exp(−decay), P[X = x] = (1 − p) ∕ (1 + p) · p^|x|, so that P[|X| > h] = 2 p^(h + 1) ∕ (1 + p).
    /// This is at most 1 ∕ odds exactly where (h + 1) · decay ≥ ln(2 · odds) − ln(1 + p). ∎ The right side is known to
    /// 2^−50, and its upper end is taken: where it decides, h is one more than it need be, and never less.
    package func halfWidth(missingOneIn odds: Int) -> Int {
        precondition(DiscreteGaussian.odds.contains(odds), "such odds are not offered")
        let p = Interval.exp(minus: Int128(decayNumerator), over: Int128(decayDenominator))
        let least = Interval.logarithm(Interval.unit + p.lower, over: Interval.unit).lower
        let reach = Interval.logarithm(2 * Int128(odds), over: 1).upper - least
        let width = divideUp(
            max(0, reach) * Int128(decayDenominator), by: Interval.unit * Int128(decayNumerator))
        return Int(max(0, width - 1))
    }

    /// A half-width h with P[|Σ aᵢXᵢ| > h] ≤ 1 ∕ odds, for independent Xᵢ of this distribution, from upper bounds of
    /// Σ aᵢ², up to 2^112, and of the largest |aᵢ|. The decay is at least 2^−26.
    ///
    /// *Proof.* For |t| below the decay d, E exp(tX) = (cosh d − 1) ∕ (cosh d − cosh t), which is at most
    /// 1 ∕ (1 − t² ∕ d²), as (cosh t − 1) ∕ (cosh d − 1) ≤ t² ∕ d² by terms of the series. Write A for the largest
    /// coefficient, t = u · d ∕ A with 0 < u < 1, and f(x) = −ln(1 − x), which is convex with f(0) = 0. Then
    /// ln E exp(t Σ aᵢXᵢ) ≤ Σ f(u² aᵢ² ∕ A²) ≤ n · f(u²) with n = Σ aᵢ² ∕ A². By Markov on both sides alike,
    /// P[|Σ aᵢXᵢ| ≥ h] ≤ 2 exp(n · f(u²) − u · d · h ∕ A), which is 1 ∕ odds for
    /// h = A ∕ (u · d) · (ln(2 · odds) + n · f(u²)). It holds for every u, so that a search that misses the best only
    /// gives a wider h; and for every A that is not below the largest coefficient. ∎
    package func halfWidth(
        ofSquaredCoefficients squares: UInt128, largest: UInt128, missingOneIn odds: Int
    ) -> Int128 {
        precondition(DiscreteGaussian.odds.contains(odds) && squares <= 1 << 112, "such coefficients are not offered")
        precondition(decayDenominator / decayNumerator <= 1 << 26, "such a scale is not offered")
        guard squares > 0 else { return 0 }
        // No coefficient is larger than the root of all squares; below 2^−10 of it, n is not worth its digits.
        let root = squareRootCeiling(of: squares)
        let most = max(min(largest, root), root >> 10, 1)
        // n in 2^−15, below 2^37.
        let count = Int128(((squares << 15) + most * most - 1) / (most * most))
        let logarithm = Interval.logarithm(2 * Int128(odds), over: 1).upper
        var best = Int128.max
        for k in 1..<32 as Range<Int128> {
            let f = Interval.logarithm(1_024, over: 1_024 - k * k).times(count, over: 1 << 15).upper
            // Below 2^26 · 2^5 · 2^82.
            best = min(
                best, divideUp((logarithm + f) * 32 * Int128(decayDenominator), by: k * Int128(decayNumerator)))
        }
        // In 2^−28. Where n is large the coefficients are small: the product stays below 2^124.
        return divideUp(Int128(most) * divideUp(best, by: 1 << 28), by: 1 << (Interval.fractionBits - 28))
    }
}
