import Catalogue
import QueryEngines
import QueryLanguage
import Snapshots

extension Compiler {
    /// The code of a derived variable for each unit of its dataset's kind, worked out before units are counted; *no row*,
    /// one above the codes of its values, for units that are not in their register or have said no.
    mutating func codes(ofDerived column: Column, _ values: [Predicate]) throws(EngineError) -> [UInt32] {
        if let known = derivedCodes[column.own] { return known }
        let found = try worked(values, of: try dataset(column.dataset).unit)
        derivedCodes[column.own] = found
        return found
    }

    /// No two conditions hold together, so their order makes no difference.
    private func worked(_ values: [Predicate], of unit: StatisticalUnit) throws(EngineError) -> [UInt32] {
        var inner = try about(unit)
        let units = generation.spineSizes[unit] ?? 0
        let tests = try inner.tests(values)
        let plan = CompiledPlan(
            unitCount: units, blockSize: inner.blockSize(units), presence: try inner.presence(),
            selected: .constant(true),
            cells: CellPlan(count: 1, ofUnit: [], ofRow: []), placedBy: nil, parts: [], marginals: [],
            tables: inner.tables, selections: inner.selections, members: nil, links: [], listsUnits: false)
        var codes: [UInt32] = []
        codes.reserveCapacity(units)
        for block in UnitBlock.blocks(of: 0..<units, size: plan.blockSize) {
            try stopIfCancelled()
            var work = BlockWork(plan, block)
            var found = [UInt32](repeating: UInt32(values.count), count: block.count)
            for (code, test) in tests.enumerated() {
                let holds = try work.holds(test).numbers(count: block.count)
                for place in 0..<block.count where holds[place] == 1 { found[place] = UInt32(code) }
            }
            let isThere = try plan.presence.mask(of: block).numbers(count: block.count)
            for place in 0..<block.count where isThere[place] == 0 { found[place] = UInt32(values.count + 1) }
            codes += found
        }
        return codes
    }

    /// Each unit's target of each link by which derived variables tell units apart; those that said no are no target.
    mutating func links() throws(EngineError) -> [UnitValues<LinkTargets>] {
        var links: [UnitValues<LinkTargets>] = []
        for role in plan.linkedBy {
            let (link, goal) = try link(role, from: unit)
            let all = Array(0..<UInt32(generation.spineSizes[goal] ?? 0))
            let noRow = DatasetTable.unlinked
            links.append(.linked(link, values: try reached(all, by: role, goal, noRow), noRow: noRow))
        }
        return links
    }

    mutating func tests(_ predicates: [Predicate]) throws(EngineError) -> [UnitTest] {
        var tests: [UnitTest] = []
        for predicate in predicates { tests.append(try test(predicate)) }
        return tests
    }
}
