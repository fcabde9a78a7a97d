/// The exact probabilities of a discrete Gaussian, as bounds that differ in the last few units of 2^−56.
package struct DiscreteGaussianTable: Sendable {
    package let variance: Int
    /// weights[k] is that of k alone and tails[k] that of all integers ≥ k, for 0 ≤ k ≤ m; neither grows beyond m.
    private let weights: [Interval]
    private let tails: [Interval]
    private let total: Interval

    /// The largest variance of which a table is made: about nine standard deviations of entries.
    package static let largestVariance = 1 << 16

    /// Nil where the variance is above 2^16, where `DiscreteGaussian.halfWidth` has a bound without a table.
    ///
    /// *Proof.* w(x) = exp(−x² ∕ (2v)) obeys w(x + 1) = w(x) · r(x) with r(0) = exp(−1 ∕ (2v)), and
    /// r(x + 1) = r(x) · exp(−1 ∕ v). From the first x = m on where the lower end of w has fallen to 0, the ratios are
    /// at most exp(−g) with g = (2m + 1) ∕ (2v), so the whole rest is at most w(m) ∕ (1 − exp(−g)) ≤ w(m) · (1 + 1 ∕ g),
    /// the upper end of tails[m]; its lower end is 0. ∎
    package init?(_ distribution: DiscreteGaussian) {
        guard distribution.variance <= Self.largestVariance else { return nil }
        variance = distribution.variance
        let double = 2 * Int128(variance)
        let acceleration = Interval.exp(minus: 2, over: double)
        var ratio = Interval.exp(minus: 1, over: double)
        var weights = [Interval.one]
        while let last = weights.last, last.lower > 0 {
            weights.append(last * ratio)
            ratio = ratio * acceleration
        }
        let end = Int128(weights.count - 1)
        let rest = weights[weights.count - 1].times(2 * end + 1 + double, over: 2 * end + 1)
        var tails = [Interval(lower: 0, upper: rest.upper)]
        for weight in weights.dropLast().reversed() { tails.append(tails[tails.count - 1] + weight) }
        tails.reverse()
        self.weights = weights
        self.tails = tails
        total = tails[0] + tails[1]
    }

    /// P[X = x].
    package func probability(of x: Int) -> ProbabilityBounds {
        let place = Int(min(x.magnitude, UInt(weights.count - 1)))
        let weight = weights[place].divided(by: total)
        let isBeyond = x.magnitude >= UInt(weights.count)
        return ProbabilityBounds(isBeyond ? Interval(lower: 0, upper: weight.upper) : weight)
    }

    /// P[X ≥ k].
    package func probability(atLeast k: Int) -> ProbabilityBounds {
        guard k > 0 else {
            // 1 − P[X ≥ 1 − k], by symmetry; below 1 − Int.max this would overflow, and nothing changes.
            let rest = probability(atLeast: 1 - max(k, 1 - Int.max)).interval
            return ProbabilityBounds(Interval.one - rest)
        }
        let isBeyond = k >= tails.count
        let tail = tails[min(k, tails.count - 1)].divided(by: total)
        return ProbabilityBounds(isBeyond ? Interval(lower: 0, upper: tail.upper) : tail)
    }
}

/// A probability known to lie between two numbers, in units of 2^−56.
package struct ProbabilityBounds: Sendable, Hashable {
    let interval: Interval

    init(_ interval: Interval) {
        self.interval = Interval(lower: max(0, interval.lower), upper: min(Interval.unit, interval.upper))
    }

    /// What 1 is in the unit of `lower` and `upper`.
    package static let unit = 1 << Interval.fractionBits
    package var lower: Int { Int(interval.lower) }
    package var upper: Int { Int(interval.upper) }

    /// The upper end with two significant digits, rounded up: `4.6e-7` in its scientific form.
    package var roundedUp: FixedDecimal { FixedDecimal(roundingUpProbability: interval) }
}
