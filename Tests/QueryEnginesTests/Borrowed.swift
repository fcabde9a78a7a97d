import GatewayTesting
import QueryEngines
import QueryLanguage

@testable import Governance

/// What the contract of engines borrows from the rooms that own it.
enum Borrowed {
    static let doors = EngineContract.Doors(authorize: authorized, open: open)

    @Sendable
    static func open(_ table: consuming UnprotectedTable) -> [[[ExactCell]]] { table.withCells { $0 } }

    @Sendable
    static func authorized(_ query: ResolvedQuery, _ obligations: [Obligation]) -> AuthorizedQuery {
        AuthorizedQuery(
            query: query, actor: "someone", project: query.project, approval: "",
            policy: PolicyIdentity(id: "test", version: "1", hash: "", charter: "1"), obligations: obligations,
            verdicts: [])
    }
}
