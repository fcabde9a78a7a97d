import AuditLog
import DifferentialPrivacy
import Gateway
import Governance
import Identity
import JSON
import Testing

@Suite("Many generations of the same data")
struct GenerationTests {
    /// Everything by everything, with the least noise: 4/9 of ρ each time.
    private static func dear(_ project: String, asOf: String = "2026-03") -> JSONValue {
        Town.query(project, by: ["sex", "area", "carer"], totals: true, precision: "high", asOf: asOf)
    }

    @Test("thirty days of new opt-out lists and reloads give two attackers no more than the year's budgets")
    func thirtyDays() throws {
        let world = try World()
        var answers: [Set<JSONValue?>] = [[], []]
        for day in 1...30 {
            let digest = day.isMultiple(of: 2) ? "5a" : "5b"
            let list = "2026-04-\(day < 10 ? "0" : "")\(day)"
            world.serve(try Town.generation(id: "G-\(day)", optOuts: list, digest: digest))
            for (who, (project, principal)) in [("P-0001", World.rosa), ("P-0002", World.omar)].enumerated() {
                let outcome = try world.ask(Self.dear(project), by: principal)
                if let body = outcome.body { answers[who].insert(body.rows) }
                if outcome.body == nil { #expect(outcome.refusal?.reasons.map(\.clause) == ["PRI-6"]) }
            }
            world.clock.move(days: 1)
        }
        let story = try world.story()
        // ⌊2 ∕ (4/9)⌋ answers, not thirty; the twin's are the same values, drawn once for both.
        #expect(answers[0].count == 4)
        #expect(answers[0] == answers[1])
        for project in ["project P-0001", "project P-0002"] { #expect(story.spent(project) == "16/9") }
        for lineage in ["dataset person", "spine person"] { #expect(story.spent(lineage) == "16/9") }
        #expect(try world.budget().left == "2/9")
        #expect(story.faults == [])
    }

    @Test("a new release a day is one release a quarter: the project's own, and never an older one")
    func oneReleaseAQuarter() throws {
        let world = try World()
        #expect(try ask(world, asOf: "2026-03") == [])
        for (asOf, clauses) in [("2026-04", ["HOUSE-7"]), ("2026-05", ["HOUSE-7"]), ("2025-12", ["HOUSE-7"])] {
            world.clock.move(days: 1)
            #expect(try ask(world, asOf: asOf) == clauses, "\(asOf)")
        }
        world.clock.move(days: 86)  // 29 June
        #expect(try ask(world, asOf: "2026-06") == ["HOUSE-7"])
        #expect(try world.budget().release?.newerFrom.description == "2026-07-01")
        world.clock.move(days: 2)
        #expect(try ask(world, asOf: "2026-06") == [])
        #expect(try ask(world, asOf: "2026-07") == ["HOUSE-7"])
        #expect(try ask(world, asOf: "2026-03") == ["HOUSE-7"], "there is no way back")
        try world.restart()
        #expect(try ask(world, asOf: "2026-03") == ["HOUSE-7"], "the log remembers")
        #expect(try ask(world, asOf: "2026-06") == [])
        #expect(try world.budget().release?.newerFrom.description == "2026-10-01")
        #expect(try world.story().faults == [])
    }

    @Test("a question that came to nothing moves no project on", arguments: [true, false])
    func nothingShown(isAborted: Bool) throws {
        let world = try World()
        #expect(try ask(world, asOf: "2025-12", by: "P-0002") == [])
        if isAborted {
            world.faults.arm(.lost, at: 9)
            #expect(throws: GatewayError.self) { try ask(world, asOf: "2026-03") }
            world.faults.disarm()
            #expect(try world.story().decided("aborted") == 1)
        } else {
            world.engine.meanwhile { world.clock.move(days: 30) }
            #expect(try !ask(world, asOf: "2026-03").isEmpty)
            world.engine.meanwhile(nil)
            world.clock.move(days: -30)
        }
        #expect(try ask(world, asOf: "2025-12") == [])
    }

    @Test("a check says so before anything is asked, and holds nothing")
    func checked() throws {
        let world = try World()
        #expect(try reasons(world, checking: "2026-03") == [])
        #expect(try ask(world, asOf: "2025-12") == [], "the check held nothing")
        #expect(try reasons(world, checking: "2026-03") == ["HOUSE-7"])
    }

    /// The clauses that said no to a question about a release that is served now; none where there was an answer.
    @discardableResult
    private func ask(_ world: World, asOf: String, by project: String = "P-0001") throws -> [String] {
        try serve(world, asOf)
        let query = Town.query(project, asOf: asOf)
        let outcome = try world.ask(query, by: project == "P-0001" ? World.rosa : World.omar)
        #expect((outcome.body == nil) == (outcome.refusal != nil))
        return outcome.refusal?.reasons.map(\.clause) ?? []
    }

    private func reasons(_ world: World, checking asOf: String) throws -> [String] {
        try serve(world, asOf)
        let asker = Asker(
            principal: World.rosa, channel: "http", address: "192.0.2.7", idempotencyKey: nil, prefersJob: false)
        let checked = try world.gateway.check([Town.query("P-0001", asOf: asOf)], by: asker)
        guard case .judged(let judgement)? = checked.checks.first?.query else { throw Unexpected("unreadable") }
        return judgement.reasons.map(\.clause)
    }

    private func serve(_ world: World, _ asOf: String) throws {
        let today = world.gateway.now.day.description
        world.serve(try Town.generation(id: "G-\(asOf)", optOuts: today, asOf: asOf))
    }
}
