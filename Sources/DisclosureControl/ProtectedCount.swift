/// A protected number that shows, with how far it may lie from the truth.
package struct ProtectedCount: Sendable, Hashable {
    package let value: Int
    /// The true number lies here with 95 % as far as noise and rounding go. Not a sampling interval.
    package let noise95: ClosedRange<Int>
    /// The number of units lies near the threshold, or the half-width is more than 3 tenths of the value.
    package let isLowReliability: Bool

    /// - Parameters:
    ///   - halfWidth: of the 95 % interval, rounding included.
    ///   - isNearThreshold: whether the units behind the number are below T + z.
    init(value: Int, halfWidth: Int, isNearThreshold: Bool) {
        self.value = value
        noise95 = max(0, value - halfWidth)...(value + halfWidth)
        isLowReliability = isNearThreshold || 10 * Int128(halfWidth) > 3 * Int128(value)
    }
}
