import AuditLog
import Gateway
import Governance
import Identity
import JSON
import Testing

@Suite("A clock that goes back")
struct ClockTests {
    @Test("revives no approval, and frees no budget")
    func noRevival() throws {
        let world = try World()
        _ = try world.ask(Town.query("P-0001"), by: World.rosa)
        world.clock.move(days: 400)
        world.serve(try Town.generation(optOuts: "2027-05-06"))
        let late = try world.ask(Town.query("P-0001"), by: World.rosa)
        #expect(late.refusal != nil, "the approval has ended")
        world.clock.move(days: -400)
        let back = try world.ask(Town.query("P-0001"), by: World.rosa)
        #expect(back.refusal?.reasons.map(\.clause) == late.refusal?.reasons.map(\.clause))
        #expect(world.gateway.now.description.hasPrefix("2027-05-06"))
        #expect(try world.story().faults == [])
    }

    /// A step back within a batch puts an entry of the log's own between an outcome and its debit.
    @Test("leaves every answer readable, whenever the step comes")
    func stepWithinBatch() throws {
        var isBetween = false
        for look in 1...16 {
            let world = try World()
            world.engine.meanwhile { world.clock.stepBack(afterLooks: look) }
            let outcome = try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
            world.engine.meanwhile(nil)
            let again = try world.ask(Town.query("P-0001"), by: World.rosa, mark: "m-1")
            #expect(again.body == outcome.body, "step at look \(look)")
            #expect(again.receipt.seq == outcome.receipt.seq)
            try world.restart()
            let body = try #require(outcome.body)
            #expect(try world.answers(of: "P-0001") == [body])
            let story = try world.story()
            #expect(story.faults == [])
            #expect(story.undebited.isEmpty)
            let types = story.entries.map(\.type)
            isBetween = isBetween || zip(types, types.dropFirst()).contains { $0 == "query.outcome" && $1 == "clock" }
        }
        #expect(isBetween, "one of the steps hit the place that this test is about")
    }
}
