import AuditLog
import HTTP
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
            "0/000.p/\(size + 1)", "0/000", "1/000.p/1", "0/001.p/1", "entries/000.p/\(size)", "0/0.p/1", "9/000.p/1",
            "0/x001/x000/x000/000",
        ] {
            #expect(try office.send(HTTPRequest(method: .get, target: "/audit/tile/\(path)")).status == 404, "\(path)")
        }
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
