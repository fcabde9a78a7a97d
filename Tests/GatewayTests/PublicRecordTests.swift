import AuditLog
import Gateway
import Governance
import Identity
import JSON
import Testing

@Suite("What the public reads of the log")
struct PublicRecordTests {
    private static let byAge: JSONValue = Town.query("P-0001")

    @Test("An answer is listed once its month is over, under a name that nothing else has")
    func listing() throws {
        let world = try World()
        let answer = try world.ask(Self.byAge, by: World.rosa)
        _ = try world.ask(Town.query("P-0002"), by: World.omar)
        #expect(world.gateway.publicAnswers.isEmpty, "a new line would tell when somebody asked")
        world.clock.move(days: 40)
        let listed = world.gateway.publicAnswers
        #expect(listed.map(\.project).sorted() == ["P-0001", "P-0002"])
        #expect(listed.map(\.id) == listed.map(\.id).sorted(), "in the order of their names")
        let outcomes = try world.story().entries("query.outcome")
        #expect(Set(outcomes.compactMap { $0.event["listed"]?.text }) == Set(listed.map(\.id)))
        let query = try #require(answer.body?["query"]?.text)
        #expect(listed.allSatisfy { !query.contains($0.id.prefix(16)) }, "not the answer's own name")
        #expect(listed.allSatisfy { $0.shape.object?.keys == ["unit", "dimensions", "measures"] })
    }

    @Test("The list is the same after a restart")
    func restart() throws {
        let world = try World()
        for _ in 0..<2 { _ = try world.ask(Self.byAge, by: World.rosa) }
        _ = try world.ask(Town.query("P-0002"), by: World.omar)
        world.clock.move(days: 40)
        let before = world.gateway.publicAnswers
        try world.restart()
        #expect(before.count == 3)
        #expect(world.gateway.publicAnswers.map(\.id) == before.map(\.id))
        #expect(world.gateway.publicAnswers.map(\.shape) == before.map(\.shape))
    }

    @Test("Neither a refusal, nor made-up rows, nor an answer that waits is listed")
    func notListed() throws {
        let world = try World(review: .everyAnswer)
        let held = try world.ask(Self.byAge, by: World.rosa)
        #expect(held.held != nil)
        _ = try world.ask(Town.query("P-0001"), by: World.omar)
        world.clock.move(days: 40)
        #expect(world.gateway.publicAnswers.isEmpty)
    }

    @Test("Machine time is published by month, in whole hours, once the month is over")
    func machineUse() throws {
        let world = try World()
        _ = try world.ask(Self.byAge, by: World.rosa)
        try world.gateway.record(cpuMinutes: 59, on: world.gateway.now.day)
        try world.gateway.record(cpuMinutes: 2, on: world.gateway.now.day)
        #expect(world.gateway.publishedMachineUse == [])
        let month = String(world.gateway.now.day.description.prefix(7))
        world.clock.move(days: 40)
        #expect(
            world.gateway.publishedMachineUse == [["month": .string(month), "answers": 1, "cpuHours": 2]])
        try world.restart()
        #expect(
            world.gateway.publishedMachineUse == [["month": .string(month), "answers": 1, "cpuHours": 2]])
    }
}
