import AuditLog
import Gateway
import JSON
import Synchronization
import Testing

@Suite("Simultaneous twins")
struct TwinTests {
    @Test("of two projects get one draw; each project pays once, the data once", arguments: [[], ["sex", "area"]])
    func oneDraw(variables: [String]) throws {
        let world = try World()
        let bodies = Mutex<[JSONObject]>([])
        try inParallel(64) { number in
            let isRosa = number.isMultiple(of: 2)
            let query = Town.query(isRosa ? "P-0001" : "P-0002", by: variables)
            guard let body = try? world.ask(query, by: isRosa ? World.rosa : World.omar).body else { return }
            bodies.withLock { $0.append(body) }
        }
        let seen = bodies.withLock { $0 }
        #expect(seen.count == 64)
        #expect(Set(seen.map { $0.rows }).count == 1)
        #expect(world.engine.runs == 1)
        let story = try world.story()
        for ledger in ["project P-0001", "project P-0002", "dataset person", "spine person"] {
            #expect(story.spent(ledger) == "1/50", "\(ledger)")
        }
        #expect(seen.filter { $0.spent == "1/50" }.count == 2)
        #expect(story.entries("ledger.debit").count == 64, "a debit of nothing is told like any other")
    }

    @Test("of overlapping tables draw each number once, in whatever order they come")
    func overlapping() throws {
        let world = try World()
        let questions = [["sex"], ["area"], ["sex", "area"], []]
        let bodies = Mutex<[Int: Set<JSONValue?>]>([:])
        try inParallel(12) { number in
            let isRosa = number.isMultiple(of: 3)
            let query = Town.query(
                isRosa ? "P-0001" : "P-0002", by: questions[number % 4], totals: true)
            let body = try? world.ask(query, by: isRosa ? World.rosa : World.omar).body
            bodies.withLock { _ = $0[number % 4, default: []].insert(body?.rows) }
        }
        for (question, rows) in bodies.withLock({ $0 }) {
            #expect(rows.count == 1 && !rows.contains(nil), "question \(question)")
        }
        // Four marginals in all: both, each alone, and the total.
        #expect(try world.story().spent("dataset person") == "2/25")
    }
}
