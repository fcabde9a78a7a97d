extension RandomBits where Self: ~Copyable {
    /// A uniform integer in 0..<bound; `bound` is at least 1.
    ///
    /// *Proof.* The smallest number of whole bits that can hold bound − 1 is drawn. All their values are equally
    /// likely; those of `bound` and above are thrown away, which leaves the others equally likely. A draw is kept with
    /// a probability above 1/2. ∎
    package mutating func uniform(below bound: UInt128) -> UInt128 {
        precondition(bound >= 1, "there is no integer below nothing")
        let bits = UInt128.bitWidth - (bound - 1).leadingZeroBitCount
        guard bits > 0 else { return 0 }
        let mask = UInt128.max >> (UInt128.bitWidth - bits)
        while true {
            var word = UInt128(nextUInt64())
            if bits > 64 { word = word << 64 | UInt128(nextUInt64()) }
            if word & mask < bound { return word & mask }
        }
    }

    /// True with probability numerator ∕ denominator; 0 ≤ numerator ≤ denominator, denominator ≥ 1.
    ///
    /// *Proof.* Of `denominator` equally likely integers, `numerator` lie below `numerator`. ∎
    package mutating func bernoulli(_ numerator: UInt128, over denominator: UInt128) -> Bool {
        precondition(numerator <= denominator, "a probability is at most 1")
        return uniform(below: denominator) < numerator
    }

    /// True with probability exp(−numerator ∕ denominator), exactly; denominator ≥ 1.
    ///
    /// Canonne, Kamath and Steinke (arXiv 2004.00010), Algorithm 1.
    ///
    /// *Proof.* Let γ = w + f with w whole and 0 ≤ f < 1. The whole part asks w independent coins of probability
    /// exp(−1) and stops at the first false, the rest one coin of probability exp(−f), so all are true with probability
    /// exp(−γ). Each such coin is `bernoulli(expMinusAtMostOne:)`. ∎
    package mutating func bernoulli(expMinus numerator: UInt128, over denominator: UInt128) -> Bool {
        var (whole, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
        while whole > 0 {
            guard bernoulli(expMinusAtMostOne: 1, over: 1) else { return false }
            whole -= 1
        }
        return bernoulli(expMinusAtMostOne: rest, over: denominator)
    }

    /// True with probability exp(−γ), γ = numerator ∕ denominator in 0...1.
    ///
    /// *Proof.* Round k goes on with probability γ ∕ k: both a coin of probability γ and one of probability 1 ∕ k must
    /// be true (two coins, because denominator × k could overflow). Rounds 1...k all go on with probability γᵏ ∕ k!, so
    /// the first round that stops is K with probability γᴷ⁻¹ ∕ (K − 1)! − γᴷ ∕ K!. Summed over odd K this is 1 − γ + γ²
    /// ∕ 2! − γ³ ∕ 3! + … = exp(−γ). ∎
    private mutating func bernoulli(expMinusAtMostOne numerator: UInt128, over denominator: UInt128) -> Bool {
        var round: UInt128 = 1
        while bernoulli(1, over: round), bernoulli(numerator, over: denominator) { round += 1 }
        return round % 2 == 1
    }
}
