extension JSONParser {
    /// Reads a string; `position` stands at its opening quote.
    mutating func string() throws(JSONError) -> String {
        let start = position
        position += 1
        skipPlainBytes()
        if try take(UInt8(ascii: "\"")) { return try text(of: bytes[start + 1..<position - 1], from: start) }
        return try escapedString(from: start)
    }

    /// Reads on in a string that holds an escape or a fault; `position` stands at it.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var unescaped = Array(bytes[start + 1..<position])
        while true {
            switch try peek() {
            case UInt8(ascii: "\""):
                position += 1
                // An escape adds whole characters, so it can never complete a broken sequence beside it.
                return try text(of: unescaped[...], from: start)
            case UInt8(ascii: "\\"):
                try escape(into: &unescaped)
            case 0..<0x20:
                throw fail(.controlCharacter)
            default:
                let run = position
                skipPlainBytes()
                unescaped.append(contentsOf: bytes[run..<position])
            }
        }
    }

    /// Steps over bytes that stand for themselves in a string.
    private mutating func skipPlainBytes() {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { return }
            position += 1
        }
    }

    private func text(of utf8: ArraySlice<UInt8>, from start: Int) throws(JSONError) -> String {
        // Nearly all strings are ASCII, and making one of those is much faster than validating.
        if utf8.allSatisfy({ $0 < 0x80 }) { return String(decoding: utf8, as: UTF8.self) }
        guard let text = String(validating: utf8, as: UTF8.self) else { throw fail(.notUTF8, at: start) }
        return text
    }

    /// Reads an escape; `position` stands at its backslash.
    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        let start = position
        position += 1
        let letter = try peek()
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "u"): text.append(contentsOf: Array(String(try character(from: start)).utf8))
        default: throw fail(.unknownEscape, at: start)
        }
    }

    /// The character of `\uXXXX`, or of two of them where they are the halves of a pair.
    private mutating func character(from start: Int) throws(JSONError) -> Character {
        let first = try fourHexDigits()
        guard first != 0 else { throw fail(.nulCharacter, at: start) }
        if let scalar = Unicode.Scalar(first) { return Character(scalar) }
        guard first < 0xDC00 else { throw fail(.loneSurrogate, at: start) }
        for byte in "\\u".utf8 {
            guard try take(byte) else { throw fail(.loneSurrogate, at: start) }
        }
        let second = try fourHexDigits()
        guard (0xDC00...0xDFFF).contains(second) else { throw fail(.loneSurrogate, at: start) }
        let code = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
        guard let scalar = Unicode.Scalar(code) else { throw fail(.loneSurrogate, at: start) }
        return Character(scalar)
    }

    private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = hexDigit(try peek()) else { throw fail(.expected("four hexadecimal digits")) }
            code = code << 4 | digit
            position += 1
        }
        return code
    }
}

private func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}
