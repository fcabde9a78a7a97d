extension RandomBits where Self: ~Copyable {
    /// A uniform integer in 0..<bound; `bound` is at least 1.
    ///
    /// *Proof.* The smallest number of whole bits that can hold bound − 1 is drawn. All their values are equally
    /// likely; those of `bound` and above are thrown away, which leaves the others equally likely. A draw is kept with
    /// a probability above 1/2. ∎
    package mutating func uniform(below bound: UInt128) -> UInt128 {
        precondition(bound >= 1, "there is no integer below nothing")
        if let small = UInt64(exactly: bound) { return UInt128(uniform(below: small)) }
        let bits = UInt128.bitWidth - (bound - 1).leadingZeroBitCount
        guard bits > 0 else { return 0 }
        let mask = UInt128.max >> (UInt128.bitWidth - bits)
        while true {
            var word = UInt128(nextUInt64())
            if bits > 64 { word = word << 64 | UInt128(nextUInt64()) }
            if word & mask < bound { return word & mask }
        }
    }

    /// The same for a bound of one word, which is what most draws need: by the same proof.
    mutating func uniform(below bound: UInt64) -> UInt64 {
        precondition(bound >= 1, "there is no integer below nothing")
        guard bound > 1 else { return 0 }
        if bound <= 1 << 16 {
            let mask = UInt16.max >> UInt16((UInt16(bound - 1)).leadingZeroBitCount)
            while true {
                let word = nextUInt16() & mask
                if UInt64(word) < bound { return UInt64(word) }
            }
        }
        let mask = UInt64.max >> UInt64((bound - 1).leadingZeroBitCount)
        while true {
            let word = nextUInt64() & mask
            if word < bound { return word }
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
        if let numerator = UInt64(exactly: numerator), let denominator = UInt64(exactly: denominator) {
            return bernoulli(expMinus: numerator, over: denominator)
        }
        var (whole, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
        while whole > 0 {
            guard bernoulli(expMinusAtMostOne: UInt64(1), over: 1) else { return false }
            whole -= 1
        }
        return bernoulli(expMinusAtMostOne: rest, over: denominator)
    }

    /// The same for terms of one word.
    mutating func bernoulli(expMinus numerator: UInt64, over denominator: UInt64) -> Bool {
        var rest = numerator
        while rest >= denominator {
            guard bernoulli(expMinusAtMostOne: UInt64(1), over: 1) else { return false }
            rest -= denominator
        }
        return bernoulli(expMinusAtMostOne: rest, over: denominator)
    }

    /// As below, for terms of one word.
    private mutating func bernoulli(expMinusAtMostOne numerator: UInt64, over denominator: UInt64) -> Bool {
        var round: UInt64 = 1
        while uniform(below: round) == 0, uniform(below: denominator) < numerator { round += 1 }
        return round % 2 == 1
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
