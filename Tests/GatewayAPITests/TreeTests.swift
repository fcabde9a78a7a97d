import AuditLog
import Gateway
import HTTP
import Identity
import JSON
import OpenSSL
import Testing

@Suite("The tree of the audit log")
struct TreeRouteTests {
    private let office: Office

    init() throws { office = try Office() }

    @Test("is handed out as tiles up to the published checkpoint, and no further")
    func tiles() throws {
        try office.log.publish()
        let checkpoint = try #require(
            SignedNote(parsing: office.log.checkpoint).flatMap { Checkpoint(parsing: $0.text) })
        let size = checkpoint.size
        try #require((2..<256).contains(size))
        let tile = try office.send(HTTPRequest(method: .get, target: "/audit/tile/0/000.p/\(size)"))
        #expect(tile.status == 200)
        #expect(tile.headers.first("Cache-Control")?.contains("immutable") == true)
        #expect(try tile.bytes == office.log.tile(level: 0, index: 0, width: size))
        _ = try office.ask("rosa", .post, "/v1/queries", Office.query("P-0001"))
        #expect(office.log.size > size)
        for path in [
            "0/000.p/\(size + 1)", "0/000", "1/000.p/1", "0/001.p/1", "0/0.p/1", "9/000.p/1",
            "0/x001/x000/x000/000",
        ] {
            #expect(try office.send(HTTPRequest(method: .get, target: "/audit/tile/\(path)")).status == 404, "\(path)")
        }
    }

    @Test("hands entries to auditors as bundles, whose hashes are those of the tiles, and writes down who read")
    func bundles() throws {
        try office.log.publish()
        let size = try #require(
            SignedNote(parsing: office.log.checkpoint).flatMap { Checkpoint(parsing: $0.text) }
        ).size
        let path = "/audit/tile/entries/000.p/\(size)"
        let bundle = try office.ask("ada", .get, path)
        #expect(bundle.status == 200)
        #expect(bundle.headers.first("Cache-Control") == "private, max-age=31536000, immutable")
        var bytes = bundle.bytes[...]
        var hashes: [UInt8] = []
        while bytes.count > 2 {
            let length = Int(bytes.removeFirst()) << 8 | Int(bytes.removeFirst())
            hashes += TreeHash.leaf(bytes.prefix(length)).bytes
            bytes = bytes.dropFirst(length)
        }
        #expect(bytes.isEmpty)
        #expect(try hashes == office.log.tile(level: 0, index: 0, width: size))
        let last = try office.log.entry(office.log.size - 1)
        #expect(last.type == "export" && last.event["from"] == 0 && last.event["to"] == .integer(size))
        for name in ["rosa", "sam", "pat", "otto"] {
            #expect(try office.ask(name, .get, path).status == 403, "\(name)")
        }
        #expect(try office.ask(nil, .get, path).status == 401)
        for path in ["000", "000.p/\(size + 1)", "001.p/1", "0.p/1", "x001/000"] {
            #expect(try office.ask("ada", .get, "/audit/tile/entries/\(path)").status == 404, "\(path)")
        }
    }

    @Test("gives auditors the entries of a type, of a person, and between two places")
    func entries() throws {
        for name in ["rosa", "omar"] {
            let project = name == "rosa" ? "P-0001" : "P-0002"
            #expect(try office.ask(name, .post, "/v1/queries", Office.query(project)).status == 200)
        }
        func found(_ query: String) throws -> [(seq: JSONValue?, type: String?)] {
            try #require(try office.ask("ada", .get, "/v1/audit/entries?limit=200&\(query)").json["entries"]).elements
                .map {
                    ($0.member("entry")?.member("chain")?.member("seq"), $0.member("entry")?.member("type")?.asText)
                }
        }
        let intents = try found("type=query.intent")
        #expect(intents.count == 2 && intents.allSatisfy { $0.type == "query.intent" })
        guard case .integer(let second)? = intents[1].seq,
            case .string(let actor)? = try office.log.entry(second).event["actor"]
        else {
            Issue.record("the second question has no actor")
            return
        }
        #expect(
            try found("person=\(actor)").compactMap(\.type) == ["query.intent", "query.outcome", "ledger.debit"])
        #expect(
            try found("after=\(second)&before=\(second + 2)").compactMap(\.type) == ["query.intent", "query.outcome"])
        #expect(try found("before=0").isEmpty)
    }

    @Test("says of a bundle that entries were taken out of it, and of its tile nothing new")
    func pruned() throws {
        let signs = (0..<256).map { AuditDraft(type: "heartbeat", event: ["version": .string("\($0)")]) }
        _ = try office.log.append(Array(signs.prefix(200)))
        _ = try office.log.append(Array(signs.suffix(56)))
        try office.log.publish()
        let tile = try office.send(HTTPRequest(method: .get, target: "/audit/tile/0/000"))
        #expect(tile.status == 200)
        office.clock.move(seconds: 401 * 86_400)
        let token = try TokenRecord(
            id: "T-late", hash: Office.token("late").storedHash(sha256: SHA256.hash),
            person: #require(PersonID("ada")), roles: [.auditor], controllers: [],
            expires: #require(Moment("2036-01-01T00:00:00Z")), strength: .oneFactor, revoked: nil)
        _ = try office.gateway.record(token, by: "test")
        #expect(try office.log.prune(keeping: .least, mayGo: PrunableEntries.mayGo).segments == 1)
        let bundle = try office.ask("late", .get, "/audit/tile/entries/000")
        #expect(bundle.status == 404 && bundle.code == "SH-A107")
        #expect(try office.send(HTTPRequest(method: .get, target: "/audit/tile/0/000")).bytes == tile.bytes)
        let listed = try office.ask("late", .get, "/v1/audit/entries?type=heartbeat&limit=200")
        #expect(listed.status == 200)
    }

    @Test("grows consistently, and says so with a proof that anybody can check")
    func consistency() throws {
        try office.log.publish()
        let old = try #require(SignedNote(parsing: office.log.checkpoint).flatMap { Checkpoint(parsing: $0.text) })
        _ = try office.ask("rosa", .post, "/v1/queries", Office.query("P-0001"))
        try office.log.publish()
        let new = try #require(SignedNote(parsing: office.log.checkpoint).flatMap { Checkpoint(parsing: $0.text) })
        let answer = try office.send(
            HTTPRequest(method: .get, target: "/audit/consistency?from=\(old.size)&to=\(new.size)"))
        #expect(answer.status == 200)
        let proof = answer.text.split(separator: "\n").compactMap { TreeHash(base64: $0) }
        #expect(TreeProof.isConsistent(from: (old.size, old.root), to: (new.size, new.root), path: proof))
        for query in ["from=2&to=1", "from=1&to=\(new.size + 1)", "from=1"] {
            #expect(try office.send(HTTPRequest(method: .get, target: "/audit/consistency?\(query)")).status == 404)
        }
        #expect(try office.send(HTTPRequest(method: .get, target: "/audit/consistency?from=0&to=1")).status == 400)
    }
}
