import CLinux
import Glibc

/// Tells which of many descriptors can be read or written: `epoll`, level-triggered, for one thread.
package final class Poller {
    /// What to be told of. Broken and fully closed connections are always told.
    package struct Interest: OptionSet, Sendable, Hashable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let reading = Interest(rawValue: 1)
        package static let writing = Interest(rawValue: 2)
        /// The other end has finished sending.
        package static let peerFinished = Interest(rawValue: 4)

        var flags: UInt32 {
            var flags: UInt32 = 0
            if contains(.reading) { flags |= clinux_epoll_in }
            if contains(.writing) { flags |= clinux_epoll_out }
            if contains(.peerFinished) { flags |= clinux_epoll_peer_closed }
            return flags
        }
    }

    /// What has happened to the descriptor that was added under a tag.
    package struct Event: Sendable, Hashable {
        package let tag: UInt64
        let flags: UInt32

        package var canRead: Bool { flags & clinux_epoll_in != 0 }
        package var canWrite: Bool { flags & clinux_epoll_out != 0 }
        package var peerFinished: Bool { flags & clinux_epoll_peer_closed != 0 }
        /// Broken, or closed in both directions.
        package var isBroken: Bool { flags & (clinux_epoll_error | clinux_epoll_hang_up) != 0 }
    }

    private let descriptor: Int32
    private var flags = [UInt32](repeating: 0, count: 64)
    private var tags = [UInt64](repeating: 0, count: 64)

    package init() throws(SystemError) {
        descriptor = clinux_epoll_create()
        guard descriptor >= 0 else { throw SystemError.last("epoll_create1") }
    }

    deinit { _ = close(descriptor) }

    package func add(_ socket: Socket, _ interest: Interest, tag: UInt64) throws(SystemError) {
        try add(descriptor: socket.descriptor, interest, tag: tag)
    }

    package func add(_ signal: WakeUpSignal, tag: UInt64) throws(SystemError) {
        try add(descriptor: signal.descriptor, .reading, tag: tag)
    }

    private func add(descriptor added: Int32, _ interest: Interest, tag: UInt64) throws(SystemError) {
        guard clinux_epoll_add(descriptor, added, interest.flags, tag) == 0 else { throw SystemError.last("epoll_ctl") }
    }

    package func change(_ socket: Socket, _ interest: Interest, tag: UInt64) throws(SystemError) {
        guard clinux_epoll_modify(descriptor, socket.descriptor, interest.flags, tag) == 0 else {
            throw SystemError.last("epoll_ctl")
        }
    }

    /// Forgets a socket; without effect where it was never added.
    package func remove(_ socket: Socket) {
        _ = clinux_epoll_remove(descriptor, socket.descriptor)
    }

    /// Waits for events, at most so many milliseconds, or without end for nil; at most 64 at a time.
    package func wait(milliseconds: Int?) throws(SystemError) -> [Event] {
        let timeout = milliseconds.map { Int32(clamping: max(0, $0)) } ?? -1
        let count = unsafe clinux_epoll_wait(descriptor, &flags, &tags, timeout)
        guard count >= 0 else {
            if errno == EINTR { return [] }
            throw SystemError.last("epoll_wait")
        }
        return (0..<Int(count)).map { Event(tag: tags[$0], flags: flags[$0]) }
    }
}

/// Wakes a waiting `Poller` from any thread (`eventfd`).
package final class WakeUpSignal: Sendable {
    let descriptor: Int32

    package init() throws(SystemError) {
        descriptor = clinux_eventfd()
        guard descriptor >= 0 else { throw SystemError.last("eventfd") }
    }

    deinit { _ = close(descriptor) }

    /// Raises the signal; raising it twice before it is taken is the same as once.
    package func raise() {
        var one: UInt64 = 1
        // The only failure that can happen is a counter at its maximum, and then the signal stands already.
        _ = unsafe write(descriptor, &one, 8)
    }

    /// Takes the signal down.
    package func take() {
        var count: UInt64 = 0
        _ = unsafe read(descriptor, &count, 8)
    }
}
