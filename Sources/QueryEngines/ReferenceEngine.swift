package import Snapshots

/// The engine that judges the others: it follows the meaning of a plan unit by unit, and is plain rather than fast.
package struct ReferenceEngine: QueryEngine {
    package init() {}

    package func run(
        _ plan: EnginePlan, over generation: Generation, isCancelled: () -> Bool
    ) throws(EngineError) -> UnprotectedTable {
        let data = try LinkedData(generation, plan: plan)
        let selected = try data.test(plan.selected)
        let placement = try Placement(plan, data)
        var tally = try Tally(plan, data)
        for (index, unit) in try data.population().enumerated() {
            if index.isMultiple(of: 256), isCancelled() { throw .cancelled }
            guard selected(unit) else { continue }
            let persons = data.persons(behind: unit)
            for (marginal, cells) in placement.cells(of: unit).enumerated() {
                tally.add(unit, to: cells, of: marginal, persons: persons)
            }
        }
        return tally.table()
    }
}
