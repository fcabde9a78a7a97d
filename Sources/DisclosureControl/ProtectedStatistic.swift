/// A number made of protected numbers by exact arithmetic, between two ends that noise leaves at most once in twenty.
struct Estimate: Sendable, Hashable {
    /// All three times 10^decimals: the value to the nearest, the ends rounded outwards. Nil where there is no upper end.
    let value: Int128
    let low: Int128
    let high: Int128?
    let decimals: Int

    /// The same, where the truth is known to lie within these ends.
    func clamped(to ends: ClosedRange<Int128>) -> Estimate {
        func clamp(_ number: Int128) -> Int128 { min(max(number, ends.lowerBound), ends.upperBound) }
        return Estimate(
            value: clamp(value), low: clamp(low), high: clamp(high ?? ends.upperBound), decimals: decimals)
    }

    /// Whether half the interval is more than 3 tenths of the value.
    var isWide: Bool {
        guard let high else { return true }
        return 10 * (high - low) > 6 * Int128(value.magnitude)
    }

    var ends: ProtectedRatio.Ends {
        ProtectedRatio.Ends(
            low: decimalText(low, decimals: decimals), high: high.map { decimalText($0, decimals: decimals) })
    }
}

/// A mean, a variance, person-years, a moving mean or a standardised number, and the shown numbers beside it.
package struct ProtectedStatistic: Sendable, Hashable {
    /// A number that the statistic is made of, or rests on.
    package enum Beside: Sendable, Hashable {
        case units(Int)
        case numerator(Int)
        case denominator(Int)
        case observed(Int)
        /// With one decimal.
        case expected(String)
    }

    /// With fixed decimals.
    package let value: String
    /// The true number lies here with 95 % as far as noise and rounding go. No upper end where it is not bounded.
    package let noise95: ProtectedRatio.Ends
    package let isLowReliability: Bool
    package let beside: [Beside]

    init(_ estimate: Estimate, isNearThreshold: Bool, beside: [Beside]) {
        value = decimalText(estimate.value, decimals: estimate.decimals)
        noise95 = estimate.ends
        isLowReliability = isNearThreshold || estimate.isWide
        self.beside = beside
    }
}

/// For each asked quantile the range of whole bins that holds it with 95 %.
package struct ProtectedQuantiles: Sendable, Hashable {
    /// The least and the greatest value of the bins, in the order of the asked quantiles.
    package let ranges: [ClosedRange<Int>]
    /// The units behind the values.
    package let units: Int
    package let isLowReliability: Bool
}
