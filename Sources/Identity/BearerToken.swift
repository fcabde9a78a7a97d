/// A secret that stands for one person: `salthouse_` and 64 hexadecimal digits. It prints as ‹redacted›.
package struct BearerToken: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    /// Makes a token of 32 bytes that nobody can guess: hand over the kernel's random bytes.
    package init(randomBytes: [UInt8]) {
        precondition(randomBytes.count == Self.secretBytes, "a token has 32 random bytes")
        self.text = Self.prefix + hexadecimal(randomBytes)
    }

    /// Reads a token, or gives nil where the text does not have the form.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let prefix = Array(Self.prefix.utf8)
        guard bytes.count == prefix.count + 2 * Self.secretBytes, bytes.starts(with: prefix),
            bytes.dropFirst(prefix.count).allSatisfy(isHexadecimalDigit)
        else { return nil }
        self.text = text
    }

    /// Whether a text begins as ours do, perhaps a damaged one: nobody else is to see it.
    static func isLike(_ text: Substring) -> Bool { text.hasPrefix(prefix) }

    package var description: String { "‹redacted›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Hands out the secret, once, to the person it is for: search for `reveal` to review every place that does.
    package func reveal() -> String { text }

    /// What is stored instead of the token: the hexadecimal SHA-256 of its text. The text holds 256 random bits, so a
    /// plain hash is enough: there is nothing to guess.
    package func storedHash(sha256: ([UInt8]) -> [UInt8]) -> String { hexadecimal(sha256(Array(text.utf8))) }

    private static let prefix = "salthouse_"
    private static let secretBytes = 32
}

func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

/// Whether a byte is one of `0-9` and `a-f`.
func isHexadecimalDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
}
