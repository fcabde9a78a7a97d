import Catalogue
import GatewayTesting
import Linux
import QueryEngines
import Snapshots
import Synchronization
import Testing

@testable import ColumnarEngine

@Suite("Sharing the engine")
struct WorkTests {
    @Test("pieces of works under way are handed out in turn, whatever the lengths of the works")
    func turns() {
        var turns = Turns<String>()
        func taken(_ count: Int) -> String {
            (0..<count).compactMap { _ in turns.take { _ in false }?.work }.joined()
        }
        turns.add("a", pieces: 6)
        #expect(taken(2) == "aa")
        turns.add("b", pieces: 2)
        turns.add("c", pieces: 1)
        #expect(taken(10) == "abcaba" + "a")
        #expect(taken(1).isEmpty)
    }

    @Test("each piece is handed out once, and work that nobody wants is dropped where it stands")
    func dropped() {
        var turns = Turns<String>()
        turns.add("a", pieces: 3)
        turns.add("b", pieces: 3)
        var taken: [String] = []
        while let (work, piece) = turns.take(unless: { $0 == "a" && taken.count > 2 }) {
            taken.append("\(work)\(piece)")
        }
        #expect(Set(taken).count == taken.count)
        #expect(taken.filter { $0.hasPrefix("b") } == ["b0", "b1", "b2"])
        #expect(taken.contains("a0") && !taken.contains("a2"))
    }

    @Test("a job ends with the error of a piece, and its other pieces are left")
    func failure() throws {
        let pool = try WorkerPool(threads: 2)
        let done = Atomic<Int>(0)
        let job = Job(pieces: 10_000) { piece, _ throws(EngineError) in
            if piece == 3 { throw .missing("three") }
            done.add(1, ordering: .relaxed)
        }
        #expect(throws: EngineError.missing("three")) { try pool.run(job, .system) { false } }
        #expect(done.load(ordering: .relaxed) < 10_000)
    }

    @Test("a short job beside an endless one ends, and the endless one ends when its asker leaves")
    func fairness() throws {
        let pool = try WorkerPool(threads: 1)
        let isOver = Atomic<Bool>(false)
        let outcome = Mutex<EngineError?>(nil)
        let endless = Job(pieces: Int.max) { _, _ throws(EngineError) in }
        let asker = try WorkerThread(name: "asker") {
            do throws(EngineError) {
                try pool.run(endless, .system) { isOver.load(ordering: .relaxed) }
            } catch {
                outcome.withLock { $0 = error }
            }
        }
        let short = Job(pieces: 100) { _, _ throws(EngineError) in }
        try pool.run(short, .system) { false }
        isOver.store(true, ordering: .relaxed)
        asker.join()
        #expect(outcome.withLock { $0 } == .cancelled)
    }

    @Test("no more is let in than there is room for, and who does not want to wait need not")
    func admission() throws {
        let admission = Admission(capacity: 4)
        let stays = { false }
        let leaves = { true }
        try admission.enter(cost: 3, .system, isCancelled: stays) { () throws(EngineError) in
            #expect(throws: EngineError.cancelled) {
                try admission.enter(cost: 2, .system, isCancelled: leaves) { () throws(EngineError) in }
            }
            try admission.enter(cost: 1, .system, isCancelled: stays) { () throws(EngineError) in }
        }
        try admission.enter(cost: 4, .system, isCancelled: stays) { () throws(EngineError) in }
    }

    @Test("a query ends where it is cancelled, and gives its room back")
    func cancelled() throws {
        var random = SeededRandomness.fresh("cancelled")
        let world = RandomWorld(persons: 30, using: &random)
        var plans = RandomPlans(world, random)
        let plan = try EnginePlan(plans.query(), over: world.generation, boundingKey: Array(0..<16), listsUnits: false)
        let engine = try ColumnarEngine(threads: 1, clock: .system, blockSize: 1)
        for _ in 0..<20 {
            var looks = 0
            let isCancelled = {
                looks += 1
                return true
            }
            do {
                let cells = try engine.run(plan, over: world.generation, isCancelled: isCancelled).withCells { $0 }
                // So small a query may be done before anybody looks.
                #expect(!cells.isEmpty)
            } catch {
                #expect(error == .cancelled)
            }
        }
    }

    @Test("the cost of a query is the same for every generation of a catalogue")
    func cost() throws {
        var random = SeededRandomness.fresh("cost")
        let world = RandomWorld(persons: 30, using: &random)
        var plans = RandomPlans(world, random)
        let query = plans.query()
        let other = Generation(
            id: "G-2", catalogue: world.catalogue, spineSizes: [:], tables: [:],
            optOuts: OptOutTable(version: "2026-04-01", persons: [:]))
        let costs = try [world.generation, other].map { generation in
            QueryCost(
                try EnginePlan(query, over: generation, boundingKey: Array(0..<16), listsUnits: false), world.catalogue)
        }
        #expect(costs[0] == costs[1])
    }
}
