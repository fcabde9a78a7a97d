import AuditLog
import DifferentialPrivacy
import Gateway
import GatewayTesting
import Identity
import JSON
import Linux
import Synchronization
import Testing

@Suite("Random interleavings")
struct InterleavingTests {
    @Test(
        "I12: of two researchers over several threads keep every promise, and a replay of the log gives the same budgets",
        arguments: [1, 2, UInt64(MonotonicClock.system.now().nanoseconds)])
    func keepPromises(seed: UInt64) throws {
        let world = try World(budget: "3/10", tick: 1)
        let seen = Mutex<[String: Set<JSONValue>]>([:])
        let byMark = Mutex<[String: Set<JSONObject>]>([:])
        try inParallel(6) { thread in
            var random = SeededRandomness(seed: seed &+ UInt64(thread))
            for _ in 0..<8 {
                let (name, query, isRosa, mark) = Self.question(&random)
                guard let outcome = try? world.ask(query, by: isRosa ? World.rosa : World.omar, mark: mark),
                    let body = outcome.body, let rows = body.rows
                else { continue }
                seen.withLock { _ = $0[name, default: []].insert(rows) }
                if let mark { byMark.withLock { _ = $0["\(isRosa) \(mark)", default: []].insert(body) } }
            }
        }
        let comment: Comment = "seed \(seed)"
        #expect(seen.withLock { $0.values.allSatisfy { $0.count == 1 } }, comment)
        #expect(byMark.withLock { $0.values.allSatisfy { $0.count == 1 } }, comment)
        let before = try (world.budget(of: "P-0001"), world.budget(of: "P-0002"), world.story())
        #expect(before.2.faults == [], comment)
        #expect(before.2.unpaired == 0, comment)
        #expect(before.2.undebited.isEmpty, comment)
        #expect(before.0.spent == before.2.spent("project P-0001"), comment)
        try expectLeftFalls(before.2, comment)
        try world.restart()
        #expect(try world.budget(of: "P-0001") == before.0, comment)
        #expect(try world.budget(of: "P-0002") == before.1, comment)
        let stored = try world.answers(of: "P-0001") + world.answers(of: "P-0002")
        #expect(stored.count == before.2.decided("allow"), comment)
    }

    private static let variables = [["sex"], ["area"], ["carer"], ["sex", "area"], ["area", "sex"], []]

    private static func question(
        _ random: inout SeededRandomness
    ) -> (name: String, query: JSONValue, isRosa: Bool, mark: String?) {
        let isRosa = Bool.random(using: &random)
        let place = Int.random(in: variables.indices, using: &random)
        let totals = Bool.random(using: &random)
        // Some share marks, and so also use one for two questions.
        let mark = Bool.random(using: &random) ? "m-\(Int.random(in: 1...6, using: &random))" : nil
        let query = Town.query(isRosa ? "P-0001" : "P-0002", by: variables[place], totals: totals)
        return ("\(variables[place]) \(totals)", query, isRosa, mark)
    }

    /// What is left of each project's budget is what was left before less what was spent, entry by entry.
    private func expectLeftFalls(_ story: Story, _ comment: Comment) throws {
        var left: [String: String] = [:]
        var projects: [Int: String] = [:]
        for entry in story.entries {
            if entry.type == "query.intent" { projects[entry.seq] = entry.event["project"]?.text }
            guard entry.type == "query.outcome", let budget = entry.event["budget"]?.object,
                let project = projects[entry.event["intent"]?.number ?? -1]
            else { continue }
            let before = try #require(Rational(parsing: left[project] ?? "3/10"))
            let spent = try #require(Rational(parsing: budget["spent"]?.text ?? ""))
            #expect("\(try before.subtracting(spent))" == budget["left"]?.text, comment)
            left[project] = budget["left"]?.text
        }
    }
}
