import Synchronization

/// How much a server has on its hands, for whoever watches it from another thread.
package final class HTTPServerLoad: Sendable {
    private let open = Atomic(0)
    private let handedOver = Atomic(0)

    /// Open connections.
    package var connections: Int { open.load(ordering: .relaxed) }
    /// Requests that workers have, or that wait for one.
    package var requests: Int { handedOver.load(ordering: .relaxed) }

    func count(connections: Int) { open.store(connections, ordering: .relaxed) }
    func count(requests change: Int) { handedOver.add(change, ordering: .relaxed) }
}
