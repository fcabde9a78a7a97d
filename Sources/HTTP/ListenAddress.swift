import Linux

/// Where a server listens: a Unix socket, or a port of the loopback interface; with TLS a port of any interface.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    let socketAddress: SocketAddress

    init(_ socketAddress: SocketAddress) { self.socketAddress = socketAddress }

    /// 127.0.0.1; port 0 asks for a free one.
    package static func loopback(port: UInt16) -> ListenAddress {
        ListenAddress(.ipv4([127, 0, 0, 1], port: port))
    }

    /// ::1; port 0 asks for a free one.
    package static func loopbackIPv6(port: UInt16) -> ListenAddress {
        ListenAddress(.ipv6([UInt8](repeating: 0, count: 15) + [1], port: port))
    }

    /// A path of at most 107 bytes.
    package static func unixSocket(path: String) -> ListenAddress { ListenAddress(.unix(path: path)) }

    /// Reads `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080` or `unix:/path`. An address that another machine could
    /// reach is refused as `beyondLoopback`.
    package init(parsing text: String) throws(HTTPServerError) {
        try self.init(anywhere: text)
        guard socketAddress.isOnThisMachine else { throw .beyondLoopback(text) }
    }

    /// Reads where a server of TLS listens: `192.0.2.1:443`, `[2001:db8::1]:443` and `0.0.0.0:443` as well.
    package init(parsingForTLS text: String) throws(HTTPServerError) {
        try self.init(anywhere: text)
        guard port != nil else { throw .malformedAddress(text) }
    }

    private init(anywhere text: String) throws(HTTPServerError) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard path.hasPrefix("/"), (2...107).contains(path.utf8.count), !path.utf8.contains(0) else {
                throw .malformedAddress(text)
            }
            self = .unixSocket(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = Self.port(text[text.index(after: colon)...]) else {
            throw .malformedAddress(text)
        }
        var host = String(text[..<colon])
        if host == "localhost" { host = "127.0.0.1" }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard host.contains(":") else { throw .malformedAddress(text) }
        } else {
            // Names are not looked up: a name server must not decide where this server listens.
            guard !host.contains(":"), !host.isEmpty else { throw .malformedAddress(text) }
            guard SocketAddress(numeric: host, port: port) != nil else { throw .beyondLoopback(text) }
        }
        guard let address = SocketAddress(numeric: host, port: port) else { throw .malformedAddress(text) }
        socketAddress = address
    }

    private static func port(_ text: Substring) -> UInt16? {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy(ASCII.isDigit) else { return nil }
        return UInt16(text)
    }

    /// The port; nil for a Unix socket.
    package var port: UInt16? {
        switch socketAddress {
        case .ipv4(_, let port), .ipv6(_, let port): port
        case .unix: nil
        }
    }

    /// The form that `init(parsing:)` reads.
    package var description: String { "\(socketAddress)" }
}
