import DifferentialPrivacy

/// A ratio of two protected numbers, made of them alone by exact integer arithmetic.
package struct ProtectedRatio: Sendable, Hashable {
    package let numerator: Int
    package let denominator: Int
    /// With fixed decimals, such as `212.4`.
    package let value: String
    /// The worst corners of the 97.5 % intervals of both numbers, rounded outwards. Nil at the upper end where the
    /// denominator may be 0.
    package let noise95: Ends
    /// For proportions: the Wilson interval of the numbers shown, as if they were exact and a sample.
    package let sampling95: Ends?
    package let isLowReliability: Bool
    /// More were counted than a public number says there are.
    package let isAboveReference: Bool

    /// The ends of an interval, written like the value; no upper end where it is not bounded.
    package struct Ends: Sendable, Hashable {
        package let low: String
        package let high: String?
    }

    /// The largest `per` that exact arithmetic holds.
    static let largestPer = 1_000_000_000

    /// A number that shows, and how far its 97.5 % interval reaches to both sides, rounding included.
    struct Side {
        let value: Int
        let halfWidth: Int
    }

    /// How a ratio is written: for each so many, with so many decimals.
    struct Form {
        enum Kind {
            case plain
            /// At most 1.
            case proportion
            /// The denominator is counted in months, and told in years.
            case ofYears
            /// The denominator is public: the part may be larger than the whole.
            case ofReference
        }

        let per: Int
        let kind: Kind

        /// Proportions and plain ratios have 3 decimals, larger ones fewer, down to 1.
        var decimals: Int { per < 10 ? 3 : per < 100 ? 2 : 1 }
        var scale: Int128 { Int128(per) * powerOfTen(decimals) * (kind == .ofYears ? 12 : 1) }

        /// The denominator as it is told: of months the nearest whole year.
        func shownDenominator(_ value: Int) -> Int {
            kind == .ofYears ? Int(divide(Int128(value), by: 12, rounding: .nearest)) : value
        }
    }

    /// Nil where the denominator is 0: then there is nothing to show.
    init?(_ numerator: Side, to denominator: Side, form: Form, isNearThreshold: Bool) {
        guard denominator.value > 0 else { return nil }
        let decimals = form.decimals
        func scaled(_ above: Int, _ below: Int, _ rounding: Rounding) -> Int128 {
            divide(Int128(above) * form.scale, by: Int128(below), rounding: rounding)
        }
        let value = scaled(numerator.value, denominator.value, .nearest)
        let low = scaled(
            max(0, numerator.value - numerator.halfWidth), denominator.value + denominator.halfWidth, .down)
        let least = denominator.value - denominator.halfWidth
        let corner: Int128? = least > 0 ? scaled(numerator.value + numerator.halfWidth, least, .up) : nil
        let high = form.kind == .proportion ? min(corner ?? form.scale, form.scale) : corner
        self.numerator = numerator.value
        self.denominator = form.shownDenominator(denominator.value)
        isAboveReference = form.kind == .ofReference && numerator.value > denominator.value
        self.value = decimalText(value, decimals: decimals)
        noise95 = Ends(
            low: decimalText(low, decimals: decimals), high: high.map { decimalText($0, decimals: decimals) })
        sampling95 =
            form.kind == .proportion
            ? Self.wilson(numerator.value, of: denominator.value, decimals: decimals) : nil
        // (high − low) ∕ 2 is the half-width.
        let isWide = high.map { 10 * ($0 - low) > 6 * value } ?? true
        isLowReliability = isNearThreshold || isWide
    }

    /// The 95 % interval of Wilson (1927), rounded outwards; nil where the numerator is not from 0 to the denominator.
    ///
    /// With a of b and the square k of the normal quantile the ends are (2a + k ± √(k² + 4·k·a·(b − a) ∕ b)) ∕ (2·(b + k)).
    /// k is K ∕ 10^6; everything is multiplied by 10^6.
    private static func wilson(_ a: Int, of b: Int, decimals: Int) -> Ends? {
        guard (0...b).contains(a), b <= 1 << 40 else { return nil }
        let unit: Int128 = 1_000_000
        let k: Int128 = 3_841_459
        let spread = divide(4 * k * unit * Int128(a) * Int128(b - a), by: Int128(b), rounding: .up) + k * k
        let root = Int128(squareRootCeiling(of: spread.magnitude))
        let middle = 2 * Int128(a) * unit + k
        let scale = powerOfTen(decimals)
        let below = 2 * (Int128(b) * unit + k)
        let low = divide(max(0, middle - root) * scale, by: below, rounding: .down)
        let high = min(scale, divide((middle + root) * scale, by: below, rounding: .up))
        return Ends(low: decimalText(low, decimals: decimals), high: decimalText(high, decimals: decimals))
    }
}
