/// A number from 0 of any size, in limbs of 32 bits, the least first: budgets are compared exactly or not at all.
struct BigNatural {
    private var limbs: [UInt32] = []

    static let zero = BigNatural(limbs: [])
    static let one = BigNatural(limbs: [1])

    private init(limbs: [UInt32]) { self.limbs = limbs }

    init(small number: UInt32) { self.init(limbs: number == 0 ? [] : [number]) }

    /// The number, where it is one that fits; else its lowest 32 bits.
    var small: Int { Int(limb(0)) }

    var bitCount: Int { limbs.count * 32 }

    func bit(_ place: Int) -> Bool { limb(place / 32) >> UInt32(place % 32) & 1 == 1 }

    /// Nil unless the text is decimal digits.
    init?(parsing text: some StringProtocol) {
        guard !text.isEmpty else { return nil }
        for byte in text.utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            multiply(by: 10, adding: UInt32(byte - UInt8(ascii: "0")))
        }
    }

    var isZero: Bool { limbs.isEmpty }

    private mutating func multiply(by factor: UInt32, adding: UInt32) {
        var carry = UInt64(adding)
        for index in limbs.indices {
            carry += UInt64(limbs[index]) * UInt64(factor)
            limbs[index] = UInt32(truncatingIfNeeded: carry)
            carry >>= 32
        }
        if carry > 0 { limbs.append(UInt32(carry)) }
    }

    static func * (left: BigNatural, right: BigNatural) -> BigNatural {
        var product = [UInt32](repeating: 0, count: left.limbs.count + right.limbs.count)
        for (i, a) in left.limbs.enumerated() {
            var carry: UInt64 = 0
            for (j, b) in right.limbs.enumerated() {
                carry += UInt64(a) * UInt64(b) + UInt64(product[i + j])
                product[i + j] = UInt32(truncatingIfNeeded: carry)
                carry >>= 32
            }
            product[i + right.limbs.count] = UInt32(carry)
        }
        return BigNatural(limbs: product).trimmed
    }

    static func + (left: BigNatural, right: BigNatural) -> BigNatural {
        var sum: [UInt32] = []
        var carry: UInt64 = 0
        for index in 0..<max(left.limbs.count, right.limbs.count) {
            carry += UInt64(left.limb(index)) + UInt64(right.limb(index))
            sum.append(UInt32(truncatingIfNeeded: carry))
            carry >>= 32
        }
        if carry > 0 { sum.append(UInt32(carry)) }
        return BigNatural(limbs: sum)
    }

    /// The difference; nil where it would be below zero.
    func subtracting(_ other: BigNatural) -> BigNatural? {
        var difference: [UInt32] = []
        var borrow: Int64 = 0
        for index in 0..<max(limbs.count, other.limbs.count) {
            let step = Int64(limb(index)) - Int64(other.limb(index)) - borrow
            difference.append(UInt32(truncatingIfNeeded: step))
            borrow = step < 0 ? 1 : 0
        }
        return borrow == 0 ? BigNatural(limbs: difference).trimmed : nil
    }

    private func limb(_ index: Int) -> UInt32 { index < limbs.count ? limbs[index] : 0 }

    private var trimmed: BigNatural {
        BigNatural(limbs: Array(limbs.prefix((limbs.lastIndex { $0 != 0 } ?? -1) + 1)))
    }
}

extension BigNatural: Equatable {}

/// A rational from 0, exactly. Sums are not reduced by themselves.
struct ExactRational: Equatable {
    let numerator: BigNatural
    let denominator: BigNatural

    static let zero = ExactRational(.zero, over: .one)

    private init(_ numerator: BigNatural, over denominator: BigNatural) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// Reads `2` or `1/18`.
    init?(parsing text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let numerator = BigNatural(parsing: parts[0]),
            let denominator = parts.count == 2 ? BigNatural(parsing: parts[1]) : .one, !denominator.isZero
        else { return nil }
        self.init(numerator, over: denominator)
    }

    static func + (left: ExactRational, right: ExactRational) -> ExactRational {
        ExactRational(
            left.numerator * right.denominator + right.numerator * left.denominator,
            over: left.denominator * right.denominator)
    }

    /// The difference; nil where it would be below zero.
    func subtracting(_ other: ExactRational) -> ExactRational? {
        (numerator * other.denominator).subtracting(other.numerator * denominator)
            .map { ExactRational($0, over: denominator * other.denominator) }
    }

    static func == (left: ExactRational, right: ExactRational) -> Bool {
        left.numerator * right.denominator == right.numerator * left.denominator
    }
}
