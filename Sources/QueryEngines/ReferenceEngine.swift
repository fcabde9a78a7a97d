package import Governance
import QueryLanguage
package import Snapshots

/// The engine that judges the others: it follows the meaning of a query unit by unit, and is plain rather than fast.
package struct ReferenceEngine: QueryEngine {
    package init() {}

    package func run(
        _ query: AuthorizedQuery, over generation: Generation, boundingKey: [UInt8], isCancelled: () -> Bool
    ) throws(EngineError) -> UnprotectedTable {
        var optedOut: Set<UInt32> = []
        var conditions = [query.query.population]
        for obligation in query.obligations {
            switch obligation {
            case .honourOptOuts(let kinds):
                for kind in kinds {
                    optedOut.formUnion(
                        try reading { () throws(SnapshotError) in try generation.optOuts.persons(kind) })
                }
            case .restrict(let predicate): conditions.append(predicate)
            case .protect: break  // for DisclosureControl
            }
        }
        let data = try LinkedData(generation, query: query.query, optedOut: optedOut)
        let selected = try data.test(.all(conditions))
        let placement = try Placement(query.query, data, boundingKey: boundingKey)
        var tally = try Tally(query.query, data)
        for (index, unit) in try data.population().enumerated() {
            if index.isMultiple(of: 256), isCancelled() { throw .cancelled }
            guard selected(unit) else { continue }
            let persons = data.persons(behind: unit)
            for (marginal, cells) in placement.cells(of: unit).enumerated() {
                for cell in cells { tally.add(unit, to: cell, of: marginal, persons: persons) }
            }
        }
        return tally.table()
    }
}
