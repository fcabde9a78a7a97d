import Foundation
import GatewayTesting
import Linux
import QueryEngines
import QueryLanguage
import Testing

@testable import ColumnarEngine
@testable import Governance

@Suite("The columnar engine keeps the contract of engines")
struct ContractTests {
    /// How many questions are asked: more where all tests are wanted.
    static let questions = ProcessInfo.processInfo.environment["SALTHOUSE_TEST_ALL"] == nil ? 5_000 : 100_000

    static let contract = EngineContract(EngineContract.Doors(authorize: authorize, open: open))

    @Sendable
    static func open(_ table: consuming UnprotectedTable) -> [[[ExactCell]]] { table.withCells { $0 } }

    @Sendable
    static func authorize(_ query: ResolvedQuery, _ obligations: [Obligation]) -> AuthorizedQuery {
        AuthorizedQuery(
            query: query, actor: "someone", project: query.project, approval: "",
            policy: PolicyIdentity(id: "test", version: "1", hash: "", charter: "1"), obligations: obligations,
            verdicts: [])
    }

    @Test("finds what was counted by hand")
    func specification() throws {
        let differences = try Self.contract.specification(ColumnarEngine(threads: 2, clock: .system, blockSize: 7))
        #expect(differences.isEmpty, "\(differences.prefix(3))")
    }

    @Test("answers random questions about random places as the reference engine does")
    func random() throws {
        var random = SeededRandomness.fresh("contract")
        let engine = try ColumnarEngine(threads: 2, clock: .system, blockSize: 7)
        let verdict = try Self.contract.hold(engine, questions: Self.questions, random: &random)
        #expect(verdict.disagreements.isEmpty, "\(verdict.disagreements.prefix(3))")
        #expect(verdict.asked >= Self.questions)
        #expect(Set(verdict.caught.keys) == Set(verdict.parts.keys), "dropped exclusions show in \(verdict.caught)")
    }
}
