package import Linux

/// All that a server may be told; every limit is a number that stands here.
package struct HTTPServerConfiguration: Sendable {
    /// How much may go on at the same time.
    package struct Concurrency: Sendable, Hashable {
        /// Open connections; the next ones wait in the kernel's queue.
        package let connections: Int
        /// Open connections of one IP address; the next one is closed at once. All of a Unix socket count as one.
        package let connectionsPerPeer: Int
        /// Threads that run the handler, each with a stack of 8 MiB.
        package let workers: Int
        /// Requests that wait for a worker; the next one is answered with 503.
        package let waitingRequests: Int

        /// Numbers below 1 are a programming error.
        package init(connections: Int, connectionsPerPeer: Int, workers: Int, waitingRequests: Int) {
            precondition(min(connections, connectionsPerPeer, workers, waitingRequests) >= 1, "at least one of each")
            self.connections = connections
            self.connectionsPerPeer = connectionsPerPeer
            self.workers = workers
            self.waitingRequests = waitingRequests
        }

        /// The same with at most half of the files that the process may open as connections: the rest is for the
        /// program's own, so that no client can keep it from writing.
        package func fitting(openFiles: Int) -> Concurrency {
            Concurrency(
                connections: max(1, min(connections, openFiles / 2)), connectionsPerPeer: connectionsPerPeer,
                workers: workers, waitingRequests: waitingRequests)
        }

        /// 512 connections, 256 of one peer (behind a proxy all are of one), 8 workers, 64 waiting requests.
        package static let standard = Concurrency(
            connections: 512, connectionsPerPeer: 256, workers: 8, waitingRequests: 64)
    }

    package let listeners: [ListenAddress]
    /// What ports speak; nil for plain text, which is what a Unix socket always speaks.
    package let tls: ServedTLS?
    package let limits: HTTPLimits
    package let deadlines: HTTPDeadlines
    package let concurrency: Concurrency
    /// Whose word on who sent a request counts: `Forwarded` (RFC 7239) and `Client-Cert` (RFC 9440). Nil for nobody's.
    package let trustedProxy: PeerAddress?
    /// Who may connect to a Unix socket, such as `0o600` for this user alone.
    package let unixSocketPermissions: UInt32
    /// For the `Date` field of responses.
    package let wallClock: WallClock

    package init(
        listeners: [ListenAddress], tls: ServedTLS?, limits: HTTPLimits, deadlines: HTTPDeadlines,
        concurrency: Concurrency, trustedProxy: PeerAddress?,
        unixSocketPermissions: UInt32, wallClock: WallClock
    ) {
        self.listeners = listeners
        self.tls = tls
        self.limits = limits
        self.deadlines = deadlines
        self.concurrency = concurrency
        self.trustedProxy = trustedProxy
        self.unixSocketPermissions = unixSocketPermissions
        self.wallClock = wallClock
    }

    /// In plain text, with the standard limits, deadlines and concurrency, and no proxy; a Unix socket for this user alone; the system's clock.
    package static func standard(listeners: [ListenAddress]) -> HTTPServerConfiguration {
        HTTPServerConfiguration(
            listeners: listeners, tls: nil, limits: .standard, deadlines: .standard, concurrency: .standard,
            trustedProxy: nil, unixSocketPermissions: 0o600, wallClock: .system)
    }
}
