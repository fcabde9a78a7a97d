import AuditLog
import Catalogue
import Gateway
import Governance
import Identity
import JSON
import QueryEngines
import Synchronization
import Testing

@Suite("A quality report")
struct QualityTests {
    @Test("is drawn once for everybody, also by many at once, and is the same after a restart and on later days")
    func once() throws {
        let world = try World()
        let bodies = Mutex<[JSONObject?]>([])
        try inParallel(16) { number in
            let asker = [World.rosa, World.sam, World.pat, World.ada][number % 4]
            let body = try? world.quality(by: asker)?.body
            bodies.withLock { $0.append(body) }
        }
        try world.restart()
        world.clock.move(days: 3)
        world.served.serve(try Town.generation(optOuts: "2026-04-04", without: 5))
        bodies.withLock { $0.append(try? world.quality(by: World.omar)?.body) }
        let reports = bodies.withLock { $0 }.compactMap { $0 }
        #expect(reports.count == 17 && Set(reports).count == 1)
        let story = try world.story()
        #expect(story.faults == [] && story.unpaired == 0 && story.undebited.isEmpty)
        #expect(story.decided("quality allow") == 1 && story.entries("quality.intent").count == 1)
        // One table of one part, with noise for few people: 1/50, from the ledgers of the data alone.
        for ledger in ["dataset person", "spine person"] { #expect(story.spent(ledger) == "1/50") }
        #expect(!story.entries.contains { $0.event["project"]?.text == "none" })
        let ledgers = try world.gateway.ledgerReport(for: World.ada).ledgers.map(\.name)
        #expect(ledgers == ["dataset person", "spine person"])
    }

    @Test("shares its numbers with those who ask the same, and is paid once with them")
    func shared() throws {
        let world = try World()
        let asked = try #require(try world.ask(Town.query("P-0001", by: []), by: World.rosa).body)
        let report = try #require(try world.quality(by: World.sam)?.body)
        let rows = report["tables"]?.elements.first?.object?["rows"]?.elements.first?.object
        #expect(rows?["person"] != nil && rows?["person"] != .null)
        // The opt-outs that are honoured differ, so the population does too: two draws, both paid.
        #expect(asked.rows != nil)
        let story = try world.story()
        #expect(story.spent("project P-0001") == "1/50" && story.spent("dataset person") == "1/25")
    }

    @Test("of sensitive data is for those who have an approved project with them")
    func sensitive() throws {
        let world = try World()
        world.served.serve(try Town.generation(tier: "sensitive"))
        let refusal = try #require(try world.quality(by: World.sam)?.refusal)
        #expect(refusal.code == "SH-G401" && refusal.reasons.map(\.clause) == ["HOUSE-6"])
        // The standard profile protects no sensitive data, so nothing is asked of them.
        #expect(try world.quality(by: World.rosa)?.refusal?.code == "SH-G411")
        #expect(try world.story().entries("quality.intent").isEmpty)
    }

    @Test("is not made where the profile adds no noise", arguments: ["counts-nhs", "cell-key"])
    func exact(protection: String) throws {
        let world = try World(protection: protection)
        let refusal = try #require(try world.quality(by: World.sam)?.refusal)
        #expect(refusal.code == "SH-G411" && refusal.reasons.map(\.clause) == ["PRI-4"])
    }

    @Test("is refused where the ledgers of the data cannot pay, and says so")
    func tooDear() throws {
        let world = try World(dataBudget: "3/50")
        // Each release is another question.
        for asOf in ["2025-12", "2026-03", "2026-06"] {
            world.served.serve(try Town.generation(asOf: asOf))
            #expect(try world.quality(by: World.rosa)?.body != nil)
        }
        world.served.serve(try Town.generation(asOf: "2026-09"))
        let refusal = try #require(try world.quality(by: World.rosa)?.refusal)
        #expect(refusal.code == "SH-G411" && refusal.reasons.map(\.clause) == ["PRI-6"])
        #expect(refusal.reasons[0].message.contains("privacy budget that all projects share"))
    }

    @Test("of no dataset or release is not there, and of no data nothing is decided")
    func absent() throws {
        let world = try World()
        #expect(try world.quality(of: "nothing", by: World.rosa) == nil)
        #expect(try world.quality(asOf: Month("2025-12"), by: World.rosa) == nil)
        let named = try world.quality(asOf: Month("2026-03"), by: World.rosa)?.body
        #expect(try named != nil && named == world.quality(by: World.rosa)?.body)
        world.served.serve(nil)
        #expect(throws: GatewayError.noData) { try world.quality(by: World.rosa) }
    }

    @Test("is paid and not shown where the engine fails; the next reader draws it")
    func failingEngine() throws {
        let world = try World()
        world.engine.fail(with: .cancelled)
        #expect(try world.quality(by: World.rosa)?.failure == "SH-E501")
        world.engine.fail(with: nil)
        #expect(try world.quality(by: World.rosa)?.body != nil)
        let story = try world.story()
        #expect(story.faults == [] && story.unpaired == 0 && story.undebited.isEmpty)
        #expect(story.decided("quality error") == 1 && story.decided("quality allow") == 1)
        #expect(story.spent("dataset person") == "1/25")
    }

    @Test("whichever call fails: no value is without a debit, and none ever changes", arguments: Faults.Kind.allCases)
    func sweep(kind: Faults.Kind) throws {
        var fatal = 1
        var calls = 0
        repeat {
            let world = try World()
            world.faults.arm(kind, at: fatal)
            var bodies = [try? world.quality(by: World.rosa)?.body, try? world.quality(by: World.sam)?.body]
            calls = world.faults.calls.count
            let place: Comment = "\(kind.rawValue) at \(fatal)"
            try world.restart()
            bodies.append(try world.quality(by: World.pat)?.body)
            #expect(bodies[2] != nil && Set(bodies.compactMap { $0 ?? nil }).count == 1, place)
            let story = try world.story()
            #expect(story.faults == [] && story.unpaired == 0 && story.undebited.isEmpty, place)
            #expect(story.decided("quality allow") == 1 && story.spent("dataset person") == "1/50", place)
            fatal += 1
        } while calls >= fatal - 1
        #expect(fatal > 8)
    }
}

extension World {
    func quality(
        of dataset: String = "person", asOf: Month? = nil, by principal: AuthenticatedPrincipal
    ) throws -> RecordedOutcome? {
        try gateway.qualityReport(
            of: DatasetID(dataset)!, asOf: asOf,
            by: Asker(
                principal: principal, channel: "http", address: "192.0.2.7", idempotencyKey: nil, prefersJob: false))
    }
}
