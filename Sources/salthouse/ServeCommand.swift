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
    private let words: [String]
    private let options: Options

    init(_ words: [String]) throws(CommandError) {
        self.words = words
        options = try Options(
            words,
            values: JobLimits.options.union([
                "--directory", "--listen", "--policies", "--pin", "--witnesses", "--witness-hours",
                "--heartbeat-minutes", "--dominance", "--identity",
            ]),
            flags: ["--synchronised"])
        guard options.rest.isEmpty else { throw .usage("`serve` takes options only") }
    }

    func run() throws(CommandError) {
        let deployment = try Deployment.existing(try options.required("--directory"))
        let hours = try options.number("--witness-hours", in: 1...10_000)
        guard hours == nil || options.value("--witnesses") != nil else {
            throw .usage("`--witness-hours` needs --witnesses")
        }
        let minutes = try options.number("--heartbeat-minutes", in: 1...1440)
        guard !options.has("--synchronised") || Machine.isClockSynchronised == true else {
            throw .failed("the kernel does not say that its clock is synchronised; see chronyc or timedatectl")
        }
        let jobs = try JobLimits(options)
        var issuers: [TokenIssuer] = []
        if let path = options.value("--identity") { issuers = [try IdentityFile(path).issuer] }
        let open = try OpenDeployment(deployment, pin: options.value("--pin"))
        let choice = try PolicyChoice(
            in: open, folder: options.value("--policies"),
            dominance: DominanceFile(named: options.value("--dominance"), of: deployment))
        let heartbeat = try Heartbeat(
            in: open.log, every: minutes.map { $0 * 60 } ?? Heartbeat.hour, toldBy: words,
            policies: choice.policy.identity.hash)
        try heartbeat.boot()
        let generation: Generation?
        do throws(SnapshotError) { generation = try deployment.store.current() } catch {
            throw .failed("\(error.code): \(error.message)")
        }
        if generation == nil { Console.tell("no data is loaded yet: every query is answered with 503") }
        let served = ServedGeneration(open, serving: generation, under: choice.profiles)
        let gateway = try open.gateway(under: choice, jobs: jobs, issuers: issuers, generation: { served.current })
        let address = options.value("--listen") ?? "127.0.0.1:8080"
        let server = try GatewayServer(gateway, open.log, served, choice.files, heartbeat, listening: address)
        Console.tell("serving on \(server.address)")
        guard let policy = options.value("--witnesses") else { return try server.run() }
        let witnesses = try WitnessLoop(open.log, policy: policy, hours: hours)
        let thread = try witnesses.start()
        defer {
            witnesses.stop()
            thread.join()
        }
        try server.run()
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

    /// More than the workers of a plain server: an answer holds its worker until its tick.
    private static let concurrency = HTTPServerConfiguration.Concurrency(
        connections: 512, connectionsPerPeer: 256, workers: 64, waitingRequests: 256)

    /// Listens at once, so that the address is known before anything is answered.
    init(
        _ gateway: Gateway, _ log: AuditLog, _ served: ServedGeneration, _ policies: PolicyFiles,
        _ heartbeat: Heartbeat, listening text: String
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
            let listener = try ListenAddress(parsing: text)
            server = try HTTPServer(
                configuration: HTTPServerConfiguration(
                    listeners: [listener], limits: .standard, deadlines: .standard, concurrency: Self.concurrency,
                    unixSocketPermissions: 0o660, wallClock: .system),
                handler: handler)
            address = server.address.description
        } catch { throw .failed("\(error.code): \(error.message)") }
    }

    /// Serves until SIGTERM or SIGINT; then finishes what somebody waits for, ends the jobs and closes the log.
    func run() throws(CommandError) {
        let server = server
        try served.start()
        let beats = try heartbeat.start()
        let metering = try meter.start()
        let watcher = try doing { () throws(SystemError) in
            try WorkerThread(name: "signals") {
                _ = ProcessSignals.waitForTermination()
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
