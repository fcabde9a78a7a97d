package import Governance
package import Snapshots

/// Why an engine gave no table. What is said here is for the operator: it may name datasets, never values.
package enum EngineError: Error, Hashable {
    /// The deadline passed, or the asker left.
    case cancelled
    /// The query names something that the generation does not hold.
    case missing(String)
    /// The published data cannot be read as it was published.
    case unreadable(SnapshotError)

    /// A stable code for clients and logs, never reused or renumbered.
    package var code: String {
        switch self {
        case .cancelled: "SH-E501"
        case .missing: "SH-E502"
        case .unreadable: "SH-E503"
        }
    }
}

/// Tabulates plans over one generation.
///
/// Every engine must find what the reference engine finds, number for number, bounding included (`EngineContract`).
package protocol QueryEngine: Sendable {
    /// Fills every cell of every marginal of the plan.
    ///
    /// - Parameters:
    ///   - plan: what to count, and whom to leave out.
    ///   - generation: the data; its analytic releases must be those of the plan.
    ///   - isCancelled: asked now and then; true ends the run.
    func run(
        _ plan: EnginePlan, over generation: Generation, isCancelled: () -> Bool
    ) throws(EngineError) -> UnprotectedTable
}

extension QueryEngine {
    /// Runs a query with its obligations: opt-outs and row filters first.
    ///
    /// - Parameters:
    ///   - query: what Governance let through.
    ///   - generation: the data; its analytic releases must be those the query asks for.
    ///   - boundingKey: 16 bytes for choosing which cells of a unit count above the bound C; secret, per lineage.
    ///   - listingUnits: whether the units behind the cells are wanted too.
    ///   - isCancelled: asked now and then; true ends the run.
    package func run(
        _ query: AuthorizedQuery, over generation: Generation, boundingKey: [UInt8], listingUnits: Bool,
        isCancelled: () -> Bool
    ) throws(EngineError) -> UnprotectedTable {
        let plan = try EnginePlan(query, over: generation, boundingKey: boundingKey, listsUnits: listingUnits)
        return try run(plan, over: generation, isCancelled: isCancelled)
    }
}

/// Reads published data with this room's error.
func reading<Value>(_ body: () throws(SnapshotError) -> Value) throws(EngineError) -> Value {
    do throws(SnapshotError) { return try body() } catch { throw .unreadable(error) }
}
