import HTTP
import JSON
import Testing

@Suite("Who may see what")
struct WhoMaySeeTests {
    private let office: Office

    init() throws { office = try Office() }

    /// The answer of omar's project.
    private func foreignAnswer() throws -> String {
        let answer = try office.ask("omar", .post, "/v1/queries", Office.query("P-0002"))
        try #require(answer.status == 200, "\(answer.text)")
        return try #require(answer.headers.first("Content-Location"))
    }

    @Test("what is another project's answers like what does not exist, on every path and with every method")
    func foreignIsUnknown() throws {
        let answer = try foreignAnswer()
        let draft = try office.start(as: "omar")
        let tag: HTTPHeaders = ["If-Match": "\"1\""]
        let decision: JSONValue = ["decision": "withdraw", "reason": "It is mine."]
        for (foreign, unknown) in [
            ("/v1/projects/P-0002", "/v1/projects/P-9999"), (draft.path, "/v1/projects/nothing"),
        ] {
            for (method, rest, body): (HTTPMethod, String, JSONValue?) in [
                (.get, "", nil), (.head, "", nil), (.get, "/budget", nil), (.get, "/queries", nil),
                (.put, "", Office.proposal(researcher: "rosa")), (.post, "/submission", [:]),
                (.post, "/signatures", ["as": "accountableOwner"]), (.post, "/decisions", decision),
                (.post, "/decisions", ["decision": "nonsense"]),
            ] {
                let one = try office.ask("rosa", method, foreign + rest, body, headers: tag)
                let other = try office.ask("rosa", method, unknown + rest, body, headers: tag)
                #expect(one.withoutEntry == other.withoutEntry && one.status == other.status, "\(method) \(rest)")
                #expect(one.headers == other.headers)
                #expect([400, 404].contains(one.status), "\(method) \(rest): \(one.text)")
            }
        }
        for rest in ["", "/disclosure-record", "/receipt"] {
            let one = try office.ask("rosa", .get, answer + rest)
            let other = try office.ask("rosa", .get, "/v1/queries/Q-0000000000000000" + rest)
            #expect(one.status == 404)
            #expect(one.withoutEntry == other.withoutEntry && one.headers == other.headers)
        }
    }

    @Test("a question for another's project is refused like one for no project", arguments: ["checks", "queries"])
    func foreignQuestions(path: String) throws {
        let foreign = try office.ask("rosa", .post, "/v1/\(path)", Office.query("P-0002"))
        let unknown = try office.ask("rosa", .post, "/v1/\(path)", Office.query("P-9999"))
        #expect(foreign.status == unknown.status)
        #expect(foreign.withoutEntry == unknown.withoutEntry, "\(foreign.text)\n\(unknown.text)")
        #expect(!foreign.text.contains("omar") && !foreign.text.contains("P-0002"))
    }

    @Test("the limits of a project's profile are told to its own people only", arguments: ["checks", "queries"])
    func shape(path: String) throws {
        func wide(_ project: String) throws -> Told {
            let query = Office.query(project) { $0["by"] = ["person.sex", "person.area", "person.carer"] }
            return try office.ask("rosa", .post, "/v1/\(path)", query)
        }
        #expect(try wide("P-0001").json["reasons"]?.elements.map { $0.member("clause") } == ["PRI-4"])
        let (foreign, unknown) = (try wide("P-0002"), try wide("P-9999"))
        #expect(foreign.withoutEntry == unknown.withoutEntry)
        #expect(!foreign.text.contains("PRI-4\",\"message"))
    }

    @Test("lists hold what the reader may read, and nothing else")
    func lists() throws {
        let draft = try office.start(as: "omar")
        let place = try #require(draft.path.split(separator: "/").last.map(String.init))
        func ids(_ name: String, _ query: String = "") throws -> [String] {
            let told = try office.ask(name, .get, "/v1/projects\(query)")
            return (told.json["projects"]?.elements ?? []).compactMap { $0.member("id")?.asText }
        }
        #expect(try ids("rosa") == ["P-0001"])
        #expect(try ids("omar") == ["P-0002", place])
        #expect(try ids("olive") == ["P-0001", "P-0002", place])
        for name in ["sam", "pat", "ada"] { #expect(try ids(name) == ["P-0001", "P-0002"], "\(name)") }
        #expect(try ids("stella") == [], "the data of these projects are not her controller's")
        #expect(try ids("omar", "?awaiting=me") == [place])
        try office.ask("omar", .post, "\(draft.path)/submission", [:], headers: ["If-Match": draft.tag])
        #expect(try ids("sam", "?awaiting=me") == [place])
        #expect(try ids("olive", "?awaiting=me") == [place])
        for name in ["stella", "rosa", "omar"] { #expect(try ids(name, "?awaiting=me") == [], "\(name)") }
    }

    @Test("a steward signs and decides for the controllers they act for, and for no other")
    func stewards() throws {
        var draft = try office.start(as: "omar")
        func step(_ name: String, _ place: String, _ body: JSONValue) throws -> Told {
            let told = try office.ask(name, .post, "\(draft.path)/\(place)", body, headers: ["If-Match": draft.tag])
            draft.tag = told.headers.first("ETag") ?? draft.tag
            return told
        }
        #expect(try step("omar", "submission", [:]).status == 200)
        let controller: JSONValue = ["as": "controller", "controller": "icb"]
        #expect(try step("stella", "signatures", controller).status == 404)
        #expect(try step("stella", "decisions", ["decision": "refuse", "reason": "no"]).status == 404)
        #expect(try step("rosa", "signatures", controller).status == 404)
        #expect(try step("omar", "signatures", controller).code == "SH-G202")
        #expect(try step("sam", "signatures", ["as": "accountableOwner"]).code == "SH-G202")
        #expect(try step("sam", "signatures", controller).status == 200)
    }

    @Test("who has no role for a path is told which role has it, and nothing of what is there")
    func roles() throws {
        let answer = try foreignAnswer()
        for (name, method, path, body): (String, HTTPMethod, String, JSONValue?) in [
            ("rosa", .get, "/v1/people", nil), ("rosa", .get, "/v1/people/omar", nil),
            ("rosa", .get, "/v1/audit/entries", nil), ("sam", .get, "/v1/audit/entries", nil),
            ("otto", .get, "/v1/projects", nil), ("otto", .get, answer, nil), ("ada", .get, "/v1/people", nil),
            ("pat", .post, "/v1/queries", Office.query("P-0002")),
            ("sam", .post, "/v1/queries", Office.query("P-0002")),
            ("ada", .post, "/v1/checks", Office.query("P-0002")),
            ("pat", .post, "/v1/projects", Office.proposal(researcher: "rosa")),
        ] {
            let told = try office.ask(name, method, path, body)
            #expect(told.status == 403 && told.code == "SH-A201", "\(name) \(path): \(told.text)")
        }
    }

    @Test("answers are read by their project, its owner and those whose office it is; after the end too")
    func answers() throws {
        let answer = try foreignAnswer()
        let project = try office.ask("omar", .get, "/v1/projects/P-0002")
        try office.ask(
            "sam", .post, "/v1/projects/P-0002/decisions", ["decision": "end", "reason": "It is done."],
            headers: ["If-Match": try #require(project.headers.first("ETag"))])
        #expect(try office.ask("omar", .post, "/v1/queries", Office.query("P-0002")).status == 403)
        for name in ["omar", "olive", "sam", "pat", "ada"] {
            #expect(try office.ask(name, .get, answer).status == 200, "\(name)")
        }
        #expect(try office.ask("rosa", .get, answer).status == 404)
    }

    @Test("the public register tells of published projects, without a name of anybody")
    func register() throws {
        let draft = try office.start(as: "omar")
        let told = try office.ask(nil, .get, "/v1/register")
        #expect((told.json["projects"]?.elements ?? []).compactMap { $0.member("id")?.asText } == ["P-0001", "P-0002"])
        for word in ["rosa", "omar", "olive", "sam", "DPIA-1", draft.path] { #expect(!told.text.contains(word)) }
    }
}
