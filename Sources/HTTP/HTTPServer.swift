import Linux
import Synchronization

/// An HTTP/1.1 server, in plain text on loopback ports and Unix sockets or over TLS on any port: one thread moves bytes, a bounded pool of workers runs the
/// handler.
///
/// ```swift
/// let server = try HTTPServer(configuration: .standard(listeners: [.loopback(port: 8080)]), handler: application)
/// try server.run()  // until another thread calls stop()
/// ```
package final class HTTPServer: Sendable {
    private let configuration: HTTPServerConfiguration
    private let handler: any HTTPHandler
    private let listeners: [Listener]
    private let wakeUp: WakeUpSignal
    private let isStopping = Atomic(false)
    /// What it has on its hands.
    package let load = HTTPServerLoad()
    private let hasRun = Atomic(false)

    /// Binds the listeners; connections wait in the kernel until `run()`.
    package init(configuration: HTTPServerConfiguration, handler: any HTTPHandler) throws(HTTPServerError) {
        guard !configuration.listeners.isEmpty else { throw .noListener }
        self.configuration = configuration
        self.handler = handler
        var listeners: [Listener] = []
        for address in configuration.listeners {
            listeners.append(try Listener(address, permissions: configuration.unixSocketPermissions))
        }
        self.listeners = listeners
        do throws(SystemError) {
            wakeUp = try WakeUpSignal()
        } catch {
            throw .system(error)
        }
    }

    /// The addresses that are bound, with their real ports, in the order of the configuration.
    package var addresses: [ListenAddress] { listeners.map(\.address) }

    /// The first address.
    package var address: ListenAddress { listeners[0].address }

    /// Serves on the calling thread until `stop()`; a server runs once. Returns how many requests were still without an
    /// answer when the drain deadline passed: 0 is a clean end. Their handlers have been told by the cancellation flag
    /// and may still be at work.
    @discardableResult
    package func run() throws(HTTPServerError) -> Int {
        precondition(!hasRun.exchange(true, ordering: .relaxed), "a server runs once")
        defer { for listener in listeners { listener.removePath() } }
        do throws(SystemError) {
            let workers = try Workers(configuration.concurrency, handler: handler, wakeUp: wakeUp)
            defer { workers.close() }
            let reactor = try Reactor(
                configuration: configuration, handler: handler, listeners: listeners, workers: workers, wakeUp: wakeUp,
                load: load)
            return try reactor.run { self.isStopping.load(ordering: .acquiring) }
        } catch {
            throw .system(error)
        }
    }

    /// Stops accepting, lets requests in flight finish within the drain deadline, and makes `run()` return. From any
    /// thread, before or during `run()`, as often as you like; not from a signal handler.
    package func stop() {
        isStopping.store(true, ordering: .releasing)
        wakeUp.raise()
    }
}
