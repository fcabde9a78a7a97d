/// A unit's keyed pseudonym: 16 bytes that say nothing without the key.
package struct Pseudonym: Sendable, Hashable {
    let high: UInt64
    let low: UInt64

    package static let byteCount = 16

    /// Takes the first 16 of at least 16 bytes.
    package init(_ bytes: [UInt8]) {
        precondition(bytes.count >= Self.byteCount, "a pseudonym has 16 bytes")
        var (high, low): (UInt64, UInt64) = (0, 0)
        for index in 0..<8 {
            high = high << 8 | UInt64(bytes[index])
            low = low << 8 | UInt64(bytes[index + 8])
        }
        self.high = high
        self.low = low
    }

    /// Takes the two halves as they stand in a file, the high one first.
    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The 16 bytes.
    var bytes: [UInt8] {
        [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
    }
}
