import AuditLog
import Gateway
import GatewayAPI
import HTTP
import Linux

/// The HTTP server with the gateway behind it; it stops in order when a signal asks for it.
struct GatewayServer {
    private let server: HTTPServer
    private let gateway: Gateway
    private let handler: GatewayHandler
    private let log: AuditLog
    private let served: ServedGeneration
    private let heartbeat: Heartbeat
    private let meter: MachineMeter
    private let observatory: Observatory
    private let surroundings: Surroundings
    /// Where it listens, with real ports.
    let addresses: [String]

    /// The first of them.
    var address: String { addresses[0] }

    /// Who speaks to the process by signals.
    enum Surroundings {
        /// Somebody at a terminal: each signal ends it at once.
        case terminal
        /// A service manager: SIGHUP has files read again; SIGTERM is told at `/health/ready` for some seconds first.
        case service(drainSeconds: Int, Reloads)
    }

    /// Listens at once, so that the address is known before anything is answered.
    init(
        _ gateway: Gateway, _ open: OpenDeployment, _ served: ServedGeneration, _ policies: PolicyFiles,
        _ heartbeat: Heartbeat, _ observatory: Observatory, _ wire: HTTPServerConfiguration,
        _ limits: RequestLimits, on surroundings: Surroundings
    ) throws(CommandError) {
        self.gateway = gateway
        self.observatory = observatory
        self.surroundings = surroundings
        log = open.log
        self.served = served
        self.heartbeat = heartbeat
        meter = MachineMeter(of: gateway)
        let handler = GatewayHandler(
            gateway: gateway, limits: limits, querySchema: try policies.querySchema()
        ) { event in observatory.observe(event) }
        self.handler = handler
        do throws(HTTPServerError) {
            server = try HTTPServer(configuration: wire, handler: handler)
            addresses = server.addresses.map(\.description)
        } catch { throw .failed("\(error.code): \(error.message)") }
        observatory.watch(
            Observatory.House(
                gateway: gateway, log: open.log, served: served, load: server.load, deployment: open.deployment))
    }

    /// Serves until it is told to end; then finishes what somebody waits for, ends the jobs and closes the log.
    func run() throws(CommandError) {
        let server = server
        try served.start()
        let beats = try heartbeat.start()
        let metering = try meter.start()
        observatory.observe(.stage(.serving))
        let watcher = try doing { () throws(SystemError) in
            try WorkerThread(name: "signals") {
                waitForTheEnd()
                observatory.observe(.stage(.stopping))
                server.stop()
            }
        }
        do throws(HTTPServerError) { try server.run() } catch { throw .failed("\(error.code): \(error.message)") }
        gateway.stop()
        handler.stop()
        served.stop()
        meter.stop(metering)
        heartbeat.stop(beats)
        log.stop()
        watcher.join()
    }

    /// Returns when the server is to stop. A second signal ends a drain.
    private func waitForTheEnd() {
        guard case .service(let seconds, let reloads) = surroundings else {
            _ = ProcessSignals.next()
            return
        }
        while ProcessSignals.next() == .hungUp { reloads.run() }
        guard seconds > 0 else { return }
        gateway.drain()
        observatory.observe(.stage(.draining))
        Console.tell("draining for \(seconds) seconds")
        _ = ProcessSignals.next(withinSeconds: seconds)
    }
}
