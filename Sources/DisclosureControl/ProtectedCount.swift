/// A protected number that shows, with how far it may lie from the truth.
package struct ProtectedCount: Sendable, Hashable {
    package let value: Int
    /// The true number lies here with 95 % as far as noise and rounding go. Not a sampling interval.
    package let noise95: ClosedRange<Int>
    /// The number of units lies near the threshold, or the half-width is more than 3 tenths of the value.
    package let isLowReliability: Bool

    /// - Parameters:
    ///   - side: the number and the half-width of its 95 % interval, rounding included.
    ///   - isNearThreshold: whether the units behind the number are below T + z.
    ///   - mayBeBelowZero: whether a true number below 0 is possible.
    init(_ side: ProtectedRatio.Side, isNearThreshold: Bool, mayBeBelowZero: Bool) {
        let least = mayBeBelowZero ? Int.min : 0
        value = max(least, side.value)
        noise95 = max(least, side.value - side.halfWidth)...max(least, side.value + side.halfWidth)
        isLowReliability =
            isNearThreshold || 10 * Int128(side.halfWidth) > 3 * Int128(value.magnitude)
    }
}
