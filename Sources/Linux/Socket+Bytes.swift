import CLinux
import Glibc

/// What a socket had to give.
package enum Received: Sendable, Hashable {
    case bytes([UInt8])
    case nothingYet
    /// The other end has finished sending.
    case end
}

extension Socket {
    /// Reads what has arrived, at most `maximum` bytes, without waiting. Throws where the connection is broken.
    package func receive(maximum: Int) throws(SystemError) -> Received {
        while true {
            var count = 0
            var code: Int32 = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: maximum) { buffer, initialized in
                unsafe count = recv(descriptor, buffer.baseAddress!, maximum, 0)
                code = errno
                initialized = max(0, count)
            }
            if count > 0 { return .bytes(bytes) }
            if count == 0 { return .end }
            if code == EAGAIN || code == EWOULDBLOCK { return .nothingYet }
            guard code == EINTR else { throw SystemError(operation: "recv", path: nil, errno: code) }
        }
    }

    /// Hands bytes to the kernel without waiting and returns how many it took: 0 where it has no room. A closed
    /// connection throws `EPIPE`; no signal is raised.
    package func send(_ bytes: ArraySlice<UInt8>) throws(SystemError) -> Int {
        guard !bytes.isEmpty else { return 0 }
        while true {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe clinux_send(descriptor, buffer.baseAddress!, buffer.count)
            }
            if count >= 0 { return count }
            if errno == EAGAIN || errno == EWOULDBLOCK { return 0 }
            guard errno == EINTR else { throw SystemError.last("send") }
        }
    }

    /// Tells the other end that nothing more will be sent; what it still sends can be read.
    package func finishSending() {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Makes a listening socket refuse connections, those that wait in its queue included.
    package func stopListening() {
        _ = shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Waits until there is something to read (the end included): false when the time is over.
    package func waitUntilReadable(milliseconds: Int32) -> Bool { wait(for: Int16(POLLIN), milliseconds) }

    /// Waits until there is room to send: false when the time is over.
    package func waitUntilWritable(milliseconds: Int32) -> Bool { wait(for: Int16(POLLOUT), milliseconds) }

    private func wait(for events: Int16, _ milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: events, revents: 0)
        while true {
            let count = unsafe poll(&entry, 1, milliseconds)
            if count >= 0 { return count > 0 }
            guard errno == EINTR else { return false }
        }
    }
}
