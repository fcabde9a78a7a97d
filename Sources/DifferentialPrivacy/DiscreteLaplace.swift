/// The discrete Laplace distribution over the integers: P[X = x] ∝ exp(−|x| · decay), decay = numerator ∕ denominator.
///
/// Added to a count that one unit changes by at most B, it is ε-differentially private with ε = B · decay.
package struct DiscreteLaplace: Sendable, Hashable {
    /// 1...2^31.
    package let decayNumerator: Int
    /// 1...2^31.
    package let decayDenominator: Int

    /// Nil where a term lies outside 1...2^31.
    package init?(decay numerator: Int, over denominator: Int) {
        let terms = 1...(1 << 31)
        guard terms.contains(numerator), terms.contains(denominator) else { return nil }
        decayNumerator = numerator
        decayDenominator = denominator
    }

    /// Draws once, exactly: Canonne, Kamath and Steinke (arXiv 2004.00010), Algorithm 2.
    ///
    /// *Proof.* Write s ∕ t for the decay. U uniform in 0..<t, kept with probability exp(−U ∕ t), has weight
    /// exp(−U ∕ t). V counts coins of probability exp(−1) until the first false: weight exp(−V). So X = U + t · V runs
    /// once through all integers ≥ 0 with weight exp(−X ∕ t), and Y = ⌊X ∕ s⌋ gathers s neighbours: weight
    /// exp(−Y · s ∕ t) times a constant. A fair sign is added; one of the two zeros is thrown away, so that 0 counts
    /// once. What is left has weight exp(−|Y| · s ∕ t) at every integer. ∎
    ///
    /// X stays below 2^62 unless 2^31 − 1 coins of probability exp(−1) in a row are true.
    package func sample(_ random: inout some RandomBits & ~Copyable) -> Int {
        let denominator = UInt64(decayDenominator)
        while true {
            let rest = random.uniform(below: denominator)
            guard random.bernoulli(expMinus: rest, over: denominator) else { continue }
            var steps = 0
            while random.bernoulli(expMinus: UInt64(1), over: 1) { steps += 1 }
            let magnitude = (Int(rest) + decayDenominator * steps) / decayNumerator
            let negative = random.uniform(below: UInt64(2)) == 0
            if negative && magnitude == 0 { continue }
            return negative ? -magnitude : magnitude
        }
    }
}
