import AuditLog
import DisclosureControl
import Foundation
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
import Synchronization

/// A whole deployment in a folder of its own: real log, real SQLite stores, the reference engine, two projects.
///
/// `rosa` asks for project P-0001 and `omar` for P-0002. Faults can be put between the gateway and everything it calls.
final class World: Sendable {
    let directory: String
    let faults: Faults
    let clock: TestClock
    let served: ServedTown
    let engine: TestEngine
    let shelf = MemoryShelf()
    private let profile: Profile
    private let policy: PolicySet
    private let jobs: JobLimits
    private let opened = Mutex<(gateway: Gateway, log: AuditLog)?>(nil)

    /// Opens a copy of a deployment in which both projects are approved with this budget.
    ///
    /// `without` leaves a clause out of the policies; `review` says which answers of P-0001 two people look at;
    /// `stars` is the profile's cap for what stars betray, `dataBudget` that of a dataset.
    init(
        budget: String = "2", tick: Int = 0, without clause: String? = nil, review: ReviewRule = .none,
        protection: String = "standard", stars: String? = nil, dataBudget: String? = nil, jobs: JobLimits = World.jobs
    ) throws {
        self.jobs = jobs
        directory = try FileSystem.makeTemporaryDirectory() + "/world"
        faults = Faults()
        clock = TestClock()
        engine = TestEngine(faults)
        served = ServedTown(try Town.generation())
        profile = try Self.profile(protection, tick: tick, stars: stars, dataBudget: dataBudget)
        policy = try clause.map { try Self.policies(without: $0) } ?? Self.policy.get()
        for (path, bytes) in try Self.template(budget, review, protection, without: clause) {
            try FileSystem.makeDirectory(
                FileSystem.parent(of: "\(directory)/\(path)"), permissions: 0o700, intermediate: true)
            try Data(bytes).write(to: URL(filePath: "\(directory)/\(path)"))
        }
        try open()
    }

    /// A new deployment, without projects.
    private init(newAt directory: String, _ protection: String, _ policy: PolicySet) throws {
        self.directory = directory
        jobs = Self.jobs
        faults = Faults()
        clock = TestClock()
        engine = TestEngine(faults)
        served = ServedTown(try Town.generation())
        profile = try Self.profile(protection, tick: 0, stars: nil, dataBudget: nil)
        self.policy = policy
        try FileSystem.makeDirectory(directory, permissions: 0o700, intermediate: true)
        let next = try LogSigner(origin: Self.origin, seed: [UInt8](repeating: 2, count: 32))
        try AuditLog.create(
            at: log, identity: try LogIdentity(signer: Self.signer(), nextKeyDigest: next.key.digest), segmentSize: 8,
            clock: clock.wall)
        try open()
    }

    deinit {
        close()
        try? FileManager.default.removeItem(atPath: FileSystem.parent(of: directory))
    }

    var log: String { "\(directory)/log" }
    var database: String { "\(directory)/gateway.db" }
    var gateway: Gateway { opened.withLock { $0!.gateway } }
    var auditLog: AuditLog { opened.withLock { $0!.log } }

    static let jobs = JobLimits(threads: 2, waiting: 4, perPerson: 3, perProject: 4, fromClass: 8)
    static let secret = [UInt8](repeating: 7, count: 32)
    static let origin = "tre.example.org/audit"

    static func signer() throws -> LogSigner {
        try LogSigner(origin: origin, seed: [UInt8](repeating: 1, count: 32))
    }

    func open() throws {
        let vault = try SQLiteVault(directory: "\(directory)/vault")
        let auditLog = try AuditLog(
            opening: log, signer: Self.signer(), vault: FailingVault(vault, faults), clock: clock.wall, ticks: .system,
            salts: SecureRandom.bytes,
            settings: AuditLogSettings(
                publishEvery: .seconds(3600), pin: nil, space: .untilFull,
                disk: LogDisk(append: { [faults] in FailingFile($0, faults) }, settle: FileSystem.synchronizeDirectory))
        )
        let store = FailingStore(try SQLiteGatewayStore(path: database, secret: Self.secret), faults)
        do {
            let gateway = try Gateway(
                GatewayParts(
                    store: store, vault: vault, log: auditLog, engine: engine, policy: policy, shelf: shelf,
                    profiles: [profile.name: profile], generation: { [served] in served.now },
                    wallClock: clock.wall, ticks: .system, random: SecureRandom.bytes, jobs: jobs,
                    secret: Self.secret, issuers: { [] }))
            opened.withLock { $0 = (gateway, auditLog) }
        } catch {
            auditLog.stop()
            throw error
        }
    }

    func close() {
        opened.withLock { opened in
            opened?.log.stop()
            opened = nil
        }
    }

    /// Ends everything and starts again from the files, as after a crash: nothing is written on the way.
    func restart() throws {
        close()
        faults.disarm()
        try open()
    }
}

/// What is served now. It outlives a world whose jobs were left alone.
final class ServedTown: Sendable {
    private let generation: Mutex<Generation?>

    init(_ generation: Generation) { self.generation = Mutex(generation) }

    var now: Generation? { generation.withLock { $0 } }
    func serve(_ next: Generation?) { generation.withLock { $0 = next } }
}

/// A clock that stands still until it is moved.
final class TestClock: Sendable {
    private struct State {
        var milliseconds: Int64 = 1_775_030_400_000  // 2026-04-01T08:00:00Z
        var looksToStep: Int?
    }

    private let state = Mutex(State())

    var wall: WallClock {
        WallClock {
            let now = self.state.withLock { state in
                state.looksToStep = state.looksToStep.map { $0 - 1 }
                if state.looksToStep == 0 { state.milliseconds -= 2000 }
                return state.milliseconds
            }
            return UnixTime(seconds: now / 1000, nanoseconds: Int32(now % 1000) * 1_000_000)
        }
    }

    func move(days: Int) { state.withLock { $0.milliseconds += Int64(days) * 86_400_000 } }

    /// Goes back by two seconds at the n-th look from now.
    func stepBack(afterLooks looks: Int) { state.withLock { $0.looksToStep = looks } }
}

extension World {
    static let rosa = person("rosa", [.researcher])
    static let omar = person("omar", [.researcher])
    static let sam = person("sam", [.steward], for: ["icb"])
    static let pat = person("pat", [.panel])
    static let paula = person("paula", [.panel])
    static let peter = person("peter", [.panel])
    static let ada = person("ada", [.auditor])
    static let olive = person("olive", [.researcher])

    static func person(
        _ name: String, _ roles: Set<Role>, for controllers: Set<String> = []
    ) -> AuthenticatedPrincipal {
        let token = BearerToken(randomBytes: SHA256.hash(Array(name.utf8)))
        let record = TokenRecord(
            id: "token-of-\(name)", hash: token.storedHash(sha256: SHA256.hash), person: PersonID(name)!, roles: roles,
            controllers: controllers, expires: Moment("2036-01-01T00:00:00Z")!, strength: .twoFactor, revoked: nil)
        let decision = CredentialChecker(sha256: SHA256.hash, issuers: []).authenticate(
            header: "Bearer \(token.reveal())", certificate: nil, now: Moment("2026-04-01T08:00:00Z")!,
            lookUp: { _ in record })
        guard case .authenticated(let principal) = decision else { fatalError("the token of \(name) is refused") }
        return principal
    }

    /// The policies of this repository, and its standard profile with a tick of the test's choice.
    static let policy = Result { try policies(without: nil) }

    /// The policies, where wished without one clause and the examples that name it.
    private static func policies(without clause: String?) throws -> PolicySet {
        let names = try FileManager.default.subpathsOfDirectory(atPath: policies).filter { $0.hasSuffix(".json") }
        var files: [PolicyFile] = []
        for name in names.sorted() where clause == nil || !name.hasSuffix(".examples.json") {
            let bytes = Array(try Data(contentsOf: URL(filePath: "\(policies)/\(name)")))
            let json = try JSONValue(parsing: bytes, limits: .document)
            guard case .array(let clauses)? = json.object?["clauses"] else {
                files.append(PolicyFile(name: name, bytes: bytes))
                continue
            }
            let others = clauses.filter { $0.object?["id"]?.text != clause }
            files.append(PolicyFile(name: name, bytes: json.with("clauses", .array(others)).bytes()))
        }
        return try PolicySet.read(files: files, digest: { Hex.encode(SHA256.hash($0)) })
    }

    private static let policies = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "policies").path

    /// A published profile that protects the town's people.
    private static func profile(
        _ name: String, tick: Int, stars: String?, dataBudget: String?
    ) throws -> Profile {
        func read(_ path: String) throws -> JSONValue {
            let bytes = Array(try Data(contentsOf: URL(filePath: "\(policies)/profiles/\(path).json")))
            return try JSONValue(parsing: bytes, limits: .document)
        }
        guard case .object(var object) = try read(name) else { fatalError() }
        object["tickMilliseconds"] = .integer(tick)
        if let stars { object["starBudget"] = .string(stars) }
        if let dataBudget, var budget = object["budget"]?.object {
            budget["dataset"] = .string(dataBudget)
            object["budget"] = .object(budget)
        }
        if object["datasets"] != nil { object["datasets"] = ["person"] }
        let salt = String(repeating: "5a", count: 32)
        let text = #"{"dominance":{"contributors":2,"percent":90},"percent":10,"salt":"\#(salt)"}"#
        return try Profile(.object(object), perturbations: [PerturbationTable(try read("perturbation/d5-v3-js2"))])
            .keeping(DominanceRules(parsing: Array(text.utf8)) { Hex.encode(SHA256.hash($0)) })
    }

    private static let templates = Mutex<[String: [String: [UInt8]]]>([:])

    /// The files of a closed deployment in which two projects are approved: made once for each kind.
    private static func template(
        _ budget: String, _ review: ReviewRule, _ protection: String, without clause: String?
    ) throws -> [String: [UInt8]] {
        let kind = "\(budget) \(review) \(protection) \(clause ?? "")"
        return try templates.withLock { made in
            if let files = made[kind] { return files }
            let world = try World(
                newAt: FileSystem.makeTemporaryDirectory() + "/world", protection,
                clause.map { try policies(without: $0) } ?? policy.get())
            let people: [(String, AuthenticatedPrincipal, PanelSeat?)] = [
                ("Rosa", rosa, nil), ("Omar", omar, nil), ("Olive", olive, nil), ("Pat", pat, .publicMember),
                ("Paula", paula, .publicMember), ("Peter", peter, .professional),
            ]
            for (name, principal, seat) in people {
                _ = try world.gateway.record(
                    Person(
                        id: principal.person, name: name, affiliation: "A university", accreditation: nil,
                        training: Person.Term(reference: "C-1", lastDay: CivilDay("2030-01-31")!),
                        agreement: policy.get().charter.agreement, seat: seat, left: nil, version: 1), by: sam.person)
            }
            try world.approve(rosa, budget: budget, review: review, protection)
            try world.approve(omar, budget: budget, review: .none, protection)
            world.close()
            let files = try world.files()
            made[kind] = files
            return files
        }
    }

    /// Every file of the deployment with its bytes;
    func files() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory)
        where FileSystem.kind("\(directory)/\(path)") == .file {
            files[path] = try FileSystem.readFile("\(directory)/\(path)", maximumBytes: 1 << 24)
        }
        return files
    }

    /// Takes a project of this researcher from its draft to its approval.
    private func approve(_ researcher: AuthenticatedPrincipal, budget: String, review: ReviewRule, _ protection: String)
        throws
    {
        let scope: JSONObject = [
            "purposes": ["research"], "datasets": ["person"],
            "variables": ["person.sex", "person.area", "person.carer"], "links": [],
        ]
        var proposal = SampleProposal.words
        proposal["owner"] = "olive"
        proposal["researchers"] = [.string(researcher.person.description)]
        var terms: JSONObject = [
            "researchers": [.string(researcher.person.description)], "profile": .string(protection),
            "budget": .string(budget),
            "lastDay": "2027-03-31", "asOf": .array(Town.releases.map { .string($0) }),
            "review": .string(review.rawValue),
        ]
        for (key, value) in scope.members {
            proposal[key] = value
            terms[key] = value
        }
        let plain = SignatureTerms(reference: nil, lastDay: nil)
        let project = try gateway.start(Proposal(json: .object(proposal)), by: researcher).project
        let panel = [Self.pat, Self.paula, Self.peter]
        let meeting = try ProjectStep.meeting(body: [
            "heldOn": "2026-04-01",
            "attendance": .array(panel.map { ["person": .string($0.person.description), "conflict": "none"] }),
        ])
        let steps: [(ProjectAction, AuthenticatedPrincipal)] =
            [
                (.submit(note: nil), researcher), (.sign(.accountableOwner, plain), Self.olive),
                (.sign(.controller("icb"), plain), Self.sam), (meeting.action, Self.pat),
            ] + panel.map { (.vote(meeting: 1, .agree, smallAreas: nil), $0) } + [
                (try ProjectStep.decision(body: ["decision": "approve", "terms": .object(terms)]).action, Self.sam),
                (.publish, Self.sam),
            ]
        for (action, principal) in steps { try take(action, on: project.id, by: principal) }
    }

    /// Takes a step on the newest version of a project.
    func take(_ action: ProjectAction, on id: String, by principal: AuthenticatedPrincipal = sam) throws {
        let version = try gateway.project(id)?.version ?? 0
        switch try gateway.take(ProjectStep(action, of: .project), on: id, version: version, by: principal) {
        case .done: return
        case .refused(let refusal, _): throw Unexpected(refusal.reasons.map(\.message).joined(separator: " "))
        case .changedMeanwhile, .notThere: throw Unexpected("the step could not be taken")
        }
    }
}

struct Unexpected: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
