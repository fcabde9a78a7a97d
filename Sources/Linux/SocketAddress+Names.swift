import CLinux
import Glibc

extension SocketAddress {
    /// The addresses of a host, as the system's resolver knows them, at most four; empty where it knows none. It may wait
    /// for name servers as long as the system is set to.
    package static func resolve(_ host: String, port: UInt16) -> [SocketAddress] {
        if let numeric = SocketAddress(numeric: host, port: port) { return [numeric] }
        var wish = unsafe addrinfo()
        unsafe wish.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, String(port), &wish, &first) == 0 else { return [] }
        defer { unsafe freeaddrinfo(first) }
        var found: [SocketAddress] = []
        var next = unsafe first
        while let entry = unsafe next, found.count < most {
            let form = unsafe UnsafeRawBufferPointer(
                start: entry.pointee.ai_addr, count: Int(entry.pointee.ai_addrlen))
            if let address = unsafe SocketAddress(kernelForm: Array(form)) { found.append(address) }
            unsafe next = entry.pointee.ai_next
        }
        return found
    }

    private static let most = 4
}
