import COpenSSL

/// A SHA-256 hash as a plain value: for those who hold millions of them, or make millions a second.
package struct SHA256Digest: Sendable, Hashable {
    // The bytes in order, as they lie in memory.
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    private init() {}

    /// Nil unless there are exactly 32 bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == SHA256.byteCount else { return nil }
        self.init()
        unsafe withUnsafeMutableBytes(of: &words) { unsafe $0.copyBytes(from: bytes) }
    }

    /// Copies exactly 32 bytes.
    package init(_ bytes: Span<UInt8>) {
        precondition(bytes.count == SHA256.byteCount, "a SHA-256 hash has 32 bytes")
        self.init()
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe withUnsafeMutableBytes(of: &words) { unsafe $0.copyMemory(from: bytes) }
        }
    }

    /// Nil unless the text is 64 lower hexadecimal digits.
    package init?(hex text: Span<UInt8>) {
        guard text.count == 2 * SHA256.byteCount else { return nil }
        self.init()
        let isHexadecimal = unsafe text.withUnsafeBytes { digits in
            unsafe withUnsafeMutableBytes(of: &words) { bytes in
                for place in 0..<8 {
                    let eight = unsafe digits.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self)
                    guard let four = Self.fourBytes(ofDigits: UInt64(littleEndian: eight)) else { return false }
                    unsafe bytes.storeBytes(of: four.littleEndian, toByteOffset: place * 4, as: UInt32.self)
                }
                return true
            }
        }
        if !isHexadecimal { return nil }
    }

    /// Filled by whoever computes it.
    init(filledBy fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        self.init()
        unsafe withUnsafeMutableBytes(of: &words) { buffer in
            unsafe fill(buffer.baseAddress!.assumingMemoryBound(to: UInt8.self))
        }
    }

    package var bytes: [UInt8] { unsafe withUnsafeBytes(of: words) { unsafe Array($0) } }

    /// Appends the 32 bytes.
    package func append(to bytes: inout [UInt8]) {
        unsafe withUnsafeBytes(of: words) { unsafe bytes.append(contentsOf: $0) }
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.words.0 == right.words.0 && left.words.1 == right.words.1 && left.words.2 == right.words.2
            && left.words.3 == right.words.3
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }

    /// Eight digits at once, the first in the lowest byte. A digit whose value does not write the same digit again was
    /// none, so one comparison checks all eight.
    private static func fourBytes(ofDigits digits: UInt64) -> UInt32? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let isLetter = digits >> 6 & ones
        let values = (digits & (ones * 0x0f)) &+ isLetter &* 9
        let isAboveNine = (values &+ ones &* 6) >> 4 & ones
        guard values &+ ones &* 0x30 &+ isAboveNine &* 0x27 == digits else { return nil }
        var packed = (values << 4 | values >> 8) & 0x00ff_00ff_00ff_00ff
        packed = (packed | packed >> 8) & 0x0000_ffff_0000_ffff
        return UInt32(truncatingIfNeeded: packed | packed >> 16)
    }
}

// For millions of short messages: no context to make or begin anew.
extension SHA256Digest {
    /// SHA-256(tag ‖ message).
    package init(tag: UInt8, _ message: Span<UInt8>) {
        self = unsafe message.withUnsafeBytes { buffer in
            unsafe SHA256Digest { output in
                unsafe mustSucceed(
                    salthouse_sha256_tagged(tag, buffer.baseAddress, buffer.count, output), "tagged digest")
            }
        }
    }

    /// SHA-256(tag ‖ left ‖ right).
    package init(tag: UInt8, _ left: SHA256Digest, _ right: SHA256Digest) {
        self = unsafe withUnsafeBytes(of: left) { left in
            unsafe withUnsafeBytes(of: right) { right in
                unsafe SHA256Digest { output in
                    unsafe mustSucceed(
                        salthouse_sha256_pair(tag, left.baseAddress, right.baseAddress, output), "digest of a pair")
                }
            }
        }
    }
}
