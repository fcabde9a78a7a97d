import AuditLog
import Gateway
import GatewayAPI
import Governance
import HTTP
import Identity
import Linux
import Snapshots

/// `salthouse serve`: answers over HTTP until it is told to stop.
struct ServeCommand {
    private let settings: ServeSettings

    init(_ words: [String]) throws(CommandError) { settings = try ServeSettings(words) }

    func run() throws(CommandError) {
        let deployment = try settings.deployment()
        try settings.demandSafePlaces()
        try settings.demandClock()
        let jobs = try settings.jobs()
        let identity = try settings.identity()
        let seconds = try settings.heartbeatSeconds()
        let witnessing = try settings.witnesses()
        let files = try settings.tls()
        let tls = try files.map { files throws(CommandError) in ServedTLS(try files.read()) }
        let wire = try settings.wire(over: tls)
        ProcessSignals.prepareReadingAgain()
        let readAgain: @Sendable () -> Void = { if let files, let tls { files.renew(tls) } }
        let open = try OpenDeployment(deployment, pin: settings.options.value("--pin"))
        let choice = try PolicyChoice(
            in: open, folder: settings.options.value("--policies"), dominance: settings.dominance(of: deployment))
        let heartbeat = try Heartbeat(
            in: open.log, every: seconds, toldBy: settings.words, policies: choice.policy.identity.hash)
        try heartbeat.boot()
        let generation: Generation?
        do throws(SnapshotError) { generation = try deployment.store.current() } catch { throw .told(error) }
        if generation == nil { Console.tell("no data is loaded yet: every query is answered with 503") }
        let served = ServedGeneration(open, serving: generation, under: choice.profiles)
        let gateway = try open.gateway(
            under: choice, jobs: jobs, issuers: identity.map { [$0.issuer] } ?? [], generation: { served.current })
        let server = try GatewayServer(gateway, open.log, served, choice.files, heartbeat, wire)
        Console.tell("serving on \(server.address)")
        let serve = { () throws(CommandError) in try server.run(readingAgain: readAgain) }
        let serveWatched = { () throws(CommandError) in
            guard let (policy, hours) = witnessing else { return try serve() }
            try WitnessLoop(open.log, policy: policy, hours: hours).showing(serve)
        }
        if let identity { try identity.fetchingKeys(serveWatched) } else { try serveWatched() }
    }
}

/// The HTTP server with the gateway behind it; it stops in order when a signal asks for it.
struct GatewayServer {
    private let server: HTTPServer
    private let gateway: Gateway
    private let handler: GatewayHandler
    private let log: AuditLog
    private let served: ServedGeneration
    private let heartbeat: Heartbeat
    private let meter: MachineMeter
    let address: String

    /// Listens at once, so that the address is known before anything is answered.
    init(
        _ gateway: Gateway, _ log: AuditLog, _ served: ServedGeneration, _ policies: PolicyFiles,
        _ heartbeat: Heartbeat, _ wire: HTTPServerConfiguration
    ) throws(CommandError) {
        self.gateway = gateway
        self.log = log
        self.served = served
        self.heartbeat = heartbeat
        meter = MachineMeter(of: gateway)
        let handler = GatewayHandler(gateway: gateway, querySchema: try policies.querySchema()) {
            Console.tell("\($0.code): \($0.message)")
        }
        self.handler = handler
        do throws(HTTPServerError) {
            server = try HTTPServer(configuration: wire, handler: handler)
            address = server.address.description
        } catch { throw .failed("\(error.code): \(error.message)") }
    }

    /// Serves until SIGTERM or SIGINT; then finishes what somebody waits for, ends the jobs and closes the log.
    ///
    /// - Parameter readAgain: what SIGHUP asks for, once `ProcessSignals.prepareReadingAgain` was called; nil: nothing listens
    ///   to it.
    func run(readingAgain readAgain: (@Sendable () -> Void)?) throws(CommandError) {
        let server = server
        try served.start()
        let beats = try heartbeat.start()
        let metering = try meter.start()
        let watcher = try doing { () throws(SystemError) in
            try WorkerThread(name: "signals") {
                if let readAgain {
                    while ProcessSignals.waitForRequest() == .readAgain { readAgain() }
                } else {
                    _ = ProcessSignals.waitForTermination()
                }
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
}
