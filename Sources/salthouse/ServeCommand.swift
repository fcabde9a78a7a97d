import AuditLog
import Gateway
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
        let observatory = Observatory()
        let journal = try settings.wantsJSONLines() ? ConsoleJournal(clock: .system) : nil
        Console.keep(journal)
        defer {
            Console.keep(nil)
            journal?.stop()
        }
        observatory.observe(.stage(.starting))
        let local = try settings.metrics().map { (address) throws(CommandError) in
            try LocalListener(address, showing: observatory)
        }
        defer { local?.stop() }
        if let local { Console.tell("metrics on \(local.address)") }
        try serve(under: observatory)
    }

    private func serve(under observatory: Observatory) throws(CommandError) {
        let deployment = try settings.deployment()
        try settings.demandSafePlaces()
        try settings.demandClock()
        let jobs = try settings.jobs()
        let rules = try settings.identity()
        let seconds = try settings.heartbeatSeconds()
        let witnessing = try settings.witnesses()
        let files = try settings.tls()
        let tls = try files.map { files throws(CommandError) in ServedTLS(try files.read()) }
        let wire = try settings.wire(over: tls)
        let limits = try settings.limits()
        let drain = try settings.drainSeconds()
        let open = try OpenDeployment(
            deployment, pin: settings.options.value("--pin"), disk: .watched(by: observatory))
        let choice = try PolicyChoice(
            in: open, folder: settings.options.value("--policies"), dominance: settings.dominance(of: deployment))
        let heartbeat = try Heartbeat(
            in: open.log, every: seconds, toldBy: settings.words, policies: choice.policy.identity.hash)
        try heartbeat.boot()
        let generation: Generation?
        do throws(SnapshotError) { generation = try deployment.store.current() } catch { throw .told(error) }
        if generation == nil { Console.tell("no data is loaded yet: every query is answered with 503") }
        let identity = try ServedIdentity(rules)
        defer { identity.stop() }
        let served = ServedGeneration(open, serving: generation, under: choice.profiles)
        let gateway = try open.gateway(
            under: choice, jobs: jobs, issuers: { identity.issuers }, generation: { served.current })
        let reloads = Reloads()
        if rules != nil {
            reloads.add("the sign-in rules") { () throws(CommandError) in
                try settings.demandSafePlaces()
                if let rules = try settings.identity() { try identity.replace(by: rules) }
            }
        }
        if let files, let tls {
            reloads.add("the files of TLS") { () throws(CommandError) in try files.renew(tls) }
        }
        let server = try GatewayServer(
            gateway, open, served, choice.files, heartbeat, observatory, wire,
            limits, on: .service(drainSeconds: drain, reloads))
        for address in server.addresses { Console.tell("serving on \(address)") }
        let serve = { () throws(CommandError) in try server.run() }
        let serveWatched = { () throws(CommandError) in
            guard let (policy, hours) = witnessing else { return try serve() }
            let witnesses = try WitnessLoop(open.log, policy: policy, hours: hours)
            reloads.add("the witness policy") { () throws(CommandError) in
                if let (policy, _) = try settings.witnesses() { try witnesses.ask(policy) }
            }
            try witnesses.showing(serve)
        }
        try serveWatched()
    }
}
