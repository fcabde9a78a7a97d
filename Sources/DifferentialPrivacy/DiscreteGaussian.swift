/// The discrete Gaussian distribution over the integers: P[X = x] ∝ exp(−x² ∕ (2 · variance)).
///
/// Added to a count or sum that one unit changes by at most B, with variance z² · B², it costs ρ = 1 ∕ (2 z²) of
/// zero-concentrated differential privacy (Canonne, Kamath and Steinke, arXiv 2004.00010, Theorem 4).
package struct DiscreteGaussian: Sendable, Hashable {
    /// σ² of the weight above, 1...2^52; the variance proper is at most this.
    package let variance: Int
    /// ⌊√variance⌋ + 1, and the discrete Laplace distribution of that scale, from which candidates come.
    private let scale: Int
    private let candidates: DiscreteLaplace

    /// Nil where the variance lies outside 1...2^52.
    package init?(variance: Int) {
        guard (1...(1 << 52)).contains(variance) else { return nil }
        self.variance = variance
        scale = Int(squareRootFloor(of: UInt128(variance))) + 1
        guard let laplace = DiscreteLaplace(decay: 1, over: scale) else { return nil }
        candidates = laplace
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
        while true {
            let candidate = candidates.sample(&random)
            if isKept(candidate.magnitude, &random) { return candidate }
        }
    }

    /// Keeps a candidate with probability exp(−(|Y| · t − v)² ∕ (2 · v · t²)).
    private func isKept(_ magnitude: UInt, _ random: inout some RandomBits & ~Copyable) -> Bool {
        // With v ≤ 2^16 and |Y| ≤ 2^22 both terms fit a word: t ≤ 2^8 + 1, so the root of the first is below 2^31.
        if variance <= 1 << 16, magnitude <= 1 << 22 {
            let distance = (Int(magnitude) * scale - variance).magnitude
            return random.bernoulli(
                expMinus: UInt64(distance * distance), over: UInt64(2 * variance * scale * scale))
        }
        let distance = (Int128(magnitude) * Int128(scale) - Int128(variance)).magnitude
        let denominator = (2 * Int128(variance) * Int128(scale) * Int128(scale)).magnitude
        return random.bernoulli(expMinus: distance * distance, over: denominator)
    }
}
