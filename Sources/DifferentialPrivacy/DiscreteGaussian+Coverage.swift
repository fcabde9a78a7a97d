/// How often a noise interval must hold the true value.
package enum NoiseCoverage: Sendable, Hashable, CaseIterable {
    /// 95 %.
    case ninetyFive
    /// 97.5 %: for each of two parts, so that both hold with 95 %.
    case ninetySevenAndAHalf

    /// One draw in so many may fall outside.
    var oneIn: Int {
        switch self {
        case .ninetyFive: 20
        case .ninetySevenAndAHalf: 40
        }
    }

    /// The square of the two-sided normal quantile, in 10^−9, rounded up (a χ² quantile with one degree of freedom).
    var squaredNormalQuantile: Int128 {
        switch self {
        case .ninetyFive: 3_841_458_821
        case .ninetySevenAndAHalf: 5_023_886_188
        }
    }
}

extension DiscreteGaussian {
    /// The half-width h of a noise interval: P[|X| ≤ h] is at least the coverage.
    ///
    /// Up to a variance of 2^16 it is the smallest such h, from the exact probabilities. Above, it is ⌈c · √variance⌉
    /// with the normal quantile c: hardly more, and never less.
    ///
    /// *Proof of the bound.* w(x) = exp(−x² ∕ (2v)) falls for x ≥ 0, so Σ w(x) over x ≥ h + 1 is at most the integral
    /// of w from h; and Σ w(x) over all integers is at least √(2πv), by Poisson summation. Hence
    /// P[X ≥ h + 1] ≤ P[N ≥ h] for N normal with variance v, on both sides alike. ∎
    package func halfWidth(_ coverage: NoiseCoverage) -> Int {
        if let width = exactHalfWidth(missingOneIn: coverage.oneIn) { return width }
        let square = divideUp(Int128(variance) * coverage.squaredNormalQuantile, by: 1_000_000_000)
        return Int(squareRootCeiling(of: square.magnitude))
    }

    /// The smallest h with P[|X| > h] ≤ 1 ∕ odds, odds from 1 to 2^20. Nil where the variance is above 2^16.
    func exactHalfWidth(missingOneIn odds: Int) -> Int? {
        guard let table = DiscreteGaussianTable(self) else { return nil }
        let (unit, factor) = (Int128(ProbabilityBounds.unit), 2 * Int128(odds))
        var width = 0
        while Int128(table.probability(atLeast: width + 1).upper) * factor > unit { width += 1 }
        return width
    }

    /// An upper bound of q = P[X ≥ margin], by which a star may betray a count just under its threshold.
    ///
    /// Two significant digits, rounded up. Nil where the variance is above 2^16: stars hang on counts of units, B = 1.
    package func starLeak(margin: Int) -> FixedDecimal? {
        DiscreteGaussianTable(self)?.probability(atLeast: margin).roundedUp
    }
}
