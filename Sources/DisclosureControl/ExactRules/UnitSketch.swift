import QueryEngines

/// What is kept of a set of units: enough to count by how many units it differs from another set, where these are few,
/// and not who they are. Sketches of sets without a common unit add up to the sketch of both.
///
/// Every unit u has a secret number h(u) of a prime field. The sketch holds p(k) = Σ h(u)^k for k = 1...2d + 1, where d is
/// the largest difference that is told.
///
/// *Proof.* Let m units be in one of two sets only. The difference of their sketches is Σ ± h(u)^k over those m, so
/// p(1), p(2), … obeys a linear recurrence of length m and none shorter, for the h(u) are different and no term is 0.
/// Where m ≤ d, Berlekamp and Massey's algorithm finds m from the first 2m terms. Where m > d it finds a length of d or
/// less only if the Hankel determinant of size d + 1 is 0, a polynomial of degree (d + 1)² at most in the h(u), which
/// nobody knows: with a probability of at most (d + 1)² ∕ 2^61 (Schwartz and Zippel), 2^−52 for d = 18. ∎ (The same idea
/// reconciles sets in PinSketch: Dodis, Ostrovsky, Reyzin and Smith, 2008.)
package struct UnitSketch: Sendable, Hashable {
    /// How many units.
    package let count: Int
    /// p(1), p(2), …
    let sums: [UInt64]
    /// Units by a secret sort: sets that differ by d units differ by at most d here, and most others by more.
    let sorts: [UInt32]

    static let sortCount = 32
    static let field = PrimeField.first

    /// The sketch of two sets without a common unit, made by one sketcher.
    func adding(_ other: UnitSketch) -> UnitSketch {
        UnitSketch(
            count: count + other.count, sums: zip(sums, other.sums).map { Self.field.add($0, $1) },
            sorts: zip(sorts, other.sorts).map { $0 &+ $1 })
    }

    /// How many units are in one set only; nil where they are more than the sketches tell.
    func distance(to other: UnitSketch) -> Int? {
        let most = (sums.count - 1) / 2
        guard abs(count - other.count) <= most, sums.count == other.sums.count else { return nil }
        var apart = 0
        for (own, others) in zip(sorts, other.sorts) { apart += abs(Int(own) - Int(others)) }
        guard apart <= most else { return nil }
        let length = Self.field.recurrenceLength(zip(sums, other.sums).map { Self.field.subtract($0, $1) })
        return length <= most ? length : nil
    }
}

/// Makes the sketches of one lineage.
package struct UnitSketcher {
    private let hash: SipHash24
    private let terms: Int

    /// - Parameters:
    ///   - key: 16 secret bytes, one for each lineage.
    ///   - reach: the largest difference that is told.
    package init(key: [UInt8], reach: Int) {
        hash = SipHash24(key: key)
        terms = 2 * reach + 1
    }

    /// What is kept of a set of units, each named once.
    package func sketch(_ units: [UInt32]) -> UnitSketch {
        let field = UnitSketch.field
        var sums = [UInt64](repeating: 0, count: terms)
        var sorts = [UInt32](repeating: 0, count: UnitSketch.sortCount)
        for unit in units {
            let secret = hash.hash(UInt64(unit))
            sorts[Int(secret >> 59)] &+= 1
            // 1 to modulus − 1, so that no power is 0.
            let value = hash.hash(UInt64(unit) | 1 << 32) % (field.modulus - 1) + 1
            var power = value
            for place in 0..<terms {
                sums[place] = field.add(sums[place], power)
                power = field.multiply(power, value)
            }
        }
        return UnitSketch(count: units.count, sums: sums, sorts: sorts)
    }
}

extension PrimeField {
    /// The length of the shortest linear recurrence that a sequence obeys: Berlekamp and Massey, without divisions but for
    /// one a step.
    func recurrenceLength(_ sequence: [UInt64]) -> Int {
        var current: [UInt64] = [1]
        var former: [UInt64] = [1]
        var length = 0
        var gap = 1
        var formerDiscrepancy: UInt64 = 1
        for place in sequence.indices {
            var discrepancy: UInt64 = 0
            for (back, factor) in current.enumerated() where back <= place {
                discrepancy = add(discrepancy, multiply(factor, sequence[place - back]))
            }
            guard discrepancy != 0 else {
                gap += 1
                continue
            }
            let before = current
            let scale = multiply(discrepancy, inverse(formerDiscrepancy))
            while current.count < former.count + gap { current.append(0) }
            for (index, factor) in former.enumerated() {
                current[index + gap] = subtract(current[index + gap], multiply(scale, factor))
            }
            if 2 * length <= place {
                length = place + 1 - length
                former = before
                formerDiscrepancy = discrepancy
                gap = 1
            } else {
                gap += 1
            }
        }
        return length
    }
}
