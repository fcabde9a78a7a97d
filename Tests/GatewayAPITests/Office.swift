import AuditLog
import DisclosureControl
import Foundation
import Gateway
import GatewayStorage
import GatewayTesting
import Governance
import HTTP
import Identity
import JSON
import Linux
import OpenSSL
import QueryEngines
import Synchronization
import Testing

@testable import GatewayAPI

/// A gateway without a socket: real log, stores and engine in a folder of its own, and a handler that is called.
///
/// `rosa` researches in P-0001 and `omar` in P-0002, both approved and published; `olive` owns them. `sam` is a steward of
/// the data they use, `stella` of other data only.
final class Office: Sendable {
    let gateway: Gateway
    let log: AuditLog
    let handler: GatewayHandler
    let clock = OfficeClock()
    let reports = Reports()
    let shelf = MemoryShelf()
    private let directory: String

    /// Opens a copy of an office in which everything is said and approved.
    convenience init() throws {
        let directory = try FileSystem.makeTemporaryDirectory() + "/office"
        for (path, bytes) in try Self.template.get() {
            let place = "\(directory)/\(path)"
            try FileSystem.makeDirectory(FileSystem.parent(of: place), permissions: 0o700, intermediate: true)
            try Data(bytes).write(to: URL(filePath: place))
        }
        try self.init(in: directory)
    }

    private init(in directory: String) throws {
        self.directory = directory
        let vault = try SQLiteVault(directory: "\(directory)/vault")
        log = try AuditLog(
            opening: "\(directory)/log", signer: Self.signer(1), vault: vault, clock: clock.wall, ticks: .system,
            salts: SecureRandom.bytes,
            settings: AuditLogSettings(publishEvery: .seconds(3600), pin: nil, space: .untilFull, disk: .real))
        let generation = try Town.generation()
        let secret = [UInt8](repeating: 7, count: 32)
        gateway = try Gateway(
            GatewayParts(
                store: try SQLiteGatewayStore(path: "\(directory)/gateway.db", secret: secret), vault: vault, log: log,
                engine: ReferenceEngine(), policy: try Policies.set.get(), shelf: shelf,
                profiles: ["standard": try Policies.profile()], generation: { generation }, wallClock: clock.wall,
                ticks: .system, random: SecureRandom.bytes,
                jobs: JobLimits(threads: 2, waiting: 4, perPerson: 3, perProject: 4, fromClass: 8), secret: secret,
                issuers: { [] }))
        let reports = reports
        handler = GatewayHandler(gateway: gateway, limits: Self.limits, table: Self.table) {
            if case .undecided(let error) = $0 { reports.add(error) }
        }
    }

    /// The files of an office whose people are known and whose two projects are approved.
    private static let template = Result { () throws -> [String: [UInt8]] in
        let directory = try FileSystem.makeTemporaryDirectory() + "/office"
        try FileSystem.makeDirectory(directory, permissions: 0o700, intermediate: true)
        let identity = try LogIdentity(signer: signer(1), nextKeyDigest: signer(2).key.digest)
        try AuditLog.create(at: "\(directory)/log", identity: identity, segmentSize: 256, clock: OfficeClock().wall)
        let office = try Office(in: directory)
        for (name, roles, controllers) in cast { try office.give(name, roles, controllers) }
        for name in ["rosa", "omar", "olive"] { try office.record(name, seat: nil) }
        for name in ["pat", "paula"] { try office.record(name, seat: .publicMember) }
        try office.record("peter", seat: .professional)
        for name in ["rosa", "omar"] { try office.approve(try office.start(as: name)) }
        office.log.stop()
        var files: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory)
        where FileSystem.kind("\(directory)/\(path)") == .file {
            files[path] = try FileSystem.readFile("\(directory)/\(path)", maximumBytes: 1 << 24)
        }
        return files
    }

    private static func signer(_ seed: UInt8) throws -> LogSigner {
        try LogSigner(origin: "tre.example.org/audit", seed: [UInt8](repeating: seed, count: 32))
    }

    static let limits = RequestLimits(
        perPerson: .most(500), perProject: .most(200), perAddress: .most(300), refusals: .most(20), lockMinutes: 2)

    private static let table = RouteTable.standard(querySchema: [:])

    deinit {
        log.stop()
        try? FileManager.default.removeItem(atPath: FileSystem.parent(of: directory))
    }

    static let cast: [(String, Set<Role>, Set<String>)] = [
        ("rosa", [.researcher], []), ("omar", [.researcher], []), ("olive", [.researcher], []),
        ("sam", [.steward], ["icb"]), ("stella", [.steward], ["council"]), ("pat", [.panel], []),
        ("paula", [.panel], []),
        ("peter", [.panel], []),
        ("ada", [.auditor], []), ("otto", [.operator], []),
    ]

    private func give(_ name: String, _ roles: Set<Role>, _ controllers: Set<String>) throws {
        let token = Self.token(name)
        _ = try gateway.record(
            TokenRecord(
                id: "T-\(name)", hash: token.storedHash(sha256: SHA256.hash), person: try #require(PersonID(name)),
                roles: roles, controllers: controllers, expires: try #require(Moment("2026-12-31T00:00:00Z")),
                strength: .oneFactor, revoked: nil), by: "test")
    }

    private func record(_ name: String, seat: PanelSeat?) throws {
        let training = Person.Term(reference: "C-1", lastDay: try #require(CivilDay("2030-01-31")))
        _ = try gateway.record(
            Person(
                id: try #require(PersonID(name)), name: "The \(name)", affiliation: "A university", accreditation: nil,
                training: training, agreement: Policies.set.get().charter.agreement, seat: seat, left: nil, version: 1),
            by: try #require(PersonID("sam")))
    }

    /// The token of somebody of the cast: the same in every test.
    static func token(_ name: String) -> BearerToken { BearerToken(randomBytes: SHA256.hash(Array(name.utf8))) }
}

/// What the handler could not decide.
final class Reports: Sendable {
    private let errors = Mutex<[GatewayError]>([])

    var codes: [String] { errors.withLock { $0.map(\.code) } }

    func add(_ error: GatewayError) { errors.withLock { $0.append(error) } }
}

/// A clock that stands still until it is moved.
final class OfficeClock: Sendable {
    private let seconds = Mutex<Int64>(1_775_030_400)  // 2026-04-01T08:00:00Z

    var wall: WallClock { WallClock { UnixTime(seconds: self.seconds.withLock { $0 }, nanoseconds: 0) } }

    func move(seconds step: Int64) { seconds.withLock { $0 += step } }
}

/// An answer of the handler.
struct Told {
    let status: Int
    let headers: HTTPHeaders
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
    /// The body as an object; empty where it is none.
    var json: JSONObject {
        guard case .object(let object)? = try? JSONValue(parsing: bytes, limits: .document) else { return [:] }
        return object
    }
    var code: String? { json["code"]?.asText }
    var pointer: String? { json["pointer"]?.asText }
    /// The number of the audit entry that the body names.
    var entry: Int? {
        if case .integer(let number)? = json["audit"]?.member("entry") { number } else { nil }
    }
    /// The body without what differs from one request to the next: the entry that tells of it.
    var withoutEntry: JSONObject {
        var object = json
        object["audit"] = nil
        return object
    }
}

extension JSONValue {
    var asText: String? { if case .string(let text) = self { text } else { nil } }
    var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
    var members: [(key: String, value: JSONValue)] { if case .object(let object) = self { object.members } else { [] } }
    func member(_ name: String) -> JSONValue? { if case .object(let object) = self { object[name] } else { nil } }
}

extension Office {
    /// Asks as somebody of the cast, or as nobody. Every answer's status must be one that `/openapi.json` describes.
    @discardableResult
    func ask(
        _ name: String?, _ method: HTTPMethod, _ target: String, _ body: JSONValue? = nil, headers: HTTPHeaders = [:]
    ) throws -> Told {
        var headers = headers
        if let name { headers.add("Authorization", "Bearer \(Self.token(name).reveal())") }
        if body != nil, headers.first("Content-Type") == nil { headers.add("Content-Type", "application/json") }
        return try send(
            HTTPRequest(
                method: method, target: target, headers: headers, body: body?.bytes() ?? [], peer: .ip("192.0.2.7")))
    }

    func send(_ request: HTTPRequest) throws -> Told {
        let response = handler.respond(to: request)
        let told = Told(status: response.status, headers: response.headers, bytes: response.body)
        if case .route(let route, _) = Self.table.match(request) {
            let responses = Self.operations[route.name]?.member("responses")
            #expect(responses?.member(String(told.status)) != nil, "\(route.name) → \(told.status) is not described")
        }
        return told
    }

    /// The operations of the document by name.
    private static let operations: [String: JSONValue] = {
        let paths = OpenAPIDocument.describing(table.routes, query: [:]).member("paths")?.members ?? []
        let operations = paths.flatMap { $0.value.members }.map(\.value)
        return Dictionary(uniqueKeysWithValues: operations.map { ($0.member("operationId")?.asText ?? "", $0) })
    }()

    /// A query for a project.
    static func query(_ project: String, changing change: (inout JSONObject) -> Void = { _ in }) -> JSONValue {
        var object: JSONObject = [
            "project": .string(project), "purpose": "research", "unit": "person", "asOf": "2026-03",
            "by": ["person.sex"], "measures": ["people": ["count": "unit"]],
        ]
        change(&object)
        return .object(object)
    }

    static func proposal(researcher: String, changing change: (inout JSONObject) -> Void = { _ in }) -> JSONValue {
        var object = scope
        for (key, value) in SampleProposal.words.members { object[key] = value }
        object["owner"] = "olive"
        object["researchers"] = [.string(researcher)]
        change(&object)
        return .object(object)
    }

    static let scope: JSONObject = [
        "purposes": ["research"], "datasets": ["person"], "variables": ["person.sex", "person.area", "person.carer"],
        "links": [],
    ]

    static func terms(researcher: String, changing change: (inout JSONObject) -> Void = { _ in }) -> JSONValue {
        var object = scope
        object["researchers"] = [.string(researcher)]
        object["profile"] = "standard"
        object["budget"] = "2"
        object["lastDay"] = "2027-03-31"
        object["asOf"] = ["2026-03"]
        change(&object)
        return .object(object)
    }

    /// A new draft: its researcher, its path and its tag.
    func start(as name: String) throws -> Draft {
        let made = try ask(name, .post, "/v1/projects", Self.proposal(researcher: name))
        try #require(made.status == 201, "\(made.text)")
        return Draft(
            researcher: name, path: try #require(made.headers.first("Location")),
            tag: try #require(made.headers.first("ETag")))
    }

    struct Draft {
        let researcher: String
        let path: String
        var tag: String
    }

    /// A meeting of the whole panel, in which nobody has a conflict, and a vote in it.
    static let meeting: JSONValue = [
        "heldOn": "2026-04-01",
        "attendance": [
            ["person": "pat", "conflict": "none"], ["person": "paula", "conflict": "none"],
            ["person": "peter", "conflict": "none"],
        ],
    ]
    static let yes: JSONValue = ["meeting": 1, "vote": "for"]

    /// Takes a draft to its approval and its entry in the register.
    func approve(_ draft: Draft, changing change: (inout JSONObject) -> Void = { _ in }) throws {
        let terms = Self.terms(researcher: draft.researcher, changing: change)
        var draft = draft
        for (name, place, body): (String, String, JSONValue) in [
            (draft.researcher, "submission", [:]), ("olive", "signatures", ["as": "accountableOwner"]),
            ("sam", "signatures", ["as": "controller", "controller": "icb"]),
            ("pat", "meetings", Self.meeting), ("pat", "votes", Self.yes), ("paula", "votes", Self.yes),
            ("peter", "votes", Self.yes), ("sam", "decisions", ["decision": "approve", "terms": terms]),
            ("sam", "decisions", ["decision": "publish"]),
        ] {
            let told = try ask(name, .post, "\(draft.path)/\(place)", body, headers: ["If-Match": draft.tag])
            try #require(told.status == 200, "\(told.text)")
            draft.tag = try #require(told.headers.first("ETag"))
        }
    }
}
