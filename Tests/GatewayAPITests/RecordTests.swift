import AuditLog
import Gateway
import HTTP
import Identity
import JSON
import Testing

@testable import GatewayAPI

@Suite("What is recorded, and who reads it")
struct RecordTests {
    private let office: Office

    init() throws { office = try Office() }

    private func entries(_ query: String = "") throws -> [JSONObject] {
        let told = try office.ask("ada", .get, "/v1/audit/entries\(query)")
        try #require(told.status == 200, "\(told.text)")
        return (told.json["entries"]?.elements ?? []).compactMap { element in
            if case .object(let entry)? = element.member("entry") { entry } else { nil }
        }
    }

    @Test(
        "the entry that a refusal names says the same code and status, and no word of the asker",
        arguments: [
            (HTTPMethod.get, "/v1/people/secretive", nil, 403), (.get, "/secretive", nil, 404),
            (.get, "/v1/me?secretive=1", nil, 400), (.delete, "/v1/projects/secretive", nil, 405),
            (.post, "/v1/projects", ["secretive": 1], 400),
            (.post, "/v1/queries", ["project": "P-0001", "secretive": 1], 400),
        ] as [(HTTPMethod, String, JSONValue?, Int)])
    func rejected(method: HTTPMethod, target: String, body: JSONValue?, status: Int) throws {
        let told = try office.ask("rosa", method, target, body)
        #expect(told.status == status)
        let entry = try office.log.entry(try #require(told.entry))
        #expect(entry.type == "request.rejected")
        #expect(entry.event["code"]?.asText == told.code)
        #expect(entry.event["status"] == .integer(status))
        let line = String(decoding: entry.bytes, as: UTF8.self)
        for word in ["secretive", "rosa", "192.0.2.7"] { #expect(!line.contains(word)) }
    }

    @Test("a body that is too long is recorded where we know who sent it", arguments: ["rosa", nil])
    func tooLong(name: String?) throws {
        let before = office.log.size
        let headers: HTTPHeaders = name.map { ["Authorization": "Bearer \(Office.token($0).reveal())"] } ?? [:]
        let request = try HTTPRequest(method: .post, target: "/v1/queries", headers: headers)
        let response = office.handler.respond(to: HTTPRejection(.bodyTooLarge), of: request)
        let told = Told(status: response.status, headers: response.headers, bytes: response.body)
        #expect(told.status == 413 && told.code == "SH-H116")
        #expect((told.entry == nil) == (name == nil))
        #expect(office.log.size == before + (name == nil ? 0 : 1))
        if let entry = told.entry { #expect(try office.log.entry(entry).event["status"] == 413) }
    }

    @Test("a refused question names its outcome, whose clauses said no")
    func refused() throws {
        let query = Office.query("P-0001") { $0["by"] = ["person.faith"] }
        let told = try office.ask("rosa", .post, "/v1/queries", query)
        let entry = try office.log.entry(try #require(told.entry))
        #expect(entry.type == "query.outcome" && entry.event["decision"] == "deny")
        let clauses = (told.json["reasons"]?.elements ?? []).compactMap { $0.member("clause")?.asText }
        #expect(!clauses.isEmpty && entry.event["reasons"]?.elements.compactMap(\.asText) == clauses)
    }

    @Test("a check is recorded for each query of a batch, in order")
    func checks() throws {
        let batch: JSONValue = [
            "queries": [Office.query("P-0001"), ["unit": 7], Office.query("P-0002")]
        ]
        let told = try office.ask("rosa", .post, "/v1/checks", batch)
        let checks = told.json["checks"]?.elements ?? []
        #expect(checks.map { $0.member("wouldRun") } == [true, false, false])
        let places = checks.compactMap { $0.member("audit")?.member("entry") }
        #expect(places == [0, 1, 2].map { .integer(office.log.size - 3 + $0) })
        for case .integer(let place) in places { #expect(try office.log.entry(place).type == "query.check") }
        #expect(try office.gateway.answers(of: "P-0001", for: principal("rosa", in: office))?.isEmpty == true)
    }

    @Test("a question names its project in the log only where there is one", arguments: ["checks", "queries"])
    func unknownProjects(path: String) throws {
        let size = office.log.size
        try office.ask("rosa", .post, "/v1/\(path)", Office.query("secretive"))
        try office.ask("rosa", .post, "/v1/\(path)", ["project": "secretive"])
        for place in size..<office.log.size {
            let line = String(decoding: try office.log.entry(place).bytes, as: UTF8.self)
            #expect(!line.contains("secretive") && !line.contains("rosa"), "\(line)")
        }
    }

    @Test("failed sign-ins become one entry for each minute and source, once the minute is over")
    func failures() throws {
        let before = office.log.size
        for _ in 0..<5 { try office.ask(nil, .get, "/v1/me") }
        try office.ask("nobody", .get, "/v1/me")
        #expect(office.log.size == before)
        office.clock.move(seconds: 60)
        try office.ask(nil, .get, "/health/live")
        #expect(office.log.size == before + 1)
        let entry = try office.log.entry(before)
        #expect(entry.type == "auth.failures" && entry.event["count"] == 6)
        #expect(entry.event["reasons"] == ["SH-I101", "SH-I103"])
        #expect(!String(decoding: entry.bytes, as: UTF8.self).contains("192.0.2.7"))
        try office.ask(nil, .get, "/v1/me")
        office.handler.stop()
        #expect(office.log.size == before + 2)
    }

    @Test("many sources share one name beyond a number, so that strangers cannot fill memory or log")
    func manySources() throws {
        let failures = AuthenticationFailures()
        let now = office.gateway.now
        for number in 0..<5_000 { failures.note(["SH-I101"], from: "source \(number)", at: now) }
        let told = failures.remaining()
        #expect(told.count == AuthenticationFailures.mostSources + 1)
        #expect(told.map(\.count).reduce(0, +) == 5_000)
    }

    @Test("an auditor's filters: by project, dataset, clause and day, and each reading is recorded")
    func filters() throws {
        let day = office.log.size
        try office.ask("rosa", .post, "/v1/queries", Office.query("P-0001"))
        try office.ask("omar", .post, "/v1/queries", Office.query("P-0002") { $0["by"] = ["person.faith"] })
        func types(_ query: String) throws -> [String] {
            try entries("?after=\(day)&\(query)").compactMap { $0["type"]?.asText }
        }
        #expect(try types("project=P-0001") == ["query.intent", "query.outcome", "ledger.debit"])
        #expect(try types("project=P-0002") == ["query.intent", "query.outcome"])
        #expect(try types("project=P-9999") == [])
        #expect(try types("dataset=person").count == 5)
        #expect(try types("dataset=household") == [])
        #expect(try types("clause=SEC-3&project=P-0001") == [])
        #expect(try types("to=2026-03-31") == [])
        #expect(try types("from=2026-04-01&to=2026-04-01&project=P-0001").count == 3)
        let last = try #require(try entries("?after=\(office.log.size - 1)").last)
        #expect(last["type"] == "export")
    }

    @Test("a page leads to the next without a gap, whatever its length")
    func paging() throws {
        let size = office.log.size
        var seen: [JSONValue?] = []
        var next: String? = "0"
        while let place = next, seen.count < size {
            let told = try office.ask("ada", .get, "/v1/audit/entries?limit=7&after=\(place)")
            seen += (told.json["entries"]?.elements ?? []).map { $0.member("entry")?.member("chain")?.member("seq") }
            next = told.json["next"]?.asText
        }
        #expect(seen.prefix(size) == (0..<size).map { JSONValue.integer($0) }[...])
    }
}
