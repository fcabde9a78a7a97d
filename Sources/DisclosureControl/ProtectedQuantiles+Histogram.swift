import DifferentialPrivacy

/// A noisy histogram over declared bins, each entry with noise of its own.
struct NoisyHistogram {
    /// Never shown: below 0 where the noise says so.
    let entries: [Int]
    let noise: DiscreteNoise

    /// The bins between which a quantile lies with 95 %, both included.
    ///
    /// With F for true cumulative counts, the quantile at p ∕ 1000 lies in the first bin b with
    /// G(b) = 1000 · F(b) − p · F(last) ≥ 0, and G never falls. What is seen of G(b) errs by a sum of independent noise
    /// with the coefficients 1000 − p up to b and −p beyond. For all bins but the last (G(last) ≥ 0 always) its band
    /// holds at once with 95 %; since G never falls, the band may be made isotonic: its lower edge by the greatest so
    /// far, its upper edge by the least still to come.
    func bins(ofThousandth p: Int) -> ClosedRange<Int> {
        let last = entries.count - 1
        guard last > 0 else { return 0...0 }
        let total = entries.reduce(0) { $0 + Int128($1) }
        var cumulative: Int128 = 0
        var edges: [(low: Int128, high: Int128)] = []
        for (bin, entry) in entries.enumerated().dropLast() {
            cumulative += Int128(entry)
            let seen = 1_000 * cumulative - Int128(p) * total
            let squares = (1_000 - p) * (1_000 - p) * (bin + 1) + p * p * (last - bin)
            let reach = noise.halfWidth(
                ofSquaredCoefficients: UInt128(squares), largest: UInt128(max(1_000 - p, p)), missingOneIn: 20 * last)
            edges.append((seen - reach, seen + reach))
        }
        // The quantile lies at or before the first bin whose lower edge has reached 0, and beyond the last whose upper
        // edge has not: taking the first of the one and the last of the other is what isotonic edges come to.
        let upper = edges.firstIndex { $0.low >= 0 } ?? last
        let lower = (edges.lastIndex { $0.high < 0 }).map { $0 + 1 } ?? 0
        return min(lower, upper)...max(lower, upper)
    }
}
