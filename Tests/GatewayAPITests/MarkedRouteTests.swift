import AuditLog
import Gateway
import HTTP
import Identity
import JSON
import Testing

@testable import GatewayAPI

@Suite("Sending a request again")
struct MarkedRouteTests {
    private static let laptop: JSONValue = [
        "what": "A laptop was lost.", "severity": "high", "knownAt": "2026-04-01T07:00:00Z",
    ]

    /// Each of these makes nothing, or can happen once only by what it is: a set is proposed once, and signed on the version
    /// that was read; a person decides on an answer once.
    private static let unmarked: Set<String> = ["checkQueries", "proposePolicy", "signPolicy", "decideReview"]

    @Test("is safe for every POST: under a mark, or because a second one cannot happen")
    func everyPost() {
        let posts = RouteTable.standard(querySchema: [:]).routes.filter { $0.method == .post }
        for route in posts {
            #expect((route.retry == .unmarked) == Self.unmarked.contains(route.name), "\(route.name)")
        }
        #expect(posts.count { $0.retry == .kept } >= 14)
    }

    @Test("makes nothing twice, and gives the same answer to the byte")
    func same() throws {
        let office = try Office()
        let mark: HTTPHeaders = ["Idempotency-Key": "m-1"]
        let first = try office.ask("rosa", .post, "/v1/projects", Office.proposal(researcher: "rosa"), headers: mark)
        let size = office.log.size
        let again = try office.ask("rosa", .post, "/v1/projects", Office.proposal(researcher: "rosa"), headers: mark)
        #expect(first.status == 201 && again.status == 201)
        #expect(first.bytes == again.bytes)
        for name in ["Location", "ETag", "Content-Type"] {
            #expect(first.headers.first(name) != nil && first.headers.first(name) == again.headers.first(name))
        }
        #expect(first.entry == size - 1 && office.log.size == size)
        let place = try #require(first.headers.first("Location"))
        let read = try office.ask("rosa", .get, place)
        #expect(read.json["version"] == first.json["version"])
    }

    @Test("is told of a step whose version has passed")
    func steps() throws {
        let office = try Office()
        let draft = try office.start(as: "rosa")
        let headers: HTTPHeaders = ["Idempotency-Key": "m-1", "If-Match": draft.tag]
        let first = try office.ask("rosa", .post, "\(draft.path)/submission", [:], headers: headers)
        let again = try office.ask("rosa", .post, "\(draft.path)/submission", [:], headers: headers)
        #expect(first.status == 200 && first.bytes == again.bytes)
        // Without its mark it comes too late.
        let late = try office.ask("rosa", .post, "\(draft.path)/submission", [:], headers: ["If-Match": draft.tag])
        #expect(late.code == "SH-A307")
    }

    @Test("with another body, or to another place, is refused and recorded")
    func others() throws {
        let office = try Office()
        let mark: HTTPHeaders = ["Idempotency-Key": "m-1"]
        try office.ask("rosa", .post, "/v1/incidents", Self.laptop, headers: mark)
        let size = office.log.size
        for (place, body): (String, JSONValue) in [
            ("/v1/incidents", ["what": "Two laptops were lost."]), ("/v1/projects", Self.laptop),
        ] {
            let other = try office.ask("rosa", .post, place, body, headers: mark)
            #expect(other.status == 422 && other.code == "SH-A313" && other.entry != nil)
        }
        #expect(office.log.size == size + 2)
        let somebody = try office.ask("omar", .post, "/v1/incidents", Self.laptop, headers: mark)
        #expect(somebody.status == 201)
    }

    @Test("while the first is under way is answered with 409, and when to come again")
    func underWay() throws {
        let office = try Office()
        let request = MarkedRequest(
            key: "m-1", place: "POST /v1/incidents", body: Self.laptop,
            by: try #require(PersonID("rosa")))
        let outcome = try office.gateway.once(request) { () throws(GatewayError) in
            try? office.ask(
                "rosa", .post, "/v1/incidents", Self.laptop, headers: ["Idempotency-Key": "m-1"])
        }
        guard case .nothingMade(let told?) = outcome else {
            Issue.record("something was made")
            return
        }
        #expect(told.status == 409 && told.code == "SH-A314" && told.headers.first("Retry-After") == "1")
        let later = try office.ask("rosa", .post, "/v1/incidents", Self.laptop, headers: ["Idempotency-Key": "m-1"])
        #expect(later.status == 201)
    }

    @Test("after a refusal is decided anew, and its key may be used for what was mended")
    func refusals() throws {
        let office = try Office()
        let mark: HTTPHeaders = ["Idempotency-Key": "m-1"]
        let half = try office.ask("rosa", .post, "/v1/incidents", ["what": "A laptop"], headers: mark)
        #expect(half.status == 400)
        #expect(try office.ask("rosa", .post, "/v1/incidents", Self.laptop, headers: mark).status == 201)
    }

    @Test("under a key that is none is refused", arguments: ["two words", String(repeating: "m", count: 201)])
    func strange(key: String) throws {
        let office = try Office()
        let told = try office.ask("rosa", .post, "/v1/incidents", Self.laptop, headers: ["Idempotency-Key": key])
        #expect(told.code == "SH-A308")
    }

    @Test("of an unmasking names the same entry")
    func unmaskings() throws {
        let office = try Office()
        let mark: HTTPHeaders = ["Idempotency-Key": "m-1"]
        let wish: JSONValue = ["entries": [1], "reason": "A complaint."]
        let first = try office.ask("ada", .post, "/v1/audit/unmaskings", wish, headers: mark)
        let again = try office.ask("ada", .post, "/v1/audit/unmaskings", wish, headers: mark)
        #expect(first.status == 200 && first.bytes == again.bytes)
        #expect(first.json["entry"] == first.json["audit"]?.member("entry") && first.entry == office.log.size - 1)
    }
}
