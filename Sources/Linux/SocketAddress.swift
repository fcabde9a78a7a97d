import Glibc

/// Where a stream socket listens or comes from.
package enum SocketAddress: Sendable, Hashable, CustomStringConvertible {
    /// Four bytes and a port.
    case ipv4([UInt8], port: UInt16)
    /// Sixteen bytes and a port; without a scope.
    case ipv6([UInt8], port: UInt16)
    /// A path in the file system; empty for the unnamed other end.
    case unix(path: String)

    /// Reads a numeric address of either family; nil for anything else, names included.
    package init?(numeric host: String, port: UInt16) {
        if let bytes = Self.bytes(of: host, family: AF_INET, count: 4) {
            self = .ipv4(bytes, port: port)
        } else if let bytes = Self.bytes(of: host, family: AF_INET6, count: 16) {
            self = .ipv6(bytes, port: port)
        } else {
            return nil
        }
    }

    private static func bytes(of host: String, family: Int32, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let status = unsafe bytes.withUnsafeMutableBytes { unsafe inet_pton(family, host, $0.baseAddress!) }
        return status == 1 ? bytes : nil
    }

    /// True for 127.0.0.0/8, ::1 and Unix sockets: nothing that another machine can reach.
    package var isOnThisMachine: Bool {
        switch self {
        case .ipv4(let bytes, _): bytes.first == 127
        case .ipv6(let bytes, _): bytes == [UInt8](repeating: 0, count: 15) + [1]
        case .unix: true
        }
    }

    /// The address without the port: one text for every connection of one peer.
    package var host: String {
        switch self {
        case .ipv4(let bytes, _): bytes.map(String.init).joined(separator: ".")
        case .ipv6(let bytes, _): Self.text(ofIPv6: bytes)
        case .unix(let path): path
        }
    }

    private static func text(ofIPv6 bytes: [UInt8]) -> String {
        var text = [UInt8](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        unsafe text.withUnsafeMutableBytes { buffer in
            let start = unsafe buffer.bindMemory(to: CChar.self)
            _ = unsafe inet_ntop(AF_INET6, bytes, start.baseAddress!, socklen_t(buffer.count))
        }
        return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }

    package var description: String {
        switch self {
        case .ipv4(_, let port): "\(host):\(port)"
        case .ipv6(_, let port): "[\(host)]:\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }

    var family: Int32 {
        switch self {
        case .ipv4: AF_INET
        case .ipv6: AF_INET6
        case .unix: AF_UNIX
        }
    }
}

// The kernel's form: the family in this machine's order, then for IP the port in network order and the address at
// byte 4 (`sockaddr_in`) or 8 (`sockaddr_in6`), for Unix the path and a zero (`sockaddr_un`, at most 108 bytes of path).
extension SocketAddress {
    static let longestPath = 107
    static let longestKernelForm = 110

    var kernelForm: [UInt8] {
        let start = [UInt8(family & 0xff), UInt8(family >> 8)]
        switch self {
        case .ipv4(let bytes, let port):
            return start + Self.networkOrder(port) + bytes + [UInt8](repeating: 0, count: 8)
        case .ipv6(let bytes, let port):
            return start + Self.networkOrder(port) + [0, 0, 0, 0] + bytes + [0, 0, 0, 0]
        case .unix(let path):
            return start + Array(path.utf8) + [0]
        }
    }

    init?(kernelForm bytes: [UInt8]) {
        guard bytes.count >= 2 else { return nil }
        let port = bytes.count >= 4 ? UInt16(bytes[2]) << 8 | UInt16(bytes[3]) : 0
        switch Int32(bytes[0]) | Int32(bytes[1]) << 8 {
        case AF_INET where bytes.count >= 8: self = .ipv4(Array(bytes[4..<8]), port: port)
        case AF_INET6 where bytes.count >= 24: self = .ipv6(Array(bytes[8..<24]), port: port)
        case AF_UNIX: self = .unix(path: String(decoding: bytes[2...].prefix { $0 != 0 }, as: UTF8.self))
        default: return nil
        }
    }

    private static func networkOrder(_ port: UInt16) -> [UInt8] {
        [UInt8(port >> 8), UInt8(port & 0xff)]
    }
}
