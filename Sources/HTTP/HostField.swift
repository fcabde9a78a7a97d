/// The form of `Host`: a name or an address, IPv6 in brackets, and perhaps a port (RFC 9110, 7.2).
enum HostField {
    static func isSound(_ text: String.UTF8View) -> Bool {
        guard (1...255).contains(text.count) else { return false }
        let host = text.first == UInt8(ascii: "[") ? bracketed(text) : text.prefix { $0 != UInt8(ascii: ":") }
        guard let host, !host.isEmpty else { return false }
        let rest = text[host.endIndex...]
        if text.first != UInt8(ascii: "["), !host.allSatisfy(isName) { return false }
        return rest.isEmpty || (rest.first == UInt8(ascii: ":") && isPort(rest.dropFirst()))
    }

    /// From bracket to bracket, with an address between.
    private static func bracketed(_ text: String.UTF8View) -> Substring.UTF8View? {
        guard let end = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
        let address = text[..<end].dropFirst()
        let isAddress = address.allSatisfy { ASCII.hexValue($0) != nil || ":.".utf8.contains($0) }
        return isAddress && address.contains(UInt8(ascii: ":")) ? text[...end] : nil
    }

    private static func isName(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || ASCII.isDigit(byte) || "-._~".utf8.contains(byte)
    }

    private static func isPort(_ text: Substring.UTF8View) -> Bool {
        (1...5).contains(text.count) && text.allSatisfy(ASCII.isDigit) && UInt16(String(Substring(text))) != nil
    }
}
