import Linux

/// `Forwarded` (RFC 7239) as a proxy writes it that sets it and does not add to what came: one element, whose `for` is a
/// numeric address.
enum ForwardedField {
    /// The address in `for`, in the one form that it has here.
    static func client(_ value: String) throws(HTTPRejection) -> PeerAddress {
        var client: PeerAddress?
        for pair in value.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, parts[0].allSatisfy(ASCII.isToken),
                let text = unquoted(parts[1])
            else { throw HTTPRejection(.malformedForwarding) }
            guard ASCII.lowercased(String(Substring(parts[0]))) == "for" else { continue }
            guard client == nil, let address = address(text) else { throw HTTPRejection(.malformedForwarding) }
            client = address
        }
        guard let client else { throw HTTPRejection(.malformedForwarding) }
        return client
    }

    /// A token, or a text between quotation marks without any inside. A comma begins another element.
    private static func unquoted(_ value: Substring.UTF8View) -> String? {
        let mark = UInt8(ascii: "\"")
        if value.allSatisfy(ASCII.isToken), !value.isEmpty { return String(Substring(value)) }
        guard value.count > 2, value.first == mark, value.last == mark else { return nil }
        let text = value.dropFirst().dropLast()
        return text.contains(mark) || text.contains(UInt8(ascii: "\\")) ? nil : String(Substring(text))
    }

    /// A numeric address, IPv6 in brackets, perhaps with a port.
    private static func address(_ text: String) -> PeerAddress? {
        guard HostField.isSound(text.utf8) else { return nil }
        let host: String
        if text.hasPrefix("[") {
            host = String(text.dropFirst().prefix { $0 != "]" })
            guard host.contains(":") else { return nil }
        } else {
            host = String(text.prefix { $0 != ":" })
        }
        return SocketAddress(numeric: host, port: 0).map { .ip($0.host) }
    }
}
