import AuditLog
import Gateway
import HTTP
import JSON
import Testing

@Suite("Opening what the log does not say")
struct UnmaskingTests {
    private let office: Office
    private let intent: Int

    init() throws {
        office = try Office()
        let before = office.log.size
        try office.ask("rosa", .post, "/v1/queries", Office.query("P-0001"))
        intent = before
        try #require(try office.log.entry(intent).type == "query.intent")
    }

    private struct NoNumber: Error {}

    private func ask(by name: String = "ada", _ entries: JSONValue? = nil) throws -> Told {
        try office.ask(
            name, .post, "/v1/audit/unmaskings",
            ["entries": entries ?? [.integer(intent)], "reason": "A complaint by Nobody in Particular"])
    }

    private func number(_ told: Told) throws -> Int {
        try #require(told.status == 200, "\(told.text)")
        guard case .integer(let number)? = told.json["entry"] else { throw NoNumber() }
        return number
    }

    @Test("takes two people, and the log tells of each step before anything is shown")
    func two() throws {
        let asked = try number(ask())
        #expect(try office.log.entry(asked).type == "audit.unmask")
        let line = String(decoding: try office.log.entry(asked).bytes, as: UTF8.self)
        #expect(!line.contains("\"ada\"") && !line.contains("Particular"))
        #expect(try office.ask("ada", .get, "/v1/audit/unmaskings/\(asked)").status == 404)
        let own = try office.ask("ada", .post, "/v1/audit/unmaskings/\(asked)/agreement")
        #expect(own.status == 409 && own.code == "SH-A106")
        let agreed = try number(office.ask("pat", .post, "/v1/audit/unmaskings/\(asked)/agreement"))
        for reader in ["ada", "pat"] {
            let size = office.log.size
            let told = try office.ask(reader, .get, "/v1/audit/unmaskings/\(agreed)")
            #expect(told.status == 200)
            #expect(try office.log.entry(size).type == "vault.read")
            let values = told.json["entries"]?.elements.first?.member("values")?.elements ?? []
            let names = values.compactMap { $0.member("name")?.asText }
            #expect(Set(names) == ["address", "canonical", "query", "researcher", "token"])
            #expect(values.first { $0.member("name") == "researcher" }?.member("value") == "rosa")
        }
    }

    @Test("is for the two alone, and for a week")
    func others() throws {
        let asked = try number(ask())
        for name in ["rosa", "sam", "otto"] {
            #expect(try office.ask(name, .post, "/v1/audit/unmaskings/\(asked)/agreement").status == 403)
        }
        #expect(try ask(by: "pat").status == 403)
        let agreed = try number(office.ask("pat", .post, "/v1/audit/unmaskings/\(asked)/agreement"))
        // An agreement is no request that a third could agree to.
        #expect(try office.ask("pat", .post, "/v1/audit/unmaskings/\(agreed)/agreement").status == 404)
        #expect(try office.ask("pat", .get, "/v1/audit/unmaskings/\(intent)").status == 404)
        #expect(try office.ask("ada", .get, "/v1/audit/unmaskings/999999").status == 404)
        office.clock.move(seconds: 8 * 86_400)
        #expect(try office.ask("pat", .post, "/v1/audit/unmaskings/\(asked)/agreement").status == 404)
        #expect(try office.ask("ada", .get, "/v1/audit/unmaskings/\(agreed)").status == 404)
    }

    @Test("reads what is asked for strictly", arguments: [[], [1, 1], [-1], ["1"], [true]] as [JSONValue])
    func malformed(entries: JSONValue) throws {
        #expect(try ask(entries).status == 400)
        #expect(try ask([.integer(office.log.size + 99)]).status == 404)
    }

    @Test("never opens the digest of an answer, by which a table could be guessed")
    func result() throws {
        let asked = try number(ask([.integer(intent + 1)]))
        #expect(try office.log.entry(intent + 1).type == "query.outcome")
        let agreed = try number(office.ask("pat", .post, "/v1/audit/unmaskings/\(asked)/agreement"))
        let told = try office.ask("ada", .get, "/v1/audit/unmaskings/\(agreed)")
        let values = told.json["entries"]?.elements.first?.member("values")?.elements ?? []
        // What the clauses were asked about is opened, and no digest.
        #expect(values.map { $0.member("name") } == ["decision"])
    }
}
