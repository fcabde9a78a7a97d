import Linux

/// A listening socket and the address it really has.
struct Listener: Sendable {
    private static let backlog: Int32 = 128

    let socket: Socket
    let address: ListenAddress

    init(_ address: ListenAddress, permissions: UInt32) throws(HTTPServerError) {
        do throws(SystemError) {
            socket = try Self.listen(address.socketAddress, permissions)
            self.address = ListenAddress(try socket.localAddress())
        } catch {
            throw error.isAddressInUse ? .addressTaken("\(address)") : .system(error)
        }
    }

    private static func listen(_ address: SocketAddress, _ permissions: UInt32) throws(SystemError) -> Socket {
        do {
            return try Socket.listen(on: address, backlog: backlog, permissions: permissions)
        } catch {
            guard error.isAddressInUse, removeAbandonedSocket(address) else { throw error }
            return try Socket.listen(on: address, backlog: backlog, permissions: permissions)
        }
    }

    /// A process that was killed leaves its Unix socket behind: one that nobody answers is removed. Anything else that
    /// stands at the path stays.
    private static func removeAbandonedSocket(_ address: SocketAddress) -> Bool {
        guard case .unix(let path) = address, FileSystem.kind(path) == .socket else { return false }
        do throws(SystemError) {
            _ = try Socket.connect(to: address)
            return false
        } catch {
            guard error.isConnectionRefused else { return false }
            return (try? FileSystem.remove(path)) != nil
        }
    }

    /// Removes the path of a Unix socket, so that clients are refused at once.
    func removePath() {
        if case .unix(let path) = address.socketAddress { try? FileSystem.remove(path) }
    }
}
