import HTTP
import Linux

/// How the gateway behaves on the wire.
extension ServeSettings {
    func wire(over tls: ServedTLS?) throws(CommandError) -> HTTPServerConfiguration {
        let usual = HTTPDeadlines.standard
        return .gateway(
            listening: try addresses(), over: tls,
            deadlines: HTTPDeadlines(
                head: try milliseconds("--head-seconds") ?? usual.head,
                body: try milliseconds("--body-seconds") ?? usual.body,
                response: try milliseconds("--response-seconds") ?? usual.response,
                idle: try milliseconds("--idle-seconds") ?? usual.idle, linger: usual.linger, drain: usual.drain),
            concurrency: try concurrency(), trustedProxy: try trustedProxy())
    }

    /// The proxy whose word on clients counts. It must be one that can be there: on a Unix socket all are its users.
    func trustedProxy() throws(CommandError) -> PeerAddress? {
        guard let text = options.value("--trusted-proxy") else { return nil }
        guard let proxy = PeerAddress(onThisMachine: text) else {
            throw .usage("`--trusted-proxy` takes unix, or an address of this machine such as 127.0.0.1")
        }
        guard try addresses().contains(where: { ($0.port == nil) == (proxy == .unixSocket) }) else {
            throw .failed(
                "`--trusted-proxy \(text)` does not fit --listen: over a Unix socket the proxy is unix, and only there")
        }
        return proxy
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
        listening addresses: [ListenAddress], over tls: ServedTLS?, deadlines: HTTPDeadlines, concurrency: Concurrency,
        trustedProxy: PeerAddress?
    ) -> HTTPServerConfiguration {
        let files = Machine.raiseOpenFileLimit()
        let fitting = concurrency.fitting(openFiles: files)
        if fitting != concurrency {
            Console.tell("at most \(fitting.connections) connections, because only \(files) files may be open")
        }
        return HTTPServerConfiguration(
            listeners: addresses, tls: tls, limits: .standard, deadlines: deadlines, concurrency: fitting,
            trustedProxy: trustedProxy, unixSocketPermissions: 0o660, wallClock: .system)
    }
}
