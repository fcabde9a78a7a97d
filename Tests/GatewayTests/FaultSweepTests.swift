import Gateway
import JSON
import QueryEngines
import Testing

@Suite("When one call fails")
struct FaultSweepTests {
    @Test(
        "no value is without a debit, none is charged twice, none ever changes",
        arguments: Faults.Kind.allCases)
    func sweep(kind: Faults.Kind) throws {
        var fatal = 1
        while try trial(kind, at: fatal) { fatal += 1 }
        #expect(fatal > 12, "the sweep went through the whole order of work")
    }

    /// Asks with the n-th call failing, then without, then after a restart. False where nothing failed any more.
    private func trial(_ kind: Faults.Kind, at fatal: Int) throws -> Bool {
        let world = try World()
        let query = Town.query("P-0001", by: ["sex", "area"], totals: true)
        let same = Town.query("P-0002", by: ["sex", "area"], totals: true)
        world.faults.arm(kind, at: fatal)
        var answers = [try? world.ask(query, by: World.rosa, mark: "m-1")]
        let calls = world.faults.calls
        let place: Comment = "\(kind.rawValue) at \(fatal): \(calls.dropFirst(fatal - 1).first ?? "nothing")"
        // The process goes on: whatever it says now must hold after the restart too.
        answers.append(try? world.ask(same, by: World.omar))
        answers.append(try? world.ask(query, by: World.rosa, mark: "m-1"))
        try world.restart()
        answers.append(try world.ask(query, by: World.rosa, mark: "m-1"))
        answers.append(try world.ask(same, by: World.omar))

        let bodies = answers.compactMap { $0?.body }
        #expect(Set(bodies.map { $0.rows }).count == 1, place)
        #expect(Set([0, 2, 3].compactMap { answers[$0]?.body }).count == 1, place)
        try expectSound(world, place)
        return calls.count >= fatal
    }

    @Test("a question that the engine cannot finish is charged once", arguments: Faults.Kind.allCases)
    func failingEngine(kind: Faults.Kind) throws {
        var fatal = 1
        var calls = 0
        repeat {
            let world = try World()
            world.engine.fail(with: .cancelled)
            world.faults.arm(kind, at: fatal)
            var failures = [try? world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")]
            calls = world.faults.calls.count
            let place: Comment = "\(kind.rawValue) at \(fatal)"
            try world.restart()
            failures.append(try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1"))
            #expect(failures.compactMap { $0?.failure }.allSatisfy { $0 == "SH-E501" }, place)
            #expect(failures[1]?.failure != nil, place)
            let story = try world.story()
            #expect(story.faults == [] && story.unpaired == 0 && story.undebited.isEmpty, place)
            #expect(story.decided("error") == 1, place)
            for ledger in ["project P-0001", "dataset person"] { #expect(story.spent(ledger) == "1/50", place) }
            fatal += 1
        } while calls >= fatal - 1
        #expect(fatal > 12)
    }

    private func expectSound(_ world: World, _ place: Comment) throws {
        let stored = try world.answers(of: "P-0001") + world.answers(of: "P-0002")
        let story = try world.story()
        #expect(story.faults == [], place)
        #expect(story.unpaired == 0, place)
        #expect(story.undebited.isEmpty, place)
        // Four tables of one part each: 4/50 for each project once, and once for all of them.
        #expect(story.spent("project P-0001") == "2/25", place)
        #expect(story.spent("project P-0002") == "2/25", place)
        #expect(story.spent("dataset person") == "2/25", place)
        #expect(story.spent("spine person") == "2/25", place)
        #expect(stored.count == story.decided("allow"), place)
        #expect(Set(stored.map { $0.rows }).count == 1, place)
        for id in ["P-0001", "P-0002"] {
            let project = try #require(try world.gateway.project(id))
            #expect(try world.gateway.budget(of: project)?.spent == story.spent("project \(id)"), place)
        }
    }
}
