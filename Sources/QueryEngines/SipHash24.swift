/// SipHash-2-4: a keyed hash of 64 bits (Aumasson and Bernstein, *SipHash: a fast short-input PRF*, 2012).
///
/// Whoever lacks the key cannot tell its values from chance, so a choice made by it says nothing about the data.
package struct SipHash24: Sendable {
    private let first: UInt64
    private let second: UInt64

    /// A key of 16 bytes; another length is a mistake in our own source and stops the program.
    package init(key: [UInt8]) {
        precondition(key.count == 16, "a SipHash key has 16 bytes")
        first = Self.word(key[0..<8])
        second = Self.word(key[8..<16])
    }

    /// The hash of a message of any length.
    package func hash(_ message: [UInt8]) -> UInt64 {
        var state = begin()
        let whole = message.count / 8 * 8
        for start in stride(from: 0, to: whole, by: 8) { state.absorb(Self.word(message[start..<start + 8])) }
        return state.finish(rest: Self.word(message[whole...]), byteCount: message.count)
    }

    /// The hash of one word of eight bytes, the lowest first.
    package func hash(_ word: UInt64) -> UInt64 {
        var state = begin()
        state.absorb(word)
        return state.finish(rest: 0, byteCount: 8)
    }

    /// A hash to which words are given one by one; a copy of it goes on from where it is.
    func begin() -> State {
        State(
            v0: first ^ 0x736f_6d65_7073_6575, v1: second ^ 0x646f_7261_6e64_6f6d, v2: first ^ 0x6c79_6765_6e65_7261,
            v3: second ^ 0x7465_6462_7974_6573)
    }

    /// Up to eight bytes, the lowest first.
    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    struct State: Sendable {
        fileprivate var v0: UInt64
        fileprivate var v1: UInt64
        fileprivate var v2: UInt64
        fileprivate var v3: UInt64

        /// Takes the next eight bytes of the message, the lowest first.
        @inline(__always)
        mutating func absorb(_ word: UInt64) {
            v3 ^= word
            round()
            round()
            v0 ^= word
        }

        /// The hash of a message of so many bytes, of which the last ones, fewer than eight, have not been taken.
        @inline(__always)
        consuming func finish(rest: UInt64, byteCount: Int) -> UInt64 {
            // The last word holds what is left over, and the length modulo 256 in its highest byte.
            absorb(rest | UInt64(truncatingIfNeeded: byteCount) << 56)
            v2 ^= 0xff
            for _ in 0..<4 { round() }
            return v0 ^ v1 ^ v2 ^ v3
        }

        @inline(__always)
        private mutating func round() {
            v0 &+= v1
            v1 = Self.rotate(v1, 13) ^ v0
            v0 = Self.rotate(v0, 32)
            v2 &+= v3
            v3 = Self.rotate(v3, 16) ^ v2
            v0 &+= v3
            v3 = Self.rotate(v3, 21) ^ v0
            v2 &+= v1
            v1 = Self.rotate(v1, 17) ^ v2
            v2 = Self.rotate(v2, 32)
        }

        @inline(__always)
        private static func rotate(_ word: UInt64, _ bits: UInt64) -> UInt64 { word << bits | word >> (64 - bits) }
    }
}
