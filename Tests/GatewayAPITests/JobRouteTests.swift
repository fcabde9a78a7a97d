import HTTP
import JSON
import Linux
import Testing

@testable import GatewayAPI

@Suite("Jobs over HTTP")
struct JobRouteTests {
    private let office: Office

    init() throws { office = try Office() }

    /// What `Prefer` fields say.
    static let fields: [(fields: [String], wantsJob: Bool)] = [
        ([], false), (["respond-async"], true), (["Respond-Async"], true), (["wait=10, respond-async"], true),
        (["return=minimal", "respond-async; wait=10"], true), (["respond-async=\"\""], true),
        (["respond-async ="], true),
        (["a=\"b, c\", respond-async"], true), (["a=\"\\\", respond-async\""], false), (["a=\"respond-async"], false),
        (["respond-async=no"], false), (["respond-asynchronously"], false), (["a; respond-async"], false),
        (["a=respond-async"], false),
        ([""], false), ([",;=,"], false), ([";respond-async"], false),
    ]

    @Test("of all preferences one is known, wherever it stands", arguments: fields)
    func preferences(fields: [String], wantsJob: Bool) {
        #expect(PreferField.wantsJob(fields) == wantsJob)
    }

    @Test("an answer that comes later is told of with its place and its receipt, and read there in any format")
    func later() throws {
        let told = try office.ask(
            "rosa", .post, "/v1/queries", Office.query("P-0001"),
            headers: ["Prefer": "respond-async", "Accept": "text/csv"])
        #expect(told.status == 202)
        #expect(told.headers.first("Preference-Applied") == "respond-async")
        #expect(told.headers.first("Retry-After") == "1")
        #expect(told.json["receipt"] != nil && told.json["rows"] == nil)
        let place = try #require(told.headers.first("Location"))
        var read = try office.ask("rosa", .get, place)
        while read.status == 202 {
            #expect(read.headers.first("Preference-Applied") == nil)
            WorkerThread.pause(milliseconds: 1)
            read = try office.ask("rosa", .get, place)
        }
        #expect(read.status == 200 && read.json["query"] == told.json["query"])
        #expect(try office.ask("rosa", .get, place, headers: ["Accept": "text/csv"]).status == 200)
        #expect(try office.ask("rosa", .delete, place).code == "SH-A311")
        let foreign = try office.ask("omar", .delete, place)
        let unknown = try office.ask("omar", .delete, "/v1/queries/Q-0000000000000000")
        #expect(foreign.status == 404 && foreign.withoutEntry == unknown.withoutEntry)
        #expect(try office.ask("pat", .delete, place).status == 403)
    }
}
