import HTTP
import Linux

/// How the gateway behaves on the wire.
extension ServeSettings {
    func wire(over tls: ServedTLS?) throws(CommandError) -> HTTPServerConfiguration {
        let usual = HTTPDeadlines.standard
        return .gateway(
            listening: try address(), over: tls,
            deadlines: HTTPDeadlines(
                head: try milliseconds("--head-seconds") ?? usual.head,
                body: try milliseconds("--body-seconds") ?? usual.body,
                response: try milliseconds("--response-seconds") ?? usual.response,
                idle: try milliseconds("--idle-seconds") ?? usual.idle, linger: usual.linger, drain: usual.drain),
            concurrency: try concurrency())
    }

    func concurrency() throws(CommandError) -> HTTPServerConfiguration.Concurrency {
        let usual = HTTPServerConfiguration.Concurrency.gateway
        return HTTPServerConfiguration.Concurrency(
            connections: try number("--connections") ?? usual.connections,
            connectionsPerPeer: try number("--connections-per-peer") ?? usual.connectionsPerPeer,
            workers: try number("--workers") ?? usual.workers,
            waitingRequests: try number("--waiting-requests") ?? usual.waitingRequests)
    }

    private func milliseconds(_ option: String) throws(CommandError) -> Int? { try number(option).map { $0 * 1000 } }
}

extension HTTPServerConfiguration.Concurrency {
    /// What holds where nothing else is said. More workers than a plain server has: an answer holds its worker until its
    /// tick.
    static let gateway = HTTPServerConfiguration.Concurrency(
        connections: 512, connectionsPerPeer: 256, workers: 64, waitingRequests: 256)
}

extension HTTPServerConfiguration {
    /// With no more connections than the process may open files for.
    static func gateway(
        listening address: ListenAddress, over tls: ServedTLS?, deadlines: HTTPDeadlines, concurrency: Concurrency
    ) -> HTTPServerConfiguration {
        let files = Machine.raiseOpenFileLimit()
        let fitting = concurrency.fitting(openFiles: files)
        if fitting != concurrency {
            Console.tell("at most \(fitting.connections) connections, because only \(files) files may be open")
        }
        return HTTPServerConfiguration(
            listeners: [address], tls: tls, limits: .standard, deadlines: deadlines, concurrency: fitting,
            unixSocketPermissions: 0o660, wallClock: .system)
    }
}
