import AuditLog
import Foundation
import Gateway
import Governance
import JSON
import Linux
import OpenSSL
import QueryEngines
import Synchronization
import Testing

@Suite("Every exit is recorded")
struct ExitTests {
    /// A request, and how it must stand in the log.
    struct Exit: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let query: JSONValue
        let types: [String]
        let decision: String?
    }

    static let refusal = ["query.intent", "query.outcome"]
    static let exits = [
        Exit(
            testDescription: "an answer", query: Town.query("P-0001"),
            types: ["query.intent", "query.outcome", "ledger.debit"], decision: "allow"),
        Exit(testDescription: "somebody else's project", query: Town.query("P-0002"), types: refusal, decision: "deny"),
        Exit(testDescription: "no such project", query: Town.query("P-9999"), types: refusal, decision: "deny"),
        Exit(
            testDescription: "too many cells",
            query: Town.query("P-0001", by: ["sex", "area", "carer"], totals: true)
                .with("precision", "high"), types: ["query.intent", "query.outcome", "ledger.debit"], decision: "allow"),
        Exit(
            testDescription: "another purpose", query: Town.query("P-0001").with("purpose", "marketing"),
            types: refusal, decision: "deny"),
        Exit(
            testDescription: "an unknown variable", query: Town.query("P-0001", by: ["shoeSize"]),
            types: ["request.rejected"], decision: nil),
        Exit(testDescription: "no query at all", query: [1, 2, 3], types: ["request.rejected"], decision: nil),
    ]

    @Test("whatever comes of a request", arguments: exits)
    func recorded(exit: Exit) throws {
        let world = try World()
        let before = world.auditLog.size
        let outcome = try world.ask(exit.query, by: World.rosa)
        let new = try world.story().entries.dropFirst(before)
        #expect(new.map(\.type) == exit.types)
        let ends = new.filter { $0.type != "query.intent" && $0.type != "ledger.debit" }
        #expect(ends.first?.event["decision"]?.text == exit.decision)
        #expect(outcome.receipt.seq == ends.first?.seq, "the receipt is that of the end")
    }

    @Test("a failing engine: charged in full, and told as a failure")
    func engineFails() throws {
        let world = try World()
        world.engine.fail(with: .missing("person"))
        #expect(try world.ask(Town.query("P-0001"), by: World.rosa).failure == "SH-E502")
        let story = try world.story()
        #expect(story.decided("error") == 1)
        #expect(story.undebited.isEmpty)
        for ledger in ["project P-0001", "dataset person", "spine person"] { #expect(story.spent(ledger) == "1/50") }
    }

    @Test("a table that fails a check shows nothing, with the same status and at the full price, once for ever")
    func failedCheck() throws {
        let world = try World()
        let query = Town.query("P-0001", by: ["sex", "area"], totals: true)
        world.engine.spoil()
        let body = try #require(try world.ask(query, by: World.rosa).body)
        let statuses = (body.rows?.elements ?? []).map { $0.object?["people"]?.object?["status"]?.text }
        #expect(statuses.count == 15 && Set(statuses) == ["not-shown"])
        #expect(body["status"] == "released" && body.spent == "2/25")
        let story = try world.story()
        #expect(story.decided("allow") == 1 && story.undebited.isEmpty)
        #expect(story.spent("dataset person") == "2/25")
        let other = try world.ask(Town.query("P-0002", by: ["area", "sex"], totals: true), by: World.omar)
        #expect(Set(other.body?.rows?.elements.map { $0.object?["people"] } ?? []).count == 1)
        #expect(world.engine.runs == 1, "nothing is drawn again until it comes out right")
    }

    @Test("a gateway without data, and a store that cannot be read")
    func undecided() throws {
        let world = try World()
        world.served.serve(nil)
        #expect(throws: GatewayError.noData) { try world.ask(Town.query("P-0001"), by: World.rosa) }
        world.serve(try Town.generation())
        world.faults.arm(.lost, at: 1)
        #expect(throws: GatewayError.self) { try world.ask(Town.query("P-0001"), by: World.rosa) }
        let codes = try world.story().entries("request.rejected").map { $0.event["code"]?.text }
        #expect(codes == ["SH-G615", "SH-G612"])
    }

    @Test("an intent that an error ended is ended in the log, and nothing is charged")
    func aborted() throws {
        let world = try World()
        // The tenth call is behind the intent: looking for stored values.
        world.faults.arm(.lost, at: 9)
        #expect(throws: GatewayError.self) { try world.ask(Town.query("P-0001"), by: World.rosa) }
        let story = try world.story()
        #expect(story.decided("aborted") == 1)
        #expect(story.unpaired == 0)
        #expect(story.spent("project P-0001") == "0")
        #expect(try world.ask(Town.query("P-0001"), by: World.rosa).body?.left == "99/50")
    }

    @Test("a closed log answers nothing, not even what was answered before")
    func closedLog() throws {
        let world = try World()
        _ = try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
        world.auditLog.stop()
        for mark in ["m-1", "m-2"] {
            #expect(throws: GatewayError.audit(.closed)) {
                try world.ask(Town.query("P-0001"), by: World.rosa, mark: mark)
            }
        }
        #expect(world.engine.runs == 1)
    }

    @Test("no entry names a person, an address, or a value of a filter")
    func noNames() throws {
        let world = try World()
        let filtered = Town.query("P-0001").with(
            "population", ["variable": "person.area", "in": ["A3"]])
        #expect(try world.ask(filtered, by: World.rosa).body != nil)
        _ = try world.ask(Town.query("rosa.researcher"), by: World.rosa)
        _ = try world.ask(Town.query("P-0001", by: ["rosa.researcher"]), by: World.rosa)
        _ = try world.gateway.check(
            [Town.query("rosa.researcher")],
            by: Asker(
                principal: World.rosa, channel: "http", address: "192.0.2.7", idempotencyKey: nil, prefersJob: false))
        for entry in try world.story().entries {
            var event = entry.event
            event["sd"] = nil  // Salted digests may hold any four letters.
            let text = String(decoding: JSONValue.object(event).bytes(), as: UTF8.self)
            for word in ["rosa", "omar", "192.0.2.7", "\"A3\"", "token-of"] {
                #expect(!text.contains(word), "\(entry.type): \(word)")
            }
        }
    }

    @Test("an answer's receipt proves the answer")
    func receipt() throws {
        let world = try World()
        let outcome = try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
        let body = try #require(outcome.body)
        for receipt in [outcome.receipt, try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1").receipt] {
            let disclosures = receipt.json.object?["disclosures"]
            guard case .array(let texts)? = disclosures, let text = texts.first?.text else {
                Issue.record("no disclosure")
                continue
            }
            let disclosure = try #require(Disclosure(parsing: text))
            #expect(texts.count == 1)
            #expect(disclosure.name == "result")
            #expect(disclosure.value == .string(Hex.encode(SHA256.hash(JSONValue.object(body).bytes()))))
            #expect(try world.auditLog.entry(receipt.seq).commits(to: disclosure))
        }
    }
}

extension JSONValue {
    /// The object with one member replaced.
    func with(_ name: String, _ value: JSONValue) -> JSONValue {
        guard case .object(var object) = self else { return self }
        object[name] = value
        return .object(object)
    }
}
