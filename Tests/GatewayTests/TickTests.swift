import AuditLog
import Catalogue
import Gateway
import Governance
import Identity
import JSON
import Linux
import QueryLanguage
import Snapshots
import Testing

@testable import Gateway

@Suite("When an answer leaves")
struct TickTests {
    @Test(
        "is the end of a tick, always later, at most one tick later",
        arguments: [(250, 0, 250), (250, 1, 250), (250, 249, 250), (250, 250, 500), (250, 1_001, 1_250), (1, 7, 8)])
    func ends(step: Int, spent: Int, end: Int) {
        #expect(ReplyTick.end(ofStep: step, after: spent) == end)
    }

    /// A query, the people that the catalogue declares, and its class.
    static let classes: [(by: [String], declared: Int, expected: Int)] = [
        (["sex"], 2_000, 1), (["sex", "area", "carer"], 2_000, 1), (["sex"], 20_000_000, 1), (["sex"], 30_000_000, 2),
        (["sex"], 250_000_000, 11), (["sex"], 2_000_000_000, 40),
    ]

    @Test("follows the declared size and the shape of the table", arguments: classes)
    func costClasses(by: [String], declared: Int, expected: Int) throws {
        let generation = try Town.generation(population: declared)
        let query = try QueryResolver.resolve(Town.query("P-0001", by: by), in: generation.catalogue)
        for unit in [0, 1, 250] {
            let tick = ReplyTick(query, in: generation.catalogue, unit: unit)
            #expect(tick.costClass == expected)
            #expect(tick.milliseconds == unit * expected)
            #expect((tick.afterwards == 0) == (unit == 0))
        }
    }

    @Test("does not follow the data: an empty town waits as long as a full one")
    func sameForAllData() throws {
        let ticks = try [0, 1, Town.people].map { people in
            let generation = try Town.generation(people: people)
            let query = try QueryResolver.resolve(Town.query("P-0001"), in: generation.catalogue)
            return ReplyTick(query, in: generation.catalogue, unit: 250)
        }
        #expect(Set(ticks).count == 1)
    }

    @Test("a tick passes before the outcome stands in the log, for what was asked before too")
    func outcomesAtTheTick() throws {
        let world = try World(tick: 30)
        for principal in [World.rosa, World.omar, World.rosa] {
            let project = principal.person == World.rosa.person ? "P-0001" : "P-0002"
            let start = MonotonicClock.system.now()
            #expect(try world.ask(Town.query(project), by: principal).body != nil)
            // Never earlier; how much later is the machine's affair.
            #expect(start.milliseconds(until: MonotonicClock.system.now()) >= 30)
        }
        #expect(world.engine.runs == 1)
    }

    @Test("drawn values are stored before the tick, so that nothing but the answer is written afterwards")
    func storedBefore() throws {
        let world = try World(review: .none)
        world.faults.arm(.lost, at: 1_000)
        _ = try world.ask(Town.query("P-0001"), by: World.rosa)
        let stages = world.faults.calls.filter { $0 == "store.stage" }.count
        #expect(stages == 2)
        world.faults.arm(.lost, at: 1_000)
        _ = try world.ask(Town.query("P-0002"), by: World.omar)
        #expect(world.faults.calls.filter { $0 == "store.stage" }.count == 1, "nothing was drawn")
    }

    @Test("values that were drawn for nothing are forgotten at once", arguments: [true, false])
    func forgotten(isAborted: Bool) throws {
        let world = try World()
        if isAborted {
            // The first reading of the store behind the pending values.
            world.faults.arm(.lost, at: 1_000)
            _ = try world.ask(Town.query("P-0002", by: ["carer"]), by: World.omar)
            let place = try #require(world.faults.calls.firstIndex(of: "store.stage"))
            world.faults.arm(.lost, at: place + 2)
            #expect(throws: GatewayError.self) { try world.ask(Town.query("P-0001"), by: World.rosa) }
            world.faults.disarm()
        } else {
            world.engine.meanwhile { try? world.take(.suspend(reason: "a report is late"), on: "P-0001") }
            #expect(try world.ask(Town.query("P-0001"), by: World.rosa).refusal != nil)
        }
        #expect(try world.gateway.parts.store.stagedRequests().isEmpty)
        #expect(try world.story().unpaired == 0)
    }
}
