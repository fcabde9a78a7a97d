/// One setting of `serve`. Its row here is all that the command line, the configuration file and its schema know of it.
struct ServeSetting: Sendable {
    /// Its place in the file: a name, or a group and a name.
    let key: String
    /// Its name on the command line.
    let option: String
    let kind: Kind
    let says: String

    enum Kind: Sendable {
        case text
        /// A file or folder: in the configuration file relative to that file.
        case path
        case number(ClosedRange<Int>)
        /// A number, or the word that says that there is no limit: nobody is without one by leaving it out.
        case limit(ClosedRange<Int>)
        /// True or absent.
        case flag
    }

    private init(_ key: String, _ option: String, _ kind: Kind, _ says: String) {
        self.key = key
        self.option = option
        self.kind = kind
        self.says = says
    }

    private static let limit = Kind.limit(1...10_000_000)

    /// The word for no limit.
    static let unlimited = "unlimited"

    static let all = [
        ServeSetting("directory", "--directory", .path, "The folder of the deployment."),
        ServeSetting("listen", "--listen", .text, "127.0.0.1:PORT, [::1]:PORT or unix:/path; with TLS any."),
        ServeSetting(
            "trustedProxy", "--trusted-proxy", .text, "Who says whom a request is from: unix, 127.0.0.1 or ::1."),
        ServeSetting("proxySocket", "--proxy-socket", .text, "Beside `listen`: unix:/path, for a local proxy."),
        ServeSetting("metrics", "--metrics", .text, "Where /metrics is shown, as for `listen`."),
        ServeSetting("journal", "--journal", .text, "text for people, json for JSON lines on standard error."),
        ServeSetting("drainSeconds", "--drain-seconds", .number(0...300), "How long to answer after SIGTERM: 0."),
        ServeSetting("policies", "--policies", .path, "The folder with the policy files."),
        ServeSetting("pin", "--pin", .path, "A copy of the log's checkpoint, on another device."),
        ServeSetting("synchronised", "--synchronised", .flag, "Start only while the clock is kept in step."),
        ServeSetting("heartbeatMinutes", "--heartbeat-minutes", .number(1...1440), "Between two signs of life: 60."),
        ServeSetting("dominance", "--dominance", .path, "The rules of dominance that the site keeps to itself."),
        ServeSetting("identity", "--identity", .path, "The file that names the sign-in service."),
        ServeSetting("witnesses.policy", "--witnesses", .path, "Whose cosignatures are asked for."),
        ServeSetting("witnesses.hours", "--witness-hours", .number(1...10_000), "For how long their silence is borne."),
        ServeSetting("jobs.threads", "--job-threads", .number(1...256), "How many jobs run at once: 16."),
        ServeSetting("jobs.queue", "--job-queue", .number(0...4096), "How many wait for a thread: 64."),
        ServeSetting("jobs.perPerson", "--jobs-per-person", .number(1...4096), "How many of one person: 8."),
        ServeSetting("jobs.perProject", "--jobs-per-project", .number(1...4096), "How many of one project: 16."),
        ServeSetting("jobs.fromClass", "--job-class", .number(1...1000), "From which cost class on: 8."),
        ServeSetting("tls.certificate", "--tls-certificate", .path, "The server's certificate and its chain, in PEM."),
        ServeSetting("tls.key", "--tls-key", .path, "Its private key, in PEM without a passphrase."),
        ServeSetting("tls.clientAuthorities", "--tls-client-ca", .path, "Who vouches for certificates of clients."),
        ServeSetting("tls.clientRevocations", "--tls-client-crl", .path, "Client certificates taken back (CRL)."),
        ServeSetting("tls.minimum", "--tls-minimum", .text, "1.3, or 1.2 to speak that too."),
        ServeSetting("wire.connections", "--connections", .number(1...100_000), "How many are open: 512."),
        ServeSetting("wire.perPeer", "--connections-per-peer", .number(1...100_000), "How many of one address: 256."),
        ServeSetting("wire.workers", "--workers", .number(1...512), "How many requests are answered at once: 64."),
        ServeSetting("wire.waiting", "--waiting-requests", .number(1...10_000), "How many wait for a worker: 256."),
        ServeSetting("wire.headSeconds", "--head-seconds", .number(1...3600), "For a request's header: 10."),
        ServeSetting("wire.bodySeconds", "--body-seconds", .number(1...3600), "For its body: 15."),
        ServeSetting("wire.responseSeconds", "--response-seconds", .number(1...3600), "To read the answer: 15."),
        ServeSetting("wire.idleSeconds", "--idle-seconds", .number(1...3600), "Until the next request: 60."),
        ServeSetting("limits.perPerson", "--requests-per-person", limit, "Requests of one person in a minute: 1200."),
        ServeSetting("limits.perProject", "--questions-per-project", limit, "Questions about one project: 600."),
        ServeSetting("limits.perAddress", "--strangers-per-address", limit, "Requests without a person: 1200."),
        ServeSetting("limits.refusals", "--refusals", limit, "Refused tokens in a minute that lock out: 100."),
        ServeSetting("limits.lockMinutes", "--lock-minutes", .number(1...1440), "How long a lock lasts: 5."),
    ]

    /// The group that the setting stands in; nil for none.
    var group: String? { key.contains(".") ? String(key.prefix { $0 != "." }) : nil }
    /// Its name within its group.
    var name: String { group.map { String(key.dropFirst($0.count + 1)) } ?? key }

    /// The groups in the order of the table.
    static var groups: [String] {
        all.compactMap(\.group).reduce(into: []) { groups, name in
            if groups.last != name { groups.append(name) }
        }
    }

    var isFlag: Bool { if case .flag = kind { true } else { false } }
}
