import AuditLog
import Gateway
import GatewayAPI
import Governance
import HTTP
import Identity
import JSON
import Testing

@Suite("Bad requests get a clear answer, and change nothing")
struct RefusalTests {
    struct Bad: CustomTestStringConvertible {
        let says: String
        let method: HTTPMethod
        let target: String
        var name: String? = "rosa"
        var body: JSONValue?
        var headers: HTTPHeaders = [:]
        let status: Int
        let code: String
        var pointer: String?
        var header: (String, String)?
        var testDescription: String { says }
    }

    private static let project = "/v1/projects/P-0001"
    private static let tag: HTTPHeaders = ["If-Match": "\"10\""]

    static let paths = [
        Bad(says: "no path", method: .get, target: "/v2", status: 404, code: "SH-A101"),
        Bad(says: "a slash more", method: .get, target: "/v1/me/", status: 404, code: "SH-A101"),
        Bad(says: "an encoded slash", method: .get, target: "/v1%2Fme", status: 404, code: "SH-A101"),
        Bad(says: "a capital", method: .get, target: "/v1/Me", status: 404, code: "SH-A101"),
        Bad(
            says: "another method", method: .delete, target: project, status: 405, code: "SH-A104",
            header: ("Allow", "GET, HEAD, PUT")),
        Bad(
            says: "a method without effect", method: .trace, target: "/v1/queries", status: 405, code: "SH-A104",
            header: ("Allow", "POST")),
        Bad(says: "no such dataset", method: .get, target: "/v1/datasets/nothing", status: 404, code: "SH-A105"),
        Bad(says: "no name of a dataset", method: .get, target: "/v1/datasets/%2e%2e%2f", status: 404, code: "SH-A105"),
        Bad(says: "no such person", method: .get, target: "/v1/people/No", name: "sam", status: 404, code: "SH-A105"),
    ]

    static let people = [
        Bad(
            says: "nobody", method: .get, target: "/v1/me", name: nil, status: 401, code: "SH-I101",
            header: ("WWW-Authenticate", "Bearer realm=\"salthouse\"")),
        Bad(
            says: "no token", method: .get, target: "/v1/me", name: nil, headers: ["Authorization": "Bearer x"],
            status: 401, code: "SH-I102",
            header: ("WWW-Authenticate", "Bearer realm=\"salthouse\", error=\"invalid_token\"")),
        Bad(
            says: "a foreign token", method: .get, target: "/v1/me", name: "nobody", status: 401, code: "SH-I103",
            header: ("WWW-Authenticate", "Bearer realm=\"salthouse\", error=\"invalid_token\"")),
    ]

    static let parameters = [
        Bad(says: "a parameter too many", method: .get, target: "/v1/me?a=1", status: 400, code: "SH-A301"),
        Bad(says: "an unknown one", method: .get, target: "/v1/projects?state=x", status: 400, code: "SH-A301"),
        Bad(says: "one twice", method: .get, target: "/v1/projects?limit=1&limit=1", status: 400, code: "SH-A302"),
        Bad(says: "no page of nothing", method: .get, target: "/v1/projects?limit=0", status: 400, code: "SH-A302"),
        Bad(says: "no huge page", method: .get, target: "/v1/projects?limit=201", status: 400, code: "SH-A302"),
        Bad(
            says: "a number beyond all", method: .get, target: "/v1/projects?limit=99999999999999999999", status: 400,
            code: "SH-A302"),
        Bad(
            says: "somebody else's list", method: .get, target: "/v1/projects?awaiting=omar", status: 400,
            code: "SH-A302"),
        Bad(
            says: "no day", method: .get, target: "/v1/audit/entries?from=2026-02-30", name: "ada", status: 400,
            code: "SH-A302"),
        Bad(
            says: "no place in the log", method: .get, target: "/v1/audit/entries?after=-1", name: "ada", status: 400,
            code: "SH-A302"),
    ]

    static let bodies = [
        Bad(says: "no body", method: .post, target: "/v1/queries", status: 415, code: "SH-A303"),
        Bad(
            says: "another media type", method: .post, target: "/v1/queries", body: Office.query("P-0001"),
            headers: ["Content-Type": "text/plain"], status: 415, code: "SH-A303"),
        Bad(
            says: "a field too many", method: .post, target: "/v1/projects",
            body: Office.proposal(researcher: "rosa") { $0["more"] = 1 }, status: 400, code: "SH-A304",
            pointer: "/more"),
        Bad(
            says: "a wrong type deep inside", method: .post, target: "/v1/projects",
            body: Office.proposal(researcher: "rosa") { $0["legal"] = ["basis": 7, "reference": "x"] },
            status: 400,
            code: "SH-A304", pointer: "/legal/basis"),
        Bad(
            says: "something missing", method: .post, target: "/v1/projects",
            body: Office.proposal(researcher: "rosa") { $0["title"] = nil }, status: 400, code: "SH-A304",
            pointer: "/title"),
        Bad(
            says: "a decision of another kind", method: .post, target: project + "/decisions",
            body: ["decision": "maybe"], headers: tag, status: 400, code: "SH-A304", pointer: "/decision"),
        Bad(
            says: "an undeclared variable", method: .post, target: "/v1/queries",
            body: Office.query("P-0001") { $0["by"] = ["person.sx"] }, status: 400, code: "SH-Q103", pointer: "/by/0"),
        Bad(
            says: "an unknown field of a query", method: .post, target: "/v1/queries",
            body: Office.query("P-0001") { $0["wher"] = 1 }, status: 400, code: "SH-Q101", pointer: "/wher"),
        Bad(
            says: "an unapproved variable", method: .post, target: "/v1/queries",
            body: Office.query("P-0001") { $0["by"] = ["person.faith"] }, status: 403, code: "SH-G401"),
        Bad(
            says: "a batch of nothing", method: .post, target: "/v1/checks", body: ["queries": []], status: 400,
            code: "SH-A304", pointer: "/queries"),
        Bad(
            says: "a batch that is too long", method: .post, target: "/v1/checks",
            body: ["queries": .array(Array(repeating: 1, count: 21))], status: 400, code: "SH-A304", pointer: "/queries"
        ),
        Bad(
            says: "a batch with something beside", method: .post, target: "/v1/checks",
            body: ["queries": [1], "more": 1], status: 400, code: "SH-A304", pointer: "/more"),
        Bad(
            says: "an idempotency key with a space", method: .post, target: "/v1/queries",
            body: Office.query("P-0001"), headers: ["Idempotency-Key": "a b"], status: 400, code: "SH-A308"),
        Bad(
            says: "a format that is not offered", method: .post, target: "/v1/queries", body: Office.query("P-0001"),
            headers: ["Accept": "image/png"], status: 406, code: "SH-A305"),
    ]

    static let versions = [
        Bad(
            says: "no version", method: .post, target: project + "/submission", body: [:], status: 428, code: "SH-A306"),
        Bad(
            says: "no tag", method: .post, target: project + "/submission", body: [:], headers: ["If-Match": "6"],
            status: 400, code: "SH-A309"),
        Bad(
            says: "any tag", method: .post, target: project + "/submission", body: [:], headers: ["If-Match": "*"],
            status: 400, code: "SH-A309"),
        Bad(
            says: "an old tag", method: .put, target: project, body: Office.proposal(researcher: "rosa"),
            headers: ["If-Match": "\"5\""], status: 412, code: "SH-A307", header: ("ETag", "\"10\"")),
        Bad(
            says: "a foreign tag", method: .put, target: project, body: Office.proposal(researcher: "rosa"),
            headers: ["If-Match": "W/\"10\""], status: 412, code: "SH-A307", header: ("ETag", "\"10\"")),
        Bad(
            says: "a step that cannot be taken now", method: .post, target: project + "/submission", body: [:],
            headers: tag, status: 409, code: "SH-G201"),
        Bad(
            says: "a person who is there already", method: .put, target: "/v1/people/rosa", name: "sam",
            body: ["name": "R", "affiliation": "A"], headers: ["If-None-Match": "*"], status: 412, code: "SH-A307",
            header: ("ETag", "\"1\"")),
        Bad(
            says: "a person who is not there", method: .put, target: "/v1/people/nobody", name: "sam",
            body: ["name": "R", "affiliation": "A"], headers: ["If-Match": "\"1\""], status: 412, code: "SH-A307"),
        Bad(
            says: "no id of a person", method: .put, target: "/v1/people/Rosa", name: "sam",
            body: ["name": "R", "affiliation": "A"], headers: ["If-None-Match": "*"], status: 404, code: "SH-A105"),
    ]

    private let office: Office

    init() throws { office = try Office() }

    @Test(
        "each has its status, code, place and headers; a known person's has its entry",
        arguments: [
            paths, people, parameters, bodies, versions,
        ])
    func table(bads: [Bad]) throws {
        for bad in bads {
            let before = office.log.size
            let told = try office.ask(bad.name, bad.method, bad.target, bad.body, headers: bad.headers)
            #expect(told.status == bad.status && told.code == bad.code, "\(bad.says): \(told.status) \(told.text)")
            #expect(told.headers.first("Content-Type") == "application/problem+json", "\(bad.says)")
            #expect(told.json["status"] == .integer(bad.status), "\(bad.says)")
            #expect(told.pointer == bad.pointer, "\(bad.says)")
            if let (name, value) = bad.header { #expect(told.headers.first(name) == value, "\(bad.says)") }
            for name in ["title", "detail"] { #expect(told.json[name]?.asText?.isEmpty == false, "\(bad.says)") }
            if bad.status == 401 {
                #expect(told.entry == nil && office.log.size == before, "\(bad.says)")
            } else {
                let entry = try office.log.entry(try #require(told.entry, "\(bad.says): \(told.text)"))
                #expect(entry.seq >= before, "\(bad.says)")
                #expect(["request.rejected", "query.outcome"].contains(entry.type), "\(bad.says)")
            }
        }
        #expect(try office.gateway.projects().map(\.version) == [10, 10])
        #expect(office.reports.codes.isEmpty)
    }

    @Test(
        "text that is no JSON is refused with its place, under the limits of a request",
        arguments: [
            ("{\"a\":1,\"a\":2}", "/a"), ("{", ""), ("[1.5]", "/0"), ("{\"a\":\"\u{0001}\"}", "/a"), ("", ""),
            (String(repeating: "[", count: 40), nil), (String(repeating: " ", count: 70_000), ""),
        ] as [(String, String?)])
    func notJSON(text: String, pointer: String?) throws {
        let token = Office.token("rosa").reveal()
        let told = try office.send(
            HTTPRequest(
                method: .post, target: "/v1/queries",
                headers: ["Authorization": "Bearer \(token)", "Content-Type": "application/json; charset=utf-8"],
                body: Array(text.utf8), peer: .unixSocket))
        #expect(told.status == 400 && told.code == "SH-A304", "\(told.text)")
        if let pointer { #expect(told.pointer == pointer) }
    }

    @Test("what the server turns away is a problem too, with the server's own code and status")
    func rejections() {
        for reason in HTTPRejection.Reason.allCases {
            let rejection = HTTPRejection(reason)
            let response = office.handler.respond(to: rejection)
            let told = Told(status: response.status, headers: response.headers, bytes: response.body)
            #expect(told.status == rejection.status && told.code == rejection.code)
            #expect(told.json["status"] == .integer(rejection.status))
            #expect((told.headers.first("Retry-After") != nil) == (reason == .overloaded))
        }
    }

    @Test("every answer keeps browsers and caches from doing anything with it")
    func guards() throws {
        for (name, target) in [(nil, "/health/live"), (nil, "/nothing"), ("rosa", "/v1/me"), (nil, "/v1/me")] {
            let told = try office.ask(name, .get, target)
            #expect(told.headers.first("Cache-Control") == "no-store")
            #expect(told.headers.first("X-Content-Type-Options") == "nosniff")
            #expect(told.headers.first("Content-Security-Policy") == "default-src 'none'; frame-ancestors 'none'")
            #expect(told.headers.first("Referrer-Policy") == "no-referrer")
        }
    }

    @Test("with the log closed nothing is answered, readiness says so, and the operator hears why")
    func closedLog() throws {
        office.log.stop()
        let told = try office.ask("rosa", .post, "/v1/queries", Office.query("P-0001"))
        #expect(told.status == 503 && told.code == "SH-A501")
        #expect(told.headers.first("Retry-After") == "5")
        #expect(try office.ask("rosa", .get, "/v1/nothing").status == 503)
        #expect(try office.ask(nil, .get, "/health/ready").code == "SH-A504")
        #expect(try office.ask(nil, .get, "/health/live").status == 200)
        #expect(office.reports.codes == ["SH-G611", "SH-G611"])
    }
}
