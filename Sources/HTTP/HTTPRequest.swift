import Linux
package import OpenSSL
import Synchronization

/// Who is at the other end of a connection.
package enum PeerAddress: Sendable, Hashable, CustomStringConvertible {
    /// A numeric IP address, without the port.
    case ip(String)
    /// A process of this machine, over a Unix socket.
    case unixSocket

    package var description: String {
        switch self {
        case .ip(let address): address
        case .unixSocket: "unix socket"
        }
    }
}

extension PeerAddress {
    /// Reads where a proxy on this machine comes from: `unix`, or a numeric address of the loopback interface.
    package init?(onThisMachine text: String) {
        if text == "unix" {
            self = .unixSocket
        } else if let address = SocketAddress(numeric: text, port: 0), address.isOnThisMachine {
            self = .ip(address.host)
        } else {
            return nil
        }
    }

    /// The part of an address that one subscriber has: all of IPv4, also where it is written as IPv6, and the first 64 bits
    /// of IPv6. What is counted by address is counted by this.
    package var network: String {
        guard case .ip(let text) = self, case .ipv6(let bytes, _)? = SocketAddress(numeric: text, port: 0) else {
            return description
        }
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10...11].allSatisfy { $0 == 0xff }
        if isMapped { return SocketAddress.ipv4(Array(bytes[12...]), port: 0).host }
        return SocketAddress.ipv6(Array(bytes[..<8]) + [UInt8](repeating: 0, count: 8), port: 0).host + "/64"
    }
}

/// One `name=value` of a query string, decoded.
package struct QueryItem: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A whole request, checked for form and size.
package struct HTTPRequest: Sendable {
    package let method: HTTPMethod
    /// The path as it was sent, percent-encoded, without the query.
    package let path: String
    /// The decoded parts of the path: none for `/`, an empty last one where the path ends in `/`. A segment may hold a
    /// decoded `/`; it never is `.` or `..`.
    package let segments: [String]
    /// The query's pairs in order; a name may come twice.
    package let query: [QueryItem]
    package let headers: HTTPHeaders
    package let body: [UInt8]
    /// The other end of the connection; where that is the declared proxy, the client that it speaks for.
    package let peer: PeerAddress
    /// Of the certificate that the client has shown over TLS, vouched for by an authority of the configuration, or by the
    /// declared proxy.
    package let clientCertificate: SHA256Digest?
    /// True as soon as the client is gone or the server gives up waiting: the answer will reach nobody.
    package let isCancelled: @Sendable () -> Bool

    init(
        _ head: RequestHead, body: [UInt8], sender: RequestSender,
        isCancelled: @escaping @Sendable () -> Bool
    ) {
        method = head.method
        path = head.target.path
        segments = head.target.segments
        query = head.target.query
        headers = head.headers
        self.body = body
        peer = sender.peer
        clientCertificate = sender.certificate
        self.isCancelled = isCancelled
    }

    /// A request that did not come over a socket, for trying a handler; the target is read as strictly as any.
    package init(
        method: HTTPMethod, target: String, headers: HTTPHeaders = [:], body: [UInt8] = [],
        peer: PeerAddress = .unixSocket, clientCertificate: SHA256Digest? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws(HTTPRejection) {
        let target = try RequestTarget(parsing: Array(target.utf8))
        self.method = method
        path = target.path
        segments = target.segments
        query = target.query
        self.headers = headers
        self.body = body
        self.peer = peer
        self.clientCertificate = clientCertificate
        self.isCancelled = isCancelled
    }
}

/// Set once, by the reactor; read by the worker.
final class CancellationFlag: Sendable {
    private let flag = Atomic(false)
    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
}
