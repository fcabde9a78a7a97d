/// Means and variances about the middle of the clamp. What is summed is value − middle, so that one unit changes a sum by
/// half the clamp's width and not by its end: the noise is that much smaller.
struct ProtectedMoments {
    /// Σ (value − about).
    let sum: ProtectedRatio.Side
    let count: ProtectedRatio.Side
    let about: Int
    let clamp: ClosedRange<Int>

    /// 3, 2 or 1: numbers over a wide range need fewer.
    var decimals: Int {
        let width = clamp.upperBound - clamp.lowerBound
        return width < 10 ? 3 : width < 100 ? 2 : 1
    }

    /// about + S ∕ max(1, n), within the clamp. The ends are the worst corners of both intervals.
    var mean: Estimate {
        let scale = powerOfTen(decimals)
        func scaled(_ sum: Int, _ count: Int, _ rounding: Rounding) -> Int128 {
            Int128(about) * scale + divide(Int128(sum) * scale, by: Int128(max(1, count)), rounding: rounding)
        }
        let (least, most) = (count.value - count.halfWidth, count.value + count.halfWidth)
        let (low, high) = (sum.value - sum.halfWidth, sum.value + sum.halfWidth)
        return Estimate(
            value: scaled(sum.value, count.value, .nearest), low: scaled(low, low < 0 ? least : most, .down),
            high: scaled(high, high < 0 ? most : least, .up), decimals: decimals
        ).clamped(to: (Int128(clamp.lowerBound) * scale)...(Int128(clamp.upperBound) * scale))
    }

    /// Q ∕ n − (S ∕ n)² = (Qn − S²) ∕ n² of the squares' sum Q, from 0 to a quarter of the clamp's width squared. The ends
    /// are the worst corners of all three intervals.
    ///
    /// *Why corners are enough.* It grows with Q and falls with |S|. In n its derivative is (2S² − Qn) ∕ n³: it rises up
    /// to n = 2S² ∕ Q and falls afterwards, so that the least stands at an end, and the greatest there or at that n, where
    /// it is Q² ∕ (4S²).
    func variance(squares: ProtectedRatio.Side) -> Estimate {
        let scale = powerOfTen(decimals)
        func scaled(_ squares: Int128, _ sum: Int128, _ count: Int, _ rounding: Rounding) -> Int128 {
            let count = Int128(max(1, count))
            return divide((squares * count - sum * sum) * scale, by: count * count, rounding: rounding)
        }
        let (least, most) = (max(1, count.value - count.halfWidth), count.value + count.halfWidth)
        let low = Int128(max(0, squares.value - squares.halfWidth))
        let high = Int128(max(0, squares.value + squares.halfWidth))
        let farthest = Int128(sum.value.magnitude) + Int128(sum.halfWidth)
        let nearest = max(0, Int128(sum.value.magnitude) - Int128(sum.halfWidth))
        var top = max(scaled(high, nearest, least, .up), scaled(high, nearest, most, .up))
        if high > 0, nearest > 0, (Int128(least)...Int128(most)).contains(2 * nearest * nearest / high) {
            top = max(top, divide(high * high * scale, by: 4 * nearest * nearest, rounding: .up))
        }
        let width = Int128(clamp.upperBound - clamp.lowerBound)
        return Estimate(
            value: scaled(Int128(squares.value), Int128(sum.value), count.value, .nearest),
            low: min(scaled(low, farthest, least, .down), scaled(low, farthest, most, .down)), high: top,
            decimals: decimals
        ).clamped(to: 0...(divide(width * width * scale, by: 4, rounding: .up)))
    }
}
