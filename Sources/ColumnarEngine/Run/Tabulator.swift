import QueryEngines
import Snapshots

/// Counts blocks of units.
struct Tabulator {
    var work: BlockWork
    let plan: CompiledPlan
    let block: UnitBlock
    /// The persons behind each unit of the block; empty where units are persons.
    let weights: [UInt32]
    /// For each link of the plan, what stands for the unit that each unit is linked to.
    let targets: [[UInt32]]

    /// Adds the units of one block to what was counted before.
    static func count(_ block: UnitBlock, of plan: CompiledPlan, into tables: inout PartialTables) throws(EngineError) {
        var tabulator = try Tabulator(block, plan)
        guard let cells = try tabulator.work.cells() else { return }
        if let selection = plan.placedBy {
            try tabulator.countRows(selection, cells, &tables)
        } else {
            try tabulator.countUnits(cells, &tables)
            if plan.listsUnits { try tabulator.list(cells, &tables) }
        }
    }

    private init(_ block: UnitBlock, _ plan: CompiledPlan) throws(EngineError) {
        work = BlockWork(plan, block)
        self.plan = plan
        self.block = block
        weights = plan.members.map { Array($0[Int(block.units.lowerBound)..<Int(block.units.upperBound)]) } ?? []
        targets = try plan.links.map { (link) throws(EngineError) in
            try link.values(of: block).enumerated().map { place, target in
                // Who is linked to nobody stands for themselves, above every number that a target has.
                target == DatasetTable.unlinked ? block.first + UInt32(place) | 1 << 31 : target
            }
        }
    }

    /// What is behind pairs of units and cells, or, without owners, behind the units of the block.
    func weights(of owners: [UInt16]?) -> Weights { Weights(ofUnit: weights, owners: owners, targets: targets) }

    // MARK: Tables of units

    private mutating func countUnits(_ cells: [UInt32], _ tables: inout PartialTables) throws(EngineError) {
        let weights = weights(of: nil)
        for (index, part) in plan.parts.enumerated() where part.countedBy == nil {
            guard part.isAdditive else {
                try countBins(part, index, cells, &tables)
                continue
            }
            let entries = try divided(cells, part, owners: nil, cellCount: plan.cells.count)
            try count(part.amount, entries, weights, &tables.parts[0][index])
        }
    }

    /// A part that the values of rows divide: a unit is in several entries, and in each marginal's in its own way.
    private mutating func countBins(
        _ part: PartPlan, _ index: Int, _ cells: [UInt32], _ tables: inout PartialTables
    ) throws(EngineError) {
        guard case .rows(let selection, _) = part.amount else { return }
        let rows = try work.rows(selection)
        let owners = rows.owners()
        let ofRows = Entries.ofRows(cells, owners: owners)
        for (place, marginal) in plan.marginals.enumerated() {
            let cells = Entries.mapped(ofRows, by: marginal.cellOf)
            try count(index, cells, selection, rows, owners, marginal, &tables.parts[place][index])
        }
    }

    /// The entries of a part that is divided by something of units.
    func divided(
        _ cells: [UInt32], _ part: PartPlan, owners: [UInt16]?, cellCount: Int
    ) throws(EngineError) -> [UInt32] {
        guard let groups = try work.groups(part.groups) else { return cells }
        return Entries.divided(cells, by: groups, count: part.groupCount, owners: owners, cellCount: cellCount)
    }

    /// What units add by themselves: each place of `entries` is a unit, or a unit in one of its cells.
    mutating func count(
        _ amount: PartPlan.Amount, _ entries: [UInt32], _ weights: Weights, _ part: inout PartialTables.Part?
    ) throws(EngineError) {
        guard let nowhere = part?.table.nowhere else { return }
        func kept(_ mask: Mask) -> [UInt32] {
            guard case .each(let own) = mask else { return Entries.kept(entries, mask, nowhere: nowhere) }
            return Entries.kept(entries, .each(weights.spread(own)), nowhere: nowhere)
        }
        func positive(_ numbers: [Int64]) -> Mask { .each(numbers.map { $0 > 0 ? 1 : 0 }) }

        switch amount {
        case .one(let test): part?.table.add(kept(try work.holds(test)), weights)
        case .share(let test, let among):
            let has = try work.holds(test)
            let belongs = try work.holds(among)
            var both = belongs
            both.formIntersection(has)
            part?.table.add(kept(both), weights)
            part?.table.addComplement(kept(belongs.without(has)), weights)
        case .number(let test, let values):
            let numbers = try values.values(of: block)
            part?.table.add(kept(try work.holds(test)), amounts: weights.spread(numbers), weights)
        case .months(let presence):
            let months = try presence.months(of: block)
            part?.table.add(kept(positive(months)), amounts: weights.spread(months), weights)
        case .present(let presence): part?.table.add(kept(positive(try presence.months(of: block))), weights)
        case .rows(let selection, let perCell):
            let counts = try work.counts(selection)
            let present = kept(.each(BlockWork.mask(counts, 1...UInt32.max)))
            part?.table.add(present, rows: counts, perCell: UInt32(clamping: perCell), weights)
        case .anyRows(let selection):
            part?.table.add(kept(.each(BlockWork.mask(try work.counts(selection), 1...UInt32.max))), weights)
        case .rowNumbers(let selection, let column, let numbers, let perCell):
            let counts = try work.counts(selection)
            let amounts = try amounts(selection, column, numbers, counts, perCell: UInt32(clamping: perCell))
            part?.table.add(kept(.each(BlockWork.mask(counts, 1...UInt32.max))), amounts: amounts, weights)
        }
    }

    /// What the selected rows of each unit add, bounded.
    private mutating func amounts(
        _ selection: Int, _ column: RowColumn, _ numbers: CodeTable<Int64>, _ counts: [UInt32], perCell: UInt32
    ) throws(EngineError) -> [Int64] {
        let rows = try work.rows(selection)
        var values = try rows.values(column, by: numbers)
        if case .each(let mask) = try work.mask(selection) {
            for row in 0..<values.count { values[row] *= Int64(mask[row]) }
        }
        return zip(rows.sums(values, units: block.count), counts).map { sum, count in
            count == 0 ? 0 : RowSums.bounded(sum, rows: count, perCell: perCell)
        }
    }
}

extension PartPlan {
    /// The rows that the part counts, by the place of their selection; nil where it counts units.
    var selection: Int? {
        switch amount {
        case .one, .share, .number, .months, .present: nil
        case .rows(let selection, _), .anyRows(let selection), .rowNumbers(let selection, _, _, _): selection
        }
    }
}
