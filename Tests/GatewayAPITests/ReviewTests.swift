import AuditLog
import Gateway
import HTTP
import JSON
import Testing

@testable import GatewayAPI

@Suite("Reviews over HTTP")
struct ReviewTests {
    private let office: Office
    private let project: String

    /// A third project of rosa's, whose answers wait for two people.
    init() throws {
        office = try Office()
        let draft = try office.start(as: "rosa")
        try office.approve(draft) { $0["review"] = "every-answer" }
        project = String(draft.path.dropFirst("/v1/projects/".count))
    }

    private func hold() throws -> Told {
        let told = try office.ask("rosa", .post, "/v1/queries", Office.query(project), headers: ["Accept": "text/csv"])
        try #require(told.status == 202, "\(told.text)")
        return told
    }

    private func decide(_ name: String, _ id: String, _ decision: String, _ words: String) throws -> Told {
        try office.ask(
            name, .post, "/v1/reviews/\(id)/decisions", ["decision": .string(decision), "words": .string(words)])
    }

    @Test("a held answer is 202 with a plain text and a path, and 200 there once two people agreed")
    func released() throws {
        let told = try hold()
        let id = try #require(told.json["query"]?.asText)
        let path = "/v1/queries/\(id)"
        #expect(told.headers.first("Location") == path && told.json["path"]?.asText == path)
        #expect(told.json["message"]?.asText?.hasPrefix("2 people look at this answer before it leaves.") == true)
        #expect(told.json["rows"] == nil && told.json["measures"] == nil)
        #expect(told.json["budget"]?.member("spent") == "1/50")
        let list = try office.ask("sam", .get, "/v1/reviews").json["reviews"]?.elements ?? []
        #expect(list.map { $0.member("query")?.asText } == [id])
        #expect(list.first?.member("reasons") == ["approval"])
        let seen = try #require(try office.ask("pat", .get, "/v1/reviews/\(id)").json["answer"])
        let first = try decide("sam", id, "release", "Large groups only.")
        #expect(first.json["state"] == "waiting")
        #expect(try office.log.entry(try #require(first.entry)).type == "review.decide")
        #expect(try office.ask("rosa", .get, path).status == 202)
        #expect(try office.ask("rosa", .get, path + "/disclosure-record").status == 404)
        #expect(try decide("pat", id, "release", "Agreed.").json["state"] == "released")
        let answer = try office.ask("rosa", .get, path)
        #expect(answer.status == 200)
        var body = answer.json
        body["receipt"] = nil
        #expect(seen == .object(body))
        #expect(try office.ask("rosa", .get, path, headers: ["Accept": "text/csv"]).status == 200)
    }

    @Test("a refused one tells the reviewer's words, and names its entry")
    func refused() throws {
        let id = try #require(try hold().json["query"]?.asText)
        _ = try decide("pat", id, "refuse", "One street is alone in A3.")
        let told = try office.ask("rosa", .get, "/v1/queries/\(id)")
        #expect(told.status == 403 && told.code == "SH-G406")
        #expect(told.json["reasons"]?.elements.first?.member("message") == "One street is alone in A3.")
        #expect(try office.log.entry(try #require(told.entry)).type == "review.decide")
        #expect(try office.ask("rosa", .get, "/v1/projects/\(project)/budget").json["spent"] == "1/50")
        let late = try decide("sam", id, "release", "Fine.")
        #expect(late.status == 409 && late.code == "SH-G407" && late.entry != nil)
        #expect(try office.ask("sam", .get, "/v1/reviews/\(id)").json["state"] == "refused")
    }

    @Test("nobody else sees or decides one", arguments: ["rosa", "omar", "olive", "ada", "otto", nil])
    func strangers(name: String?) throws {
        let id = try #require(try hold().json["query"]?.asText)
        for told in [
            try office.ask(name, .get, "/v1/reviews"), try office.ask(name, .get, "/v1/reviews/\(id)"),
            try office.ask(name, .post, "/v1/reviews/\(id)/decisions", ["decision": "release", "words": "yes"]),
        ] {
            #expect(told.status == (name == nil ? 401 : 403))
        }
        let other = try office.ask(name, .get, "/v1/queries/\(id)")
        #expect(other.json["rows"] == nil)
    }

    @Test(
        "a decision says what it must",
        arguments: [
            [:], ["decision": "release"], ["decision": "maybe", "words": "x"], ["decision": "refuse", "words": ""],
            ["decision": "refuse", "words": "x", "more": 1],
        ] as [JSONValue])
    func bodies(body: JSONValue) throws {
        let id = try #require(try hold().json["query"]?.asText)
        let told = try office.ask("sam", .post, "/v1/reviews/\(id)/decisions", body)
        #expect(told.status == 400 && told.code == "SH-A304")
        #expect(try office.ask("sam", .get, "/v1/reviews/\(id)").json["state"] == "waiting")
    }
}
