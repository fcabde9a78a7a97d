import AuditLog
import Gateway
import HTTP
import Identity
import Linux

/// What `serve` was told: the words of the command line, those of a configuration file in the place of `--config`.
///
/// A setting is said once: the file and the command line may not both say it.
struct ServeSettings {
    /// All words, whoever said them.
    let words: [String]
    let options: Options
    /// The configuration file that was named.
    let file: String?

    init(_ words: [String]) throws(CommandError) {
        var words = words
        var file: String?
        if let place = words.firstIndex(of: "--config") {
            guard place + 1 < words.count else { throw .usage("`--config` needs a value") }
            let configuration = try ConfigurationFile(words[place + 1])
            file = configuration.path
            words.replaceSubrange(place...(place + 1), with: configuration.words)
        }
        self.words = words
        self.file = file
        let named = ServeSetting.all.filter { !$0.isFlag }.map(\.option)
        let flags = ServeSetting.all.filter(\.isFlag).map(\.option)
        options = try Options(words, values: Set(named), flags: Set(flags))
        guard options.rest.isEmpty else { throw .usage("`serve` takes options only") }
    }

    /// A number within the range that the table says.
    func number(_ option: String) throws(CommandError) -> Int? {
        guard case .number(let range)? = ServeSetting.all.first(where: { $0.option == option })?.kind else {
            preconditionFailure("`\(option)` is no number in the table")
        }
        return try options.number(option, in: range)
    }

    func deployment() throws(CommandError) -> Deployment {
        try Deployment.existing(try options.required("--directory"))
    }

    func dominance(of deployment: Deployment) -> DominanceFile {
        DominanceFile(named: options.value("--dominance"), of: deployment)
    }

    func jobs() throws(CommandError) -> JobLimits {
        let usual = JobLimits.usual
        return JobLimits(
            threads: try number("--job-threads") ?? usual.threads,
            waiting: try number("--job-queue") ?? usual.waiting,
            perPerson: try number("--jobs-per-person") ?? usual.perPerson,
            perProject: try number("--jobs-per-project") ?? usual.perProject,
            fromClass: try number("--job-class") ?? usual.fromClass)
    }

    func identity() throws(CommandError) -> IdentityFile? {
        guard let path = options.value("--identity") else { return nil }
        let file = try IdentityFile(path)
        let mayShow = ["--tls-client-ca", "--trusted-proxy"].contains { options.value($0) != nil }
        guard !file.issuer.rules.certificateBound || mayShow else {
            throw .failed(
                "`\(path)` asks for tokens bound to certificates, and only --tls-client-ca or a declared proxy shows one"
            )
        }
        return file
    }

    func heartbeatSeconds() throws(CommandError) -> Int {
        try number("--heartbeat-minutes").map { $0 * 60 } ?? Heartbeat.hour
    }

    func witnesses() throws(CommandError) -> (policy: WitnessPolicy, hours: Int?)? {
        let hours = try number("--witness-hours")
        guard let path = options.value("--witnesses") else {
            guard hours == nil else { throw .usage("`--witness-hours` needs --witnesses") }
            return nil
        }
        return (try WitnessLoop.policy(path), hours)
    }

    func tls() throws(CommandError) -> TLSFiles? { try TLSFiles(options) }

    func address() throws(CommandError) -> ListenAddress {
        let text = options.value("--listen") ?? "127.0.0.1:8080"
        guard try tls() != nil else { return try Self.address(text) }
        do throws(HTTPServerError) { return try ListenAddress(parsingForTLS: text) } catch {
            throw .failed("\(error.code): \(error.message)")
        }
    }

    /// Everywhere that it listens, the address of `--listen` first.
    func addresses() throws(CommandError) -> [ListenAddress] {
        guard let text = options.value("--proxy-socket") else { return [try address()] }
        let socket = try Self.address(text)
        guard socket.port == nil else { throw .usage("`--proxy-socket` takes unix:/path") }
        return [try address(), socket]
    }

    func metrics() throws(CommandError) -> ListenAddress? {
        guard let text = options.value("--metrics") else { return nil }
        return try Self.address(text)
    }

    /// Whether standard error is for programs.
    func wantsJSONLines() throws(CommandError) -> Bool {
        switch options.value("--journal") {
        case nil, "text": return false
        case "json": return true
        default: throw .usage("`--journal` takes text or json")
        }
    }

    func drainSeconds() throws(CommandError) -> Int { try number("--drain-seconds") ?? 0 }

    static func address(_ text: String) throws(CommandError) -> ListenAddress {
        do throws(HTTPServerError) { return try ListenAddress(parsing: text) } catch {
            throw .failed("\(error.code): \(error.message)")
        }
    }

    func demandClock() throws(CommandError) {
        guard !options.has("--synchronised") || Machine.isClockSynchronised == true else {
            throw .failed("the kernel does not say that its clock is synchronised; see chronyc or timedatectl")
        }
    }
}
