import Foundation
import GatewayTesting
import Linux
import QueryEngines
import Testing

@testable import ColumnarEngine

@Suite("The columnar engine")
struct AgreementTests {
    /// How many questions are asked of random worlds: more where all tests are wanted.
    static let questions = ProcessInfo.processInfo.environment["SALTHOUSE_TEST_ALL"] == nil ? 5_000 : 100_000

    @Test("finds what the reference engine finds, in every entry, for random plans over random worlds")
    func agreement() throws {
        var random = SeededRandomness.fresh("agreement")
        let seed = random.seed
        var turn = 0
        while turn < Self.questions {
            let world = RandomWorld(persons: Int.random(in: 1...60, using: &random), using: &random)
            // So small that every world is cut into several blocks.
            let engine = try ColumnarEngine(threads: 2, clock: .system, blockSize: random.pick([1, 7, 16, 64]))
            for _ in 0..<30 {
                turn += 1
                var plans = RandomPlans(world, random)
                let query = plans.query()
                random = plans.random
                let key = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
                let plan = try EnginePlan(query, over: world.generation, boundingKey: key, listsUnits: false)
                let right = try ReferenceEngine().run(plan, over: world.generation) { false }.withCells { $0 }
                let found = try engine.run(plan, over: world.generation) { false }.withCells { $0 }
                for (marginal, parts) in right.enumerated() {
                    for (part, cells) in parts.enumerated() where found[marginal][part] != cells {
                        let entry = zip(cells, found[marginal][part]).enumerated().first { $1.0 != $1.1 }
                        Issue.record(
                            """
                            Seed \(seed), turn \(turn), marginal \(marginal), part \(plan.parts[part]): \
                            \(entry.map { "entry \($0.offset): \($0.element)" } ?? "another shape"), dimensions \
                            \(plan.dimensions)
                            """)
                        return
                    }
                }
            }
        }
    }

    @Test("lists the units that the reference engine lists, and as many as it counts, in several blocks")
    func listed() throws {
        var random = SeededRandomness.fresh("listed")
        for _ in 0..<40 {
            let world = RandomWorld(persons: Int.random(in: 1...60, using: &random), using: &random)
            let engine = try ColumnarEngine(threads: 2, clock: .system, blockSize: random.pick([1, 7, 16, 64]))
            for _ in 0..<20 {
                var plans = RandomPlans(world, random)
                let query = plans.query()
                random = plans.random
                guard
                    let plan = try? EnginePlan(
                        query, over: world.generation, boundingKey: Array(0..<16), listsUnits: true)
                else { continue }
                let right = try ReferenceEngine().run(plan, over: world.generation) { false }.withCells { ($0, $1) }
                let found = try engine.run(plan, over: world.generation) { false }.withCells { ($0, $1) }
                #expect(found.1 == right.1, "\(plan.parts)")
                #expect(right.1?.map { $0.map(\.count) } == right.0[0].map { $0.map(\.units) })
            }
        }
    }
}
