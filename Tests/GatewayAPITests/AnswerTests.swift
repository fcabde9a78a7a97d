import AuditLog
import Gateway
import HTTP
import Identity
import JSON
import OpenSSL
import Testing

@testable import GatewayAPI

/// Somebody of the cast, as the gateway knows them.
func principal(_ name: String, in office: Office) throws -> AuthenticatedPrincipal {
    let header = "Bearer \(Office.token(name).reveal())"
    guard case .authenticated(let principal) = try office.gateway.authenticate(header, certificate: nil) else {
        throw NotSignedIn()
    }
    return principal
}

struct NotSignedIn: Error {}

@Suite("Answers over HTTP")
struct AnswerTests {
    private let office: Office

    init() throws { office = try Office() }

    private static let wide = Office.query("P-0001") {
        $0["by"] = ["person.sex", "person.area"]
        $0["totals"] = true
        $0["measures"] = [
            "people": ["count": "unit"],
            "carers": ["proportion": ["variable": "person.carer", "in": ["yes"]]],
        ]
    }

    @Test("CSV and JSON of one answer hold the same cells")
    func csvEqualsJSON() throws {
        let json = try office.ask("rosa", .post, "/v1/queries", Self.wide)
        let place = try #require(json.headers.first("Content-Location"))
        let csv = try office.ask("rosa", .get, place, headers: ["Accept": "text/csv"])
        #expect(csv.headers.first("Content-Type") == "text/csv; charset=utf-8; header=present")
        let lines = csv.text.split(separator: "\r\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let rows = json.json["rows"]?.elements ?? []
        #expect(rows.count == 15 && lines.count == rows.count + 1)
        for (line, row) in zip(lines.dropFirst(), rows) {
            for (name, field) in zip(lines[0], line) {
                let parts = name.split(separator: ".")
                let isDimension = parts[0] == "person"
                let value = isDimension ? row.member(String(name)) : row.member(String(parts[0]))
                #expect(String(field) == Self.text(value, isDimension ? [] : parts.dropFirst()), "\(name)")
            }
        }
    }

    /// What a CSV field should be, read from the JSON by its column's name.
    private static func text(_ value: JSONValue?, _ rest: ArraySlice<Substring>) -> String {
        var value = value
        let isShown = value?.member("value") != nil
        for part in rest {
            switch part {
            case "low": value = value?.elements.first
            case "high": value = value?.elements.last
            default: value = value?.member(String(part))
            }
        }
        if case .object? = value { value = value?.member("value") }
        switch value {
        case .string(let text)?: return text
        case .integer(let number)?: return String(number)
        case .bool(let flag)?: return String(flag)
        case .null?, .array?, .object?, nil: return rest.last == "lowReliability" && isShown ? "false" : ""
        }
    }

    @Test(
        "the format follows what is accepted, and an answer has it at its own path too",
        arguments: [
            ([], "application/json"), (["*/*"], "application/json"), (["text/csv"], "text/csv"),
            (["text/*;q=0.5, application/json;q=0.4"], "text/csv"),
            (["application/json;q=0, text/csv;q=0.1"], "text/csv"),
            (["TEXT/CSV"], "text/csv"), (["text/html", "application/*"], "application/json"),
            (["text/csv;q=2, application/json;q=0.001"], "application/json"),
            (["text/csv;q=0, */*;q=0.1"], "application/json"),
        ])
    func formats(accepted: [String], mediaType: String) throws {
        var headers = HTTPHeaders()
        for field in accepted { headers.add("Accept", field) }
        let told = try office.ask("rosa", .post, "/v1/queries", Office.query("P-0001"), headers: headers)
        #expect(told.headers.first("Content-Type")?.hasPrefix(mediaType) == true)
        #expect(told.headers.first("Vary") == "Accept")
        let again = try office.ask("rosa", .get, try #require(told.headers.first("Content-Location")), headers: headers)
        #expect(again.bytes == told.bytes || mediaType == "application/json")
    }

    @Test("a retry under the same key gets the same answer and costs nothing; another question under it is a mistake")
    func retry() throws {
        let key: HTTPHeaders = ["Idempotency-Key": "k-1"]
        let first = try office.ask("rosa", .post, "/v1/queries", Office.query("P-0001"), headers: key)
        let size = office.log.size
        let second = try office.ask("rosa", .post, "/v1/queries", Office.query("P-0001"), headers: key)
        #expect(second.json["query"] == first.json["query"] && second.json["rows"] == first.json["rows"])
        #expect(office.log.size == size)
        let other = try office.ask("rosa", .post, "/v1/queries", Self.wide, headers: key)
        #expect(other.status == 400 && other.code == "SH-G621")
        let foreign = try office.ask("omar", .post, "/v1/queries", Office.query("P-0002"), headers: key)
        #expect(foreign.status == 200 && foreign.json["query"] != first.json["query"])
    }

    @Test("the receipt discloses the digest of the answer's own bytes, and of nothing else")
    func receipt() throws {
        let told = try office.ask("rosa", .post, "/v1/queries", Self.wide)
        var body = told.json
        let receipt = try #require(body["receipt"])
        body["receipt"] = nil
        let disclosures = receipt.member("disclosures")?.elements.compactMap { $0.asText } ?? []
        let disclosed = try disclosures.map { try #require(Disclosure(parsing: $0)) }
        #expect(disclosed.map(\.name) == ["result"])
        #expect(disclosed.map(\.value) == [.string(Hex.encode(SHA256.hash(JSONValue.object(body).bytes())))])
        let place = try #require(told.headers.first("Content-Location"))
        #expect(try office.ask("rosa", .get, place + "/receipt").json["leaf"] == receipt.member("leaf"))
        #expect(try office.ask("rosa", .get, place + "/disclosure-record").json["says"] == told.json["says"])
    }

    @Test("a check tells the price that the question then costs, and costs nothing itself")
    func price() throws {
        let check = try office.ask("rosa", .post, "/v1/checks", Self.wide)
        #expect(check.json["wouldRun"] == true)
        #expect(try office.ask("rosa", .get, "/v1/projects/P-0001/budget").json["spent"] == "0")
        let answer = try office.ask("rosa", .post, "/v1/queries", Self.wide)
        let cost = check.json["budget"]?.member("cost")
        #expect(answer.json["budget"]?.member("spent") == cost)
        #expect(try office.ask("rosa", .get, "/v1/projects/P-0001/budget").json["spent"] == cost)
        #expect(try office.ask("rosa", .post, "/v1/checks", Self.wide).json["budget"]?.member("cost") == "0")
    }

    @Test("a draft is changed on the version that was read, and each change has a new one")
    func versions() throws {
        let draft = try office.start(as: "rosa")
        #expect(draft.tag == "\"1\"")
        let text = Office.proposal(researcher: "rosa") { $0["title"] = "Another title" }
        let changed = try office.ask("rosa", .put, draft.path, text, headers: ["If-Match": draft.tag])
        #expect(changed.status == 200 && changed.headers.first("ETag") == "\"2\"")
        #expect(try office.log.entry(try #require(changed.entry)).type == "project.edit")
        let stale = try office.ask("rosa", .put, draft.path, text, headers: ["If-Match": draft.tag])
        #expect(stale.status == 412 && stale.headers.first("ETag") == "\"2\"")
        #expect(try office.ask("rosa", .get, draft.path).headers.first("ETag") == "\"2\"")
    }
}
