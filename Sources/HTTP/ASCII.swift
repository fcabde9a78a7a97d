/// The classes of bytes that HTTP's grammar is made of (RFC 9110, 5.6; RFC 3986, 2).
enum ASCII {
    static let lineFeed: UInt8 = 0x0a
    static let carriageReturn: UInt8 = 0x0d
    static let space: UInt8 = 0x20
    static let tab: UInt8 = 0x09

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte & 0xdf) }

    /// A byte of a method or of a field name.
    static func isToken(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }

    /// A byte of a field value. Bytes above ASCII are legal there but have no agreed meaning: refused.
    static func isFieldValue(_ byte: UInt8) -> Bool { (0x20...0x7e).contains(byte) || byte == tab }

    /// A byte of a path segment that needs no escape.
    static func isPathSegment(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || "-._~!$&'()*+,;=:@".utf8.contains(byte)
    }

    static func isQuery(_ byte: UInt8) -> Bool { isPathSegment(byte) || byte == 0x2f || byte == 0x3f }

    static func lowercased(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }

    static func lowercased(_ text: String) -> String { String(decoding: text.utf8.map(lowercased), as: UTF8.self) }

    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
