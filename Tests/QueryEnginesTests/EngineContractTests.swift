import Foundation
import GatewayTesting
import Governance
import QueryEngines
import QueryLanguage
import Snapshots
import Testing

@Suite("The contract of engines")
struct EngineContractTests {
    static let questions = ProcessInfo.processInfo.environment["SALTHOUSE_TEST_ALL"] == nil ? 300 : 3_000

    /// The reference engine, with a fault.
    struct Faulty: QueryEngine {
        let fault: @Sendable (ExactCell) -> ExactCell

        func run(
            _ plan: EnginePlan, over generation: Generation, isCancelled: () -> Bool
        ) throws(EngineError) -> UnprotectedTable {
            let cells = try ReferenceEngine().run(plan, over: generation, isCancelled: isCancelled).withCells { $0 }
            return UnprotectedTable(cells: cells.map { $0.map { $0.map(fault) } })
        }
    }

    static func verdict(_ engine: some QueryEngine, _ questions: Int) throws -> EngineContract.Verdict {
        var random = SeededRandomness.fresh("contract")
        return try EngineContract(Borrowed.doors)
            .hold(engine, questions: questions, random: &random)
    }

    @Test("asks questions of every kind, and most of them are understood")
    func reach() throws {
        let verdict = try Self.verdict(ReferenceEngine(), Self.questions)
        #expect(verdict.disagreements.isEmpty)
        #expect(verdict.withoutRows > verdict.asked / 20, "\(verdict.withoutRows) without rows")
        #expect(verdict.derived > verdict.asked / 20, "\(verdict.derived) with derived variables")
        #expect(Set(verdict.caught.keys) == Set(verdict.parts.keys), "dropped exclusions show in \(verdict.caught)")
        #expect(verdict.refused < verdict.asked, "\(verdict.refused) refused, \(verdict.asked) asked")
        let kinds = [
            "units", "share", "events", "units with events", "sum over units", "sum over rows", "months",
            "units present", "values of rows", "values of units", "strata",
        ]
        #expect(Set(verdict.parts.keys) == Set(kinds), "\(verdict.parts)")
    }

    @Test("has a table of cases that were counted by hand")
    func specification() throws {
        let differences = try EngineContract(Borrowed.doors).specification(ReferenceEngine())
        #expect(differences.isEmpty, "\(differences.prefix(5))")
    }

    static let faults: [(name: String, fault: @Sendable (ExactCell) -> ExactCell)] = [
        ("one more", { change($0, value: 1) }), ("one unit less", { change($0, units: -1) }),
        ("one person more", { change($0, persons: 1) }),
        ("no second contributor", { change($0, second: -$0.top.second) }),
    ]

    static func change(
        _ cell: ExactCell, value: Int = 0, units: Int = 0, persons: Int = 0, second: Int = 0
    ) -> ExactCell {
        guard cell.units > 1 else { return cell }
        return ExactCell(
            value: cell.value + value, units: cell.units + units, persons: cell.persons + persons,
            complement: cell.complement, top: .init(first: cell.top.first, second: cell.top.second + second))
    }

    @Test("finds an engine that is wrong by a little", arguments: faults.indices)
    func faulty(index: Int) throws {
        let verdict = try Self.verdict(Faulty(fault: Self.faults[index].fault), 100)
        #expect(!verdict.disagreements.isEmpty, "\(Self.faults[index].name)")
    }
}
