import AuditLog
import Catalogue
import DataLoading
import DemoRegion
import Foundation
import Gateway
import Governance
import HTTP
import Identity
import JSON
import Linux
import Snapshots

/// `salthouse demo`: a made-up region, served with tokens for everybody.
struct DemoCommand {
    private let words: [String]
    private let options: Options
    private let seed: Int
    private let oneIn: Int

    init(_ words: [String]) throws(CommandError) {
        self.words = words
        options = try Options(
            words, values: ["--listen", "--directory", "--scale", "--seed", "--policies"], flags: ["--json"])
        guard options.rest.isEmpty else { throw .usage("`demo` takes options only") }
        seed = try options.number("--seed", in: 0...Int(Int32.max)) ?? 1
        oneIn = options.value("--scale") == "full" ? 1 : try options.number("--scale", in: 1...10_000) ?? 20
    }

    func run() throws(CommandError) {
        let directory: String
        if let named = options.value("--directory") { directory = named } else { directory = try Self.stateDirectory() }
        let deployment = Deployment(directory: directory)
        let isNew = !deployment.exists
        try settle(deployment, isNew: isNew)
        let open = try OpenDeployment(deployment)
        let choice = try PolicyChoice(
            in: open, folder: options.value("--policies"), dominance: DominanceFile(named: nil, of: deployment))
        let heartbeat = try Heartbeat(
            in: open.log, every: Heartbeat.hour, toldBy: words, policies: choice.policy.identity.hash)
        try heartbeat.boot()
        let served = ServedGeneration(open, serving: try load(into: open), under: choice.profiles)
        let gateway = try open.gateway(under: choice, jobs: .usual, issuers: { [] }, generation: { served.current })
        let cast: DemoCast
        do throws(GatewayError) { cast = try DemoCast(gateway, policy: choice.policy) } catch {
            throw .failed("\(error.code): \(error.message)")
        }
        let server = try serve(gateway, open, served, choice.files, heartbeat)
        let story = DemoStory(
            url: "http://\(server.address)", cast: cast, deployment: deployment, key: "\(open.log.key)")
        if options.has("--json") {
            Console.say(String(decoding: story.json.bytes(), as: UTF8.self))
        } else {
            for line in story.lines { Console.say(line) }
        }
        try server.run()
    }

    /// A new directory gets keys and a log, and remembers its seed; an old one must have been made from the same.
    private func settle(_ deployment: Deployment, isNew: Bool) throws(CommandError) {
        let path = "\(deployment.directory)/demo.json"
        let mine: JSONValue = ["seed": .integer(seed), "oneIn": .integer(oneIn)]
        if isNew {
            try deployment.create(origin: "salthouse-demo.example/\(seed)-\(oneIn)")
            try doing { () throws(SystemError) in
                try FileSystem.writeAtomically(mine.bytes(), to: path, permissions: 0o640)
            }
            return
        }
        try deployment.version().demandCurrent(deployment.directory)
        let found = try doing { () throws(SystemError) in try FileSystem.readFile(path, maximumBytes: 4096) }
        guard found == mine.bytes() else {
            throw .failed(
                "`\(deployment.directory)` was made from another seed or scale: \(String(decoding: found, as: UTF8.self));"
                    + " use the same, or another --directory")
        }
    }

    /// Makes and publishes the region on the first run; later only the day of the opt-out list moves on.
    private func load(into open: OpenDeployment) throws(CommandError) -> Generation {
        let store = open.deployment.store
        let today = String(WallClock.system.now().description.prefix(10))
        guard let day = CalendarDay(today) else { throw .failed("the clock shows no day that we know") }
        do {
            let before = try store.current()
            if let before, before.optOuts.version == today { return before }
            var builder = try GenerationBuilder(
                store: store, key: try PseudonymKey(file: open.deployment.pseudonymKey),
                now: WallClock.system.now())
            if before == nil {
                Console.tell("making a synthetic region: one in \(oneIn) of 1.55 million people, seed \(seed)")
            }
            let region = DemoRegion(seed: UInt64(seed), oneIn: oneIn, threads: WorkerThread.processors)
            if before == nil {
                let progress = ConsoleProgress(clock: .system)
                defer { progress.end() }
                try region.load(into: &builder, optOutVersion: day, progress: progress.show) { report in
                    progress.end()
                    Console.tell(report.lines[0])
                }
            } else {
                try builder.addOptOuts(region.optOuts(), version: day, identifier: DemoRegion.optOutIdentifier)
            }
            try TriedDefinitions.check(try builder.catalogue())
            let generation = try open.publish(
                GenerationOffer(try builder.stage(), optOutDay: today), before: before)
            try builder.retain(generationsKept)
            return generation
        } catch { throw .told(error) }
    }

    /// Listens where it was told to, or at the first free port from 8080 on.
    private func serve(
        _ gateway: Gateway, _ open: OpenDeployment, _ served: ServedGeneration, _ files: PolicyFiles,
        _ heartbeat: Heartbeat
    ) throws(CommandError) -> GatewayServer {
        if let address = options.value("--listen") {
            let wire = Self.wire(try ServeSettings.address(address))
            return try GatewayServer(
                gateway, open, served, files, heartbeat, Observatory(), wire, .demo, on: .terminal)
        }
        var last = CommandError.failed("no port is free")
        for port in UInt16(8080)..<8100 {
            do throws(CommandError) {
                let wire = Self.wire(.loopback(port: port))
                return try GatewayServer(
                    gateway, open, served, files, heartbeat, Observatory(), wire, .demo, on: .terminal)
            } catch { last = error }
        }
        throw last
    }

    private static func wire(_ address: ListenAddress) -> HTTPServerConfiguration {
        .gateway(listening: [address], over: nil, deadlines: .standard, concurrency: .gateway, trustedProxy: nil)
    }

    /// Outside any checkout: the folder for programs' state of this person.
    private static func stateDirectory() throws(CommandError) -> String {
        if let state = environment("XDG_STATE_HOME") { return "\(state)/salthouse/demo" }
        guard let home = environment("HOME") else {
            throw .usage("say with --directory where the demo may keep its state")
        }
        return "\(home)/.local/state/salthouse/demo"
    }

    private static func environment(_ name: String) -> String? {
        let value = ProcessInfo.processInfo.environment[name]
        return value.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
}
