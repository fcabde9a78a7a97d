import AuditLog
import Gateway
import JSON
import QueryEngines
import SQLite
import Synchronization
import Testing

@Suite("Asking again under the same mark")
struct RetryTests {
    @Test("gives the same bytes and the same entry, runs nothing and charges nothing")
    func sameAnswer() throws {
        let world = try World()
        let first = try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
        let entries = world.auditLog.size
        let again = try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
        #expect(again.body == first.body)
        #expect(again.receipt.seq == first.receipt.seq)
        #expect(world.auditLog.size == entries)
        #expect(world.engine.runs == 1)
        try world.restart()
        let later = try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
        #expect(later.body == first.body)
        #expect(later.receipt.json == first.receipt.json)
    }

    @Test("gives the same receipt however the log has grown since, in other batches and other segments")
    func sameReceipt() throws {
        let world = try World()
        let first = try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
        for number in 0..<6 {
            _ = try world.ask(Town.query("P-0002"), by: World.omar, mark: "o-\(number)")
            let again = try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
            #expect(again.receipt.json.bytes() == first.receipt.json.bytes(), "after \(world.auditLog.size) entries")
        }
        try world.restart()
        let again = try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
        #expect(again.receipt.json.bytes() == first.receipt.json.bytes())
    }

    @Test("is held against the stored row and the reader's rights each time")
    func heldAgain() throws {
        let world = try World()
        let first = try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
        _ = try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
        let name = try #require(first.body?["query"]?.text)
        #expect(try world.gateway.answer(name, for: World.rosa) != nil)
        #expect(try world.gateway.answer(name, for: World.omar) == nil)
        let liar = try SQLiteConnection(
            path: world.database, mode: .readWrite, access: .schemaOwner, limits: .storage, secureDelete: false,
            busyTimeoutMilliseconds: 1000, monotonicNanoseconds: { 0 })
        try liar.run("UPDATE answer SET failure = 'SH-E501'", [])
        #expect(throws: GatewayError.store(.forged)) {
            try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
        }
        #expect(throws: GatewayError.store(.forged)) { try world.gateway.answer(name, for: World.rosa) }
    }

    @Test("with another question is refused, and the refusal is recorded")
    func otherQuestion() throws {
        let world = try World()
        _ = try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
        let other = try world.ask(Town.query("P-0001", by: ["area"]), by: World.rosa, mark: "m-1")
        #expect(other.problem?.code == "SH-G621")
        #expect(try world.story().entries("request.rejected").count == 1)
    }

    @Test("is somebody else's question under somebody else's mark")
    func otherPerson() throws {
        let world = try World()
        let first = try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
        let other = try world.ask(Town.query("P-0002"), by: World.omar, mark: "m-1")
        #expect(other.body?["query"] != first.body?["query"])
        #expect(other.body?.rows == first.body?.rows)
    }

    @Test(
        "needs a mark that is one",
        arguments: ["", "two words", "caf\u{E9}", String(repeating: "m", count: 201), "tab\tbed"])
    func strangeMarks(mark: String) throws {
        let world = try World()
        #expect(try world.ask(Town.query("P-0001"), by: World.rosa, mark: mark).problem?.code == "SH-G622")
        #expect(world.engine.runs == 0)
    }

    @Test("gives a failure again without charging for it again")
    func failure() throws {
        let world = try World()
        world.engine.fail(with: .cancelled)
        let failed = try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
        #expect(failed.failure == "SH-E501")
        world.engine.fail(with: nil)
        #expect(try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1").failure == "SH-E501")
        try world.restart()
        #expect(try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1").failure == "SH-E501")
        #expect(try world.story().spent("project P-0001") == "1/50")
        #expect(try world.answers(of: "P-0001").isEmpty)
        // Under a new mark it is a new question, and paid for.
        #expect(try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-2").body?.spent == "1/50")
        #expect(try world.story().spent("project P-0001") == "1/25")
    }

    @Test("at the same moment waits for the first: one run, one charge, one answer")
    func together() throws {
        let world = try World()
        let bodies = Mutex<[JSONObject?]>([])
        try inParallel(8) { _ in
            let answer = try? world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
            bodies.withLock { $0.append(answer?.body) }
        }
        let seen = bodies.withLock { $0 }
        #expect(seen.count == 8)
        #expect(Set(seen).count == 1)
        #expect(seen[0] != nil)
        #expect(world.engine.runs == 1)
        let story = try world.story()
        #expect(story.decided("allow") == 1)
        #expect(story.spent("project P-0001") == "1/50")
        #expect(try world.answers(of: "P-0001").count == 1)
    }
}
