extension ZeroConcentratedPrivacy {
    /// An upper bound of the tight ε; `logarithm` is ln(1 ∕ δ), and the cost is positive.
    ///
    /// *Proof.* The formula is an upper bound at every order α > 1, so a search that misses the best order only gives a
    /// larger ε, never a wrong one. ∎ The search walks over α = 1 + β with 16 bits of fraction: first by octaves of β,
    /// then towards the smaller neighbour with steps that halve down to 1 ∕ 512 of β.
    static func tightEpsilon(cost: Interval, logarithm: Interval) -> Interval {
        var best: Int128 = 1 << fractionBits
        var bound = epsilon(cost: cost, logarithm: logarithm, excess: best)
        func improves(_ excess: Int128) -> Bool {
            guard orders.contains(excess) else { return false }
            let candidate = epsilon(cost: cost, logarithm: logarithm, excess: excess)
            guard candidate.upper < bound.upper else { return false }
            (best, bound) = (excess, candidate)
            return true
        }
        for exponent in 0...32 { _ = improves(1 << exponent) }
        var step = best / 2
        while step > 0 && step * 512 >= best {
            if !improves(best + step) && !improves(best - step) { step /= 2 }
        }
        return bound
    }

    private static let fractionBits = 16
    private static let orders: ClosedRange<Int128> = 1...(1 << 32)

    /// αρ + (ln(1 ∕ δ) − α ln α) ∕ (α − 1) + ln(α − 1) with α − 1 = excess ∕ 2^16.
    private static func epsilon(cost: Interval, logarithm: Interval, excess: Int128) -> Interval {
        let unit: Int128 = 1 << fractionBits
        let order = excess + unit
        let orderTimesLogarithm = Interval.logarithm(order, over: unit).times(order, over: unit)
        return cost.times(order, over: unit) + (logarithm - orderTimesLogarithm).times(unit, over: excess)
            + Interval.logarithm(excess, over: unit)
    }
}
