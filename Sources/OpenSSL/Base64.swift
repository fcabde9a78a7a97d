/// Base64 (RFC 4648, sections 4 and 5), strictly: each row of bytes has exactly one text, and no other text is read.
package enum Base64 {
    /// The text with `+`, `/` and padding.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text = symbols(of: bytes, alphabet: standard)
        text.append(contentsOf: repeatElement(padding, count: (3 - bytes.count % 3) % 3))
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text that `encode` could have written; nil for anything else: white space, missing padding,
    /// another alphabet, bits left over.
    package static func decode(_ text: String) -> [UInt8]? { decode(Array(text.utf8)) }

    /// The same, of the text's ASCII characters.
    package static func decode(_ characters: [UInt8]) -> [UInt8]? {
        guard characters.count.isMultiple(of: 4) else { return nil }
        let paddings = characters.suffix(2).count { $0 == padding }
        return bytes(of: characters.dropLast(paddings), values: standardValues)
    }

    /// The text with `-`, `_` and no padding.
    package static func encodeURL(_ bytes: [UInt8]) -> String {
        String(decoding: symbols(of: bytes, alphabet: urlSafe), as: UTF8.self)
    }

    /// The bytes of a text that `encodeURL` could have written; nil for anything else.
    package static func decodeURL(_ text: String) -> [UInt8]? {
        bytes(of: Array(text.utf8)[...], values: urlSafeValues)
    }

    private static func symbols(of bytes: [UInt8], alphabet: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var bits: UInt32 = 0
        var pending = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            pending += 8
            while pending >= 6 {
                pending -= 6
                text.append(alphabet[Int(bits >> UInt32(pending) & 63)])
            }
        }
        if pending > 0 { text.append(alphabet[Int(bits << UInt32(6 - pending) & 63)]) }
        return text
    }

    private static func bytes(of characters: ArraySlice<UInt8>, values: [UInt8]) -> [UInt8]? {
        guard characters.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 4 * 3 + 2)
        var bits: UInt32 = 0
        var pending = 0
        for character in characters {
            let value = values[Int(character)]
            guard value < 64 else { return nil }
            bits = bits << 6 | UInt32(value)
            pending += 6
            if pending >= 8 {
                pending -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(pending)))
            }
        }
        // The bits left over must be zero, or two texts would stand for the same bytes.
        return bits & ((1 << UInt32(pending)) - 1) == 0 ? bytes : nil
    }

    private static let padding = UInt8(ascii: "=")
    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    private static let standard = Array((letters + "+/").utf8)
    private static let urlSafe = Array((letters + "-_").utf8)
    private static let standardValues = values(of: standard)
    private static let urlSafeValues = values(of: urlSafe)

    private static func values(of alphabet: [UInt8]) -> [UInt8] {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }
}
