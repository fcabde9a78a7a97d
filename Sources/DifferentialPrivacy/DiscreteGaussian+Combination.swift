extension DiscreteGaussian {
    /// The odds that `halfWidth` can be asked for.
    package static let odds = 1...(1 << 20)

    /// A half-width h with P[|X| > h] ≤ 1 ∕ odds: the smallest up to a variance of 2^16, above a little more.
    package func halfWidth(missingOneIn odds: Int) -> Int {
        exactHalfWidth(missingOneIn: odds) ?? Int(halfWidth(ofSquaredCoefficients: 1, missingOneIn: odds))
    }

    /// A half-width h with P[|Σ aᵢXᵢ| > h] ≤ 1 ∕ odds, for independent Xᵢ of this distribution, from an upper bound of
    /// Σ aᵢ², up to 2^112.
    ///
    /// *Proof.* E exp(tX) ≤ exp(t²v ∕ 2) for a discrete Gaussian with variance parameter v (Canonne, Kamath and Steinke,
    /// arXiv 2004.00010, Lemma 22), hence E exp(t Σ aᵢXᵢ) ≤ exp(t²v Σ aᵢ² ∕ 2). By Markov at t = h ∕ (v Σ aᵢ²), on both
    /// sides alike, P[|Σ aᵢXᵢ| ≥ h] ≤ 2 exp(−h² ∕ (2v Σ aᵢ²)), which is 1 ∕ odds for h² = 2v Σ aᵢ² · ln(2 · odds). Both
    /// roots are rounded up. ∎
    package func halfWidth(ofSquaredCoefficients squares: UInt128, missingOneIn odds: Int) -> Int128 {
        precondition(Self.odds.contains(odds) && squares <= 1 << 112, "such odds and coefficients are not offered")
        let logarithm = Interval.logarithm(2 * Int128(odds), over: 1).upper
        // 2v ≤ 2^53 and ln(2^21) < 2^4: below 2^113. The root has half of the fraction's bits.
        let deviation = squareRootCeiling(of: (2 * Int128(variance) * logarithm).magnitude)
        let length = squareRootCeiling(of: squares)
        return divideUp(Int128(length * deviation), by: 1 << (Interval.fractionBits / 2))
    }

    /// The half-width of the 95 % interval of the sum of so many independent draws; nil where `count` · variance is
    /// above 2^52.
    ///
    /// *Why this is that of one draw of the summed variance.* The convolution of discrete Gaussians of variances v and w
    /// has at every x the weight exp(−x² ∕ (2(v + w))) times a theta function of u = vw ∕ (v + w), which differs from a
    /// constant by less than a factor of 1 ± 3 exp(−2π²u) (Poisson summation). No profile's variance is below 9, so
    /// that u ≥ 4.5 and the factor is 1 ± 10^−37 for each draw: far below the 2^−56 by which the tables err upwards.
    package func halfWidth(ofSumOf count: Int) -> Int? {
        let (sum, tooLarge) = variance.multipliedReportingOverflow(by: count)
        guard !tooLarge, let whole = DiscreteGaussian(variance: sum) else { return nil }
        return whole.halfWidth(.ninetyFive)
    }
}
