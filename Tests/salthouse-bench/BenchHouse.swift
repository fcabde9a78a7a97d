import AuditLog
import Catalogue
import DisclosureControl
import Gateway
import GatewayStorage
import GatewayTesting
import Governance
import Identity
import JSON
import Linux
import OpenSSL
import QueryEngines
import Snapshots

/// A deployment with one approved project under the shipped policies, and made-up people in memory.
///
/// Everything durable is as in service: the database with its full synchronisation, the log that forces each entry to disk.
struct BenchHouse {
    private let gateway: Gateway
    private let log: AuditLog
    private let asker: AuthenticatedPrincipal
    private let untrained: AuthenticatedPrincipal
    private let shelf = MemoryShelf()
    let policy: PolicySet

    /// So many tables can be asked without asking one twice.
    static let waves = 20
    private static let people = 64_800
    private static let today = "2026-04-01"

    init(directory: String, policies: String, engine: some QueryEngine) throws {
        let signer = try LogSigner(origin: "bench.example.org/log", seed: [UInt8](repeating: 1, count: 32))
        let clock = WallClock { UnixTime(seconds: 1_775_030_400, nanoseconds: 0) }
        try AuditLog.create(
            at: "\(directory)/log",
            identity: try LogIdentity(signer: signer, nextKeyDigest: String(repeating: "0", count: 64)),
            segmentSize: 65_536, clock: clock)
        let vault = try SQLiteVault(directory: "\(directory)/vault")
        log = try AuditLog(
            opening: "\(directory)/log", signer: signer, vault: vault, clock: clock, ticks: .system,
            salts: SecureRandom.bytes,
            settings: AuditLogSettings(publishEvery: .seconds(1), pin: nil, space: .standard, disk: .real))
        let secret = [UInt8](repeating: 7, count: 32)
        let generation = try Self.generation()
        policy = try Self.policy(policies)
        gateway = try Gateway(
            GatewayParts(
                store: try SQLiteGatewayStore(path: "\(directory)/gateway.db", secret: secret), vault: vault, log: log,
                engine: engine, policy: policy, shelf: shelf, profiles: ["standard": try Self.standard(policies)],
                generation: { generation }, wallClock: clock, ticks: .system, random: KernelRandom.bytes,
                jobs: JobLimits(threads: 1, waiting: 0, perPerson: 1, perProject: 1, fromClass: .max), secret: secret,
                issuers: { [] }))
        asker = try Self.person("rosa", [.researcher], controllers: [])
        untrained = try Self.person("ruth", [.researcher], controllers: [])
        try approve(agreement: policy.charter.agreement)
        // Hers was in date when the project was approved.
        _ = try gateway.record(
            Self.record(untrained, training: "2026-03-31", agreement: policy.charter.agreement, version: 2),
            by: untrained.person)
    }

    /// People of all waves but one, by area, age and sex: 1,080 cells.
    func ask(wave: Int) throws -> JSONObject {
        let others = (0..<Self.waves).filter { $0 != wave }.map { JSONValue.string("\($0)") }
        let question: JSONValue = [
            "project": "P-0001", "purpose": "research", "unit": "person", "asOf": "2026-03",
            "by": ["person.area", "person.age", "person.sex"], "measures": ["people": ["count": "unit"]],
            "totals": false, "precision": "standard",
            "population": ["variable": "person.wave", "in": .array(others)],
        ]
        let outcome = try gateway.ask(
            question,
            by: Asker(
                principal: asker, channel: "http", address: "192.0.2.7", idempotencyKey: nil, prefersJob: false))
        guard case .released(let answer) = outcome.outcome else {
            throw BenchError.failed("refused: \(outcome.outcome)")
        }
        return try answer.members()
    }

    /// What is asked to make decisions of, each decided in its own way.
    enum Question: CaseIterable {
        /// Answered, free after the first time, for one of two purposes.
        case research, improvement
        /// Refused by SEC-2 alone: the asker's training has ended.
        case untrained
        /// Refused by BEN-2, and by a floor beneath it: nobody approved the purpose.
        case marketing
    }

    /// Asks a small question; gives the number of the entry that decided it.
    func decide(_ question: Question) throws -> Int {
        let purpose =
            switch question {
            case .research, .untrained: "research"
            case .improvement: "service-improvement"
            case .marketing: "marketing"
            }
        let body: JSONValue = [
            "project": "P-0001", "purpose": .string(purpose), "unit": "person", "asOf": "2026-03",
            "by": ["person.sex"], "measures": ["people": ["count": "unit"]], "totals": false,
        ]
        let outcome = try gateway.ask(
            body,
            by: Asker(
                principal: question == .untrained ? untrained : asker, channel: "http", address: "192.0.2.7",
                idempotencyKey: nil, prefersJob: false))
        let isAnswered = if case .released = outcome.outcome { true } else { false }
        guard isAnswered == (question == .research || question == .improvement) else {
            throw BenchError.failed("decided otherwise: \(outcome.outcome)")
        }
        return outcome.receipt.seq
    }

    /// Tries another policy set against the whole log; by page.
    func replay(_ set: PolicySet) throws -> [ReplayedStretch] {
        shelf.add(set)
        var pages: [ReplayedStretch] = []
        var next: Int? = 0
        while let start = next {
            guard let page = try gateway.replayPolicy(set.identity.hash, from: start, by: asker) else {
                throw BenchError.failed("the set cannot be read")
            }
            pages.append(page)
            next = page.next
        }
        return pages
    }

    /// How many debits the log has.
    func debits() throws -> Int {
        var debits = 0
        try log.scan(from: 0, to: log.size) { entry in
            if entry.type == "ledger.debit" { debits += 1 }
            return true
        }
        return debits
    }

    private static func generation() throws -> Generation {
        func codes(_ count: Int) -> String { (0..<count).map { #"{"code":"\#($0)"}"# }.joined(separator: ",") }
        func variable(_ name: String, _ count: Int) -> String {
            #"{"name":"\#(name)","title":"\#(name)","type":"code","column":"\#(name)","codes":[\#(codes(count))]}"#
        }
        let text = """
            {"id":"person","title":"People","tier":"pseudonymised","population":\(people),"asOf":"2026-03",
             "controllers":[{"id":"icb","name":"ICB","covers":"everyone"}],"unit":"person","rowsPerUnit":"one",
             "register":true,"key":{"column":"person_id","identifier":"opaque"},"variables":[
             \(variable("area", 60)),\(variable("age", 9)),\(variable("sex", 2)),\(variable("wave", waves))]}
            """
        let dataset = try CatalogueReader.read(JSONValue(parsing: Array(text.utf8), limits: .document))
        let units = Array(0..<UInt32(people))
        let columns = [
            "area": units.map { $0 / 7 % 60 }, "age": units.map { $0 / 421 % 9 }, "sex": units.map { $0 % 2 },
            "wave": units.map { $0 / 3 % UInt32(waves) },
        ]
        let table = DatasetTable(
            dataset: dataset.id, asOf: dataset.asOf, digest: String(repeating: "5a", count: 32),
            segments: [Segment(unitOfRow: units, columns: columns, links: [:])])
        return Generation(
            id: "G-1", catalogue: try CatalogueReader.check([dataset]), spineSizes: [.person: people],
            tables: [dataset.id: table],
            optOuts: OptOutTable(version: today, persons: [.nationalDataOptOut: [], .local: []]))
    }

    /// The shipped policies, every file of them.
    private static func policy(_ folder: String) throws -> PolicySet {
        var files: [PolicyFile] = []
        func collect(_ inner: String) throws {
            for name in try FileSystem.list("\(folder)/\(inner)").sorted() where name != "declarations" {
                let path = inner.isEmpty ? name : "\(inner)/\(name)"
                if FileSystem.kind("\(folder)/\(path)") == .directory {
                    try collect(path)
                } else if name.hasSuffix(".json") {
                    let bytes = try FileSystem.readFile("\(folder)/\(path)", maximumBytes: 1 << 20)
                    files.append(PolicyFile(name: path, bytes: bytes))
                }
            }
        }
        try collect("")
        return try PolicySet.read(files: files) { Hex.encode(SHA256.hash($0)) }
    }

    /// The shipped profile, but for the tick: nothing waits here.
    private static func standard(_ policies: String) throws -> Profile {
        let bytes = try FileSystem.readFile("\(policies)/profiles/standard.json", maximumBytes: 1 << 20)
        let json = try JSONValue(parsing: bytes, limits: .document)
        guard case .object(var fields) = json else { throw BenchError.failed("no profile") }
        fields["tickMilliseconds"] = 0
        return try Profile(.object(fields))
    }
}

// How its project came to be approved.
extension BenchHouse {
    private static func person(
        _ name: String, _ roles: Set<Role>, controllers: Set<String>
    ) throws -> AuthenticatedPrincipal {
        let token = BearerToken(randomBytes: SHA256.hash(Array(name.utf8)))
        guard let person = PersonID(name), let expires = Moment("2036-01-01T00:00:00Z"),
            let now = Moment("\(today)T08:00:00Z")
        else { throw BenchError.failed("a person") }
        let record = TokenRecord(
            id: "token-of-\(name)", hash: token.storedHash(sha256: SHA256.hash), person: person, roles: roles,
            controllers: controllers, expires: expires, strength: .oneFactor, revoked: nil)
        let decision = CredentialChecker(sha256: SHA256.hash, issuers: []).authenticate(
            header: "Bearer \(token.reveal())", certificate: nil, now: now, lookUp: { _ in record })
        guard case .authenticated(let principal) = decision else { throw BenchError.failed("a token is refused") }
        return principal
    }

    private static func record(
        _ person: AuthenticatedPrincipal, training: String, agreement: String, version: Int
    ) throws -> Person {
        guard let lastDay = CivilDay(training) else { throw BenchError.failed("a day") }
        return Person(
            id: person.person, name: "\(person.person)", affiliation: "A university", accreditation: nil,
            training: Person.Term(reference: "C-1", lastDay: lastDay), agreement: agreement,
            seat: person.roles.contains(.panel) ? .publicMember : nil, left: nil, version: version)
    }

    private func approve(agreement: String) throws {
        let steward = try Self.person("sam", [.steward], controllers: ["icb"])
        let owner = try Self.person("olive", [.researcher], controllers: [])
        let panel = try ["pat", "paula", "peter"].map { try Self.person($0, [.panel], controllers: []) }
        for person in [asker, owner, untrained] + panel {
            _ = try gateway.record(
                Self.record(person, training: "2030-01-31", agreement: agreement, version: 1), by: steward.person)
        }
        let scope: [(String, JSONValue)] = [
            ("purposes", ["research", "service-improvement"]), ("datasets", ["person"]), ("links", []),
            ("researchers", ["rosa", "ruth"]),
            ("variables", ["person.area", "person.age", "person.sex", "person.wave"]),
        ]
        var proposal = SampleProposal.words
        proposal["owner"] = "olive"
        for (name, value) in scope { proposal[name] = value }
        let terms = JSONObject(
            scope + [
                ("profile", "standard"), ("budget", "2"), ("lastDay", "2027-03-31"), ("asOf", ["2026-03"]),
                ("review", "none"),
            ])
        let plain = SignatureTerms(reference: nil, lastDay: nil)
        let project = try gateway.start(Proposal(json: .object(proposal)), by: asker).project
        let meeting = try ProjectStep.meeting(body: [
            "heldOn": .string(Self.today),
            "attendance": .array(panel.map { ["person": .string("\($0.person)"), "conflict": "none"] }),
        ])
        let approval = try ProjectStep.decision(body: ["decision": "approve", "terms": .object(terms)])
        let steps: [(ProjectAction, AuthenticatedPrincipal)] =
            [
                (.submit(note: nil), asker), (.sign(.accountableOwner, plain), owner),
                (.sign(.controller("icb"), plain), steward), (meeting.action, panel[0]),
            ] + panel.map { (.vote(meeting: 1, .agree, smallAreas: nil), $0) } + [
                (approval.action, steward), (.publish, steward),
            ]
        for (action, principal) in steps {
            let version = try gateway.project(project.id)?.version ?? 0
            guard
                case .done = try gateway.take(
                    ProjectStep(action, of: .project), on: project.id, version: version, by: principal)
            else {
                throw BenchError.failed("the project is not approved")
            }
        }
    }
}
