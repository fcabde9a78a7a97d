/// The discrete Gaussian distribution over the integers: P[X = x] ∝ exp(−x² ∕ (2 · variance)).
///
/// Added to a count or sum that one unit changes by at most B, with variance z² · B², it costs ρ = 1 ∕ (2 z²) of
/// zero-concentrated differential privacy (Canonne, Kamath and Steinke, arXiv 2004.00010, Theorem 4).
package struct DiscreteGaussian: Sendable, Hashable {
    /// σ² of the weight above, 1...2^52; the variance proper is at most this.
    package let variance: Int

    /// Nil where the variance lies outside 1...2^52.
    package init?(variance: Int) {
        guard (1...(1 << 52)).contains(variance) else { return nil }
        self.variance = variance
    }

    /// The noise of one measure part: variance z² · B² for a noise multiplier z² and a contribution bound B, both ≥ 1.
    ///
    /// Nil where the product lies outside 1...2^52.
    package init?(noiseMultiplierSquared: Int, contributionBound: Int) {
        guard noiseMultiplierSquared >= 1, contributionBound >= 1 else { return nil }
        let (square, tooLarge) = contributionBound.multipliedReportingOverflow(by: contributionBound)
        let (variance, stillTooLarge) = square.multipliedReportingOverflow(by: noiseMultiplierSquared)
        guard !tooLarge, !stillTooLarge else { return nil }
        self.init(variance: variance)
    }

    /// Draws once, exactly: Canonne, Kamath and Steinke, Algorithm 3.
    ///
    /// *Proof.* Write v for the variance and t = ⌊√v⌋ + 1. Y has weight exp(−|Y| ∕ t) and is kept with probability
    /// exp(−(|Y| − v ∕ t)² ∕ (2v)). The product is exp(−Y² ∕ (2v)) · exp(−v ∕ (2t²)): the weight wanted times a
    /// constant. The exponent is taken over the common denominator as (|Y| · t − v)² ∕ (2 · v · t²). ∎
    ///
    /// t ≤ 2^26 + 1, so the denominator stays below 2^106, and the square below 2^128 unless |Y| ≥ 2^11 · t, which has
    /// a probability below exp(−2,000).
    package func sample(_ random: inout some RandomBits & ~Copyable) -> Int {
        let variance = Int128(variance)
        let scale = Int128(squareRootFloor(of: UInt128(variance))) + 1
        let denominator = (2 * variance * scale * scale).magnitude
        while true {
            let candidate = sampleLaplace(scale: Int(scale), &random)
            let distance = (Int128(candidate.magnitude) * scale - variance).magnitude
            if random.bernoulli(expMinus: distance * distance, over: denominator) { return candidate }
        }
    }

    private func sampleLaplace(scale: Int, _ random: inout some RandomBits & ~Copyable) -> Int {
        guard let laplace = DiscreteLaplace(decay: 1, over: scale) else {
            preconditionFailure("the root of a variance up to 2^52 is a scale up to 2^31")
        }
        return laplace.sample(&random)
    }
}
