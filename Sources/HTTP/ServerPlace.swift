import Linux

/// Where a client finds a server, read from an address.
struct ServerPlace: Sendable {
    enum Host: Sendable {
        /// On this machine, in plain text.
        case local(SocketAddress)
        /// Anywhere, over TLS.
        case secured(name: String, port: UInt16)
    }

    let host: Host
    /// For `Host`.
    let authority: String
    /// What follows the host: empty, or a path and perhaps a query.
    private let prefix: String

    var isSecured: Bool { if case .secured = host { true } else { false } }

    /// Nil where the text has none of the forms of `HTTPClient.init`.
    init?(_ text: String) {
        if text.hasPrefix("unix:") {
            guard let address = try? ListenAddress(parsing: text) else { return nil }
            (host, authority, prefix) = (.local(address.socketAddress), "localhost", "")
            return
        }
        let isSecured = text.hasPrefix("https://")
        guard isSecured || text.hasPrefix("http://") else { return nil }
        let rest = text.dropFirst(isSecured ? 8 : 7)
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        authority = String(rest[..<end])
        prefix = String(rest[end...])
        guard prefix.utf8.allSatisfy({ ASCII.isQuery($0) || $0 == UInt8(ascii: "%") }) else { return nil }
        if isSecured {
            guard let (name, port) = Self.nameAndPort(authority) else { return nil }
            host = .secured(name: name, port: port)
        } else {
            guard let address = try? ListenAddress(parsing: authority) else { return nil }
            host = .local(address.socketAddress)
        }
    }

    /// The target of a request: this path below the address, or the address itself.
    func target(_ path: String) -> String {
        if path.isEmpty { return prefix.isEmpty ? "/" : prefix }
        var before = prefix[...]
        while before.hasSuffix("/") { before.removeLast() }
        return before + path
    }

    /// A name or an address, in brackets where it has colons, and the port behind a colon, 443 where none is named.
    private static func nameAndPort(_ authority: String) -> (name: String, port: UInt16)? {
        guard HostField.isSound(authority.utf8) else { return nil }
        var name = authority[...]
        var port: UInt16 = 443
        if let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") {
            guard let number = UInt16(authority[authority.index(after: colon)...]), number > 0 else { return nil }
            (name, port) = (authority[..<colon], number)
        }
        if name.hasPrefix("[") {
            name = name.dropFirst().dropLast()
            guard SocketAddress(numeric: String(name), port: port) != nil else { return nil }
        }
        return (String(name), port)
    }
}
