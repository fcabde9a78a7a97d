/// The integers modulo a prime just below 2^61, each as a number in 0..<modulus.
struct PrimeField: Sendable, Hashable {
    /// 2^61 − gap.
    let modulus: UInt64
    private let gap: UInt64

    /// 2^61 − 1, a Mersenne prime.
    static let first = PrimeField(gap: 1)
    /// 2^61 − 31, the next prime below it.
    static let second = PrimeField(gap: 31)

    private init(gap: UInt64) {
        self.gap = gap
        modulus = (1 << 61) - gap
    }

    func negative(_ value: UInt64) -> UInt64 { value == 0 ? 0 : modulus - value }

    /// left + right. Both are below 2^61, so nothing overflows.
    func add(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let sum = left + right
        return sum >= modulus ? sum - modulus : sum
    }

    /// left − right. Both are below 2^61, so nothing overflows.
    func subtract(_ left: UInt64, _ right: UInt64) -> UInt64 {
        left >= right ? left - right : left + (modulus - right)
    }

    /// left · right.
    ///
    /// *Proof.* 2^61 = gap (mod modulus). The product is h · 2^61 + l with h, l < 2^61, hence equal to h · gap + l, which
    /// is below 2^67. Once more the same: below 2^6 · gap + 2^61 < 2 · modulus, so one subtraction reduces it. ∎
    func multiply(_ left: UInt64, _ right: UInt64) -> UInt64 {
        if left == 1 { return right }
        if right == 1 { return left }
        let once = fold(UInt128(left) * UInt128(right))
        let twice = UInt64(fold(once))
        return twice >= modulus ? twice - modulus : twice
    }

    private func fold(_ wide: UInt128) -> UInt128 {
        (wide >> 61) * UInt128(gap) + (wide & ((1 << 61) - 1))
    }

    /// The fraction of small terms that a number stands for: numerator = value · denominator, with both at most `limit` in
    /// magnitude and the denominator above 0; nil where there is none.
    ///
    /// *Proof.* Euclid's algorithm for the modulus and the value keeps r = value · t at each step. Two fractions with
    /// terms up to 2^30 that stand for one number are equal, for their cross products differ by a multiple of the modulus
    /// and by less than it (Wang, 1981). ∎
    func fraction(_ value: UInt64, atMost limit: Int) -> (numerator: Int, denominator: Int)? {
        precondition(limit <= 1 << 29, "larger terms are not unique")
        if value <= UInt64(limit) { return (Int(value), 1) }
        var (older, newer) = (Int(modulus), Int(value))
        var (before, factor) = (0, 1)
        while newer > limit {
            let quotient = older / newer
            (older, newer) = (newer, older - quotient * newer)
            (before, factor) = (factor, before - quotient * factor)
            guard abs(factor) <= limit else { return nil }
        }
        return factor < 0 ? (-newer, -factor) : (newer, factor)
    }

    /// 1 ∕ value for a value that is not 0, as value^(modulus − 2) (Fermat).
    func inverse(_ value: UInt64) -> UInt64 {
        if value == 1 || value == modulus - 1 { return value }
        var result: UInt64 = 1
        var power = value
        var exponent = modulus - 2
        while exponent > 0 {
            if exponent & 1 == 1 { result = multiply(result, power) }
            power = multiply(power, power)
            exponent >>= 1
        }
        return result
    }
}
