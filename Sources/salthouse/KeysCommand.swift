import AuditLog
import Gateway
import GatewayStorage
import JSON
import Linux
import OpenSSL
import Snapshots

/// `salthouse keys`: every key of a deployment, and changing them.
struct KeysCommand {
    private let verb: Verb

    private enum Verb {
        case list(Options)
        case signing(AuditKeyChange)
        case rotate(DeploymentKey, Options)
    }

    init(_ words: [String]) throws(CommandError) {
        let rest = Array(words.dropFirst())
        switch words.first {
        case "list":
            let options = try Options(rest, values: ["--directory"], flags: ["--json"])
            guard options.rest.isEmpty else { throw .usage("`keys list` takes options only") }
            verb = .list(options)
        case "rotate":
            guard let name = rest.first, let key = DeploymentKey(rawValue: name) else {
                throw .usage("`keys rotate` takes the name of a key: signing, database, vault or pseudonym")
            }
            let words = Array(rest.dropFirst())
            if key == .signing {
                verb = .signing(try AuditKeyChange(words))
            } else {
                let options = try Options(words, values: ["--directory", "--pin"], flags: [])
                guard options.rest.isEmpty else { throw .usage("`keys rotate` takes one key") }
                verb = .rotate(key, options)
            }
        default: throw .usage("`keys` takes list or rotate")
        }
    }

    func run() throws(CommandError) {
        switch verb {
        case .list(let options): try list(options)
        case .signing(let change): try change.run()
        case .rotate(let key, let options): try rotate(key, options)
        }
    }

    private func list(_ options: Options) throws(CommandError) {
        let deployment = try Deployment.existing(try options.required("--directory"))
        let rows = try DeploymentKey.allCases.map { (key) throws(CommandError) in
            (
                key,
                days: try key.file.flatMap { (file) throws(CommandError) in
                    try Self.days("\(deployment.directory)/\(file)")
                }
            )
        }
        if options.has("--json") {
            let list = rows.map { key, days -> JSONValue in
                [
                    "key": .string(key.rawValue), "file": key.file.map { .string($0) } ?? .null,
                    "days": days.map { .integer($0) } ?? .null, "whoeverHoldsIt": .string(key.trust),
                    "change": .string(key.change),
                ]
            }
            return Console.say(String(decoding: JSONValue.object(["keys": .array(list)]).bytes(), as: UTF8.self))
        }
        for (key, days) in rows {
            let age = days.map { "\($0) days old" } ?? (key.file == nil ? "elsewhere" : "not here")
            Console.say("\(key.rawValue)\t\(age)\twhoever holds it \(key.trust)\n\tchange: \(key.change)")
        }
    }

    /// How old a file is; nil where it is not there.
    private static func days(_ path: String) throws(CommandError) -> Int? {
        guard FileSystem.exists(path) else { return nil }
        let written = try doing { () throws(SystemError) in try FileSystem.modified(path) }
        return Int(max(0, WallClock.system.now().seconds - written.seconds) / 86_400)
    }

    private func rotate(_ key: DeploymentKey, _ options: Options) throws(CommandError) {
        let deployment = try Deployment.existing(try options.required("--directory"))
        let change: (OpenDeployment) throws(CommandError) -> Void
        switch key {
        case .database: change = { open throws(CommandError) in try open.deployment.changeDatabaseKey() }
        case .vault:
            change = { open throws(CommandError) in
                do throws(StoreError) { try open.vault.changeKeys() } catch { throw .told(error) }
            }
        case .pseudonym:
            try Self.demandNoData(deployment)
            change = { open throws(CommandError) in try Deployment.makeKey(open.deployment.pseudonymKey) }
        case .signing, .next, .gateway, .dominance, .tokens, .certificate, .signIn, .witness:
            throw .failed("this is not how `\(key.rawValue)` is changed: \(key.change)")
        }
        if let file = key.file?.split(separator: "/").last.map(String.init), Credentials.given(file) != nil {
            throw .failed("the service manager gives `\(file)`: change it where it comes from")
        }
        let open = try OpenDeployment(deployment, pin: options.value("--pin"))
        defer { open.log.stop() }
        // Told before it is done: a change that was cut short is told, and is made again.
        let entries = try logging { () throws(AuditError) in
            try open.log.append([
                AuditDraft(
                    type: "key.change",
                    event: ["key": .string(key.rawValue), "req": .string(Hex.encode(SecureRandom.bytes(16)))])
            ])
        }
        try change(open)
        Console.say(
            "changed `\(key.rawValue)` under entry \(entries[0].seq); make a backup now: those of before need the key of before"
        )
    }

    /// Later files would not link to those that are loaded.
    private static func demandNoData(_ deployment: Deployment) throws(CommandError) {
        let loaded: Bool
        do throws(SnapshotError) { loaded = try deployment.store.current() != nil } catch { throw .told(error) }
        guard !loaded else {
            throw .failed(
                "data are loaded under this key, and later files would not link to them: move `\(deployment.data)` away, change "
                    + "the key, and load every file again; nothing was changed")
        }
    }
}
