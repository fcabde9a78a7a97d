import CLinux
import Glibc

/// A stream socket that never blocks; its descriptor is closed when the last reference goes, so that no other thread
/// can be left with a number that means another socket by then.
package final class Socket: Sendable {
    let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { _ = Glibc.close(descriptor) }

    private static func make(_ address: SocketAddress) throws(SystemError) -> Socket {
        let descriptor = clinux_stream_socket(address.family)
        guard descriptor >= 0 else { throw SystemError.last("socket", "\(address)") }
        return Socket(descriptor: descriptor)
    }

    /// Listens; port 0 asks the kernel for a free one. A Unix socket is made with `permissions`, such as `0o600`, from
    /// its first moment; a path that exists throws `EADDRINUSE`, one above 107 bytes `ENAMETOOLONG`.
    package static func listen(
        on address: SocketAddress, backlog: Int32, permissions: UInt32
    ) throws(SystemError) -> Socket {
        let socket = try make(address)
        switch address {
        case .unix(let path):
            guard (1...SocketAddress.longestPath).contains(path.utf8.count) else {
                throw SystemError(operation: "bind", path: path, errno: ENAMETOOLONG)
            }
            // On an unbound Unix socket this sets the mode that the file will be made with.
            guard fchmod(socket.descriptor, permissions) == 0 else { throw SystemError.last("fchmod", path) }
        case .ipv4, .ipv6:
            try socket.set(SOL_SOCKET, SO_REUSEADDR)
            if address.family == AF_INET6 { try socket.set(Int32(IPPROTO_IPV6), IPV6_V6ONLY) }
        }
        let form = address.kernelForm
        guard unsafe clinux_bind(socket.descriptor, form, socklen_t(form.count)) == 0 else {
            throw SystemError.last("bind", "\(address)")
        }
        guard Glibc.listen(socket.descriptor, backlog) == 0 else { throw SystemError.last("listen", "\(address)") }
        return socket
    }

    /// Begins to connect. On this machine a connection is made or refused at once; elsewhere wait until the socket can be
    /// written to, and ask `checkConnected`.
    package static func connect(to address: SocketAddress) throws(SystemError) -> Socket {
        let socket = try make(address)
        let form = address.kernelForm
        let status = unsafe clinux_connect(socket.descriptor, form, socklen_t(form.count))
        guard status == 0 || errno == EINPROGRESS else { throw SystemError.last("connect", "\(address)") }
        return socket
    }

    /// Throws why a connection that was begun did not come to be.
    package func checkConnected() throws(SystemError) {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else {
            throw SystemError.last("getsockopt")
        }
        guard code == 0 else { throw SystemError(operation: "connect", path: nil, errno: code) }
    }

    private func set(_ level: Int32, _ option: Int32) throws(SystemError) {
        var on: Int32 = 1
        guard unsafe setsockopt(descriptor, level, option, &on, socklen_t(MemoryLayout<Int32>.size)) == 0 else {
            throw SystemError.last("setsockopt")
        }
    }

    /// Sends small writes at once (`TCP_NODELAY`); nothing to do for a Unix socket.
    package func sendWithoutDelay() {
        try? set(Int32(IPPROTO_TCP), TCP_NODELAY)
    }

    /// The address that this end is bound to.
    package func localAddress() throws(SystemError) -> SocketAddress {
        var form = [UInt8](repeating: 0, count: SocketAddress.longestKernelForm)
        var length = socklen_t(form.count)
        let status = unsafe clinux_get_name(descriptor, &form, &length)
        guard status == 0 else { throw SystemError.last("getsockname") }
        guard let address = SocketAddress(kernelForm: Array(form.prefix(Int(length)))) else {
            throw SystemError(operation: "getsockname", path: nil, errno: EAFNOSUPPORT)
        }
        return address
    }

    /// The next connection and where it comes from; nil where none waits. A connection that died in the queue counts
    /// as none. `EMFILE` and its like are thrown: the connection stays in the queue.
    package func accept() throws(SystemError) -> (socket: Socket, peer: SocketAddress)? {
        while true {
            var form = [UInt8](repeating: 0, count: SocketAddress.longestKernelForm)
            var length = socklen_t(form.count)
            let accepted = unsafe clinux_accept(descriptor, &form, &length)
            if accepted >= 0 {
                let peer = SocketAddress(kernelForm: Array(form.prefix(Int(length)))) ?? .unix(path: "")
                return (Socket(descriptor: accepted), peer)
            }
            switch errno {
            case EINTR: continue
            case EMFILE, ENFILE, ENOBUFS, ENOMEM, EBADF, EINVAL: throw SystemError.last("accept4")
            default: return nil  // EAGAIN, and errors of the network that belong to the lost connection
            }
        }
    }
}
