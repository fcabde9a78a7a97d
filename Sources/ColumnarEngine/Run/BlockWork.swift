import QueryEngines

/// What is found about one block of units, each thing once.
struct BlockWork {
    let plan: CompiledPlan
    let block: UnitBlock
    private var rowsOf: [Int: BlockRows] = [:]
    private var maskOf: [Int: Mask] = [:]
    private var countsOf: [Int: [UInt32]] = [:]

    init(_ plan: CompiledPlan, _ block: UnitBlock) {
        self.plan = plan
        self.block = block
    }

    /// The rows of the block's units in the table of a selection.
    mutating func rows(_ selection: Int) throws(EngineError) -> BlockRows {
        let table = plan.selections[selection].table
        if let known = rowsOf[table] { return known }
        let found = try plan.tables[table].rows(of: block)
        rowsOf[table] = found
        return found
    }

    /// Which of these rows are selected.
    mutating func mask(_ selection: Int) throws(EngineError) -> Mask {
        if let known = maskOf[selection] { return known }
        let found = try rows(selection).mask(plan.selections[selection].test)
        maskOf[selection] = found
        return found
    }

    /// How many selected rows each unit has.
    mutating func counts(_ selection: Int) throws(EngineError) -> [UInt32] {
        if let known = countsOf[selection] { return known }
        let found = try rows(selection).counts(try mask(selection), units: block.count)
        countsOf[selection] = found
        return found
    }

    /// Which units a condition holds for.
    mutating func holds(_ test: UnitTest) throws(EngineError) -> Mask {
        switch test {
        case .constant(let value): return value ? .all : .none
        case .column(let values): return .each(try values.values(of: block))
        case .rows(let selection, let range): return .each(Self.mask(try counts(selection), range))
        case .all(let parts):
            var mask = Mask.all
            for part in parts {
                if case .none = mask { break }
                mask.formIntersection(try holds(part))
            }
            return mask
        case .any(let parts):
            var mask = Mask.none
            for part in parts {
                if case .all = mask { break }
                mask.formUnion(try holds(part))
            }
            return mask
        }
    }

    /// Which numbers are in a range.
    static func mask(_ counts: [UInt32], _ range: ClosedRange<UInt32>) -> [UInt8] {
        var mask = [UInt8](repeating: 0, count: counts.count)
        let counts = counts.span
        var span = mask.mutableSpan
        let low = range.lowerBound
        let length = range.upperBound - low
        for unit in 0..<span.count { span[unit] = counts[unit] &- low <= length ? 1 : 0 }
        return mask
    }

    /// For each unit, its cell of the whole table as far as units make it; *nowhere* for those that are not counted.
    mutating func cells() throws(EngineError) -> [UInt32]? {
        var mask = try plan.presence.mask(of: block)
        mask.formIntersection(try holds(plan.selected))
        if case .none = mask { return nil }
        var cells = try sum(plan.cells.ofUnit)
        Entries.keep(mask, in: &cells, nowhere: UInt32(plan.cells.count))
        return cells
    }

    /// For each unit, its group of a part that is divided by something of units; nil where it is not.
    func groups(_ groups: PartPlan.Groups) throws(EngineError) -> [UInt32]? {
        guard case .ofUnit(let values) = groups else { return nil }
        return try sum(values)
    }

    /// For each unit, the sum of what is known of it.
    private func sum(_ values: [UnitValues<CodeTable<UInt32>>]) throws(EngineError) -> [UInt32] {
        guard let first = values.first else { return Array(repeating: 0, count: block.count) }
        var sum = try first.values(of: block)
        for value in values.dropFirst() { Entries.add(try value.values(of: block), to: &sum) }
        return sum
    }
}

/// Entries of units or rows, one number for each.
enum Entries {
    static func add(_ groups: [UInt32], to entries: inout [UInt32]) {
        let groups = groups.span
        var entries = entries.mutableSpan
        for place in 0..<entries.count { entries[place] &+= groups[place] }
    }

    /// Sends what a mask does not hold for, and what is above *nowhere*, to *nowhere*, which is above every entry.
    ///
    /// Without a branch: what is left out is not to be foreseen.
    static func keep(_ mask: Mask, in entries: inout [UInt32], nowhere: UInt32) {
        var entries = entries.mutableSpan
        switch mask {
        case .all: for place in 0..<entries.count { entries[place] = min(entries[place], nowhere) }
        case .none: for place in 0..<entries.count { entries[place] = nowhere }
        case .each(let mask):
            let mask = mask.span
            for place in 0..<entries.count {
                // 1 becomes no bit, 0 every bit.
                entries[place] = min(entries[place] | (UInt32(mask[place]) &- 1), nowhere)
            }
        }
    }

    /// The entries of which a mask holds; the others nowhere.
    static func kept(_ entries: [UInt32], _ mask: Mask, nowhere: UInt32) -> [UInt32] {
        guard case .all = mask else {
            var kept = entries
            keep(mask, in: &kept, nowhere: nowhere)
            return kept
        }
        return entries
    }

    /// The entries of a part that has groups within its cells.
    ///
    /// - Parameter owners: the unit of each place, where groups are of units and places are not.
    static func divided(
        _ cells: [UInt32], by groups: [UInt32], count: Int, owners: [UInt16]?, cellCount: Int
    ) -> [UInt32] {
        let size = UInt32(count)
        let nowhere = UInt32(cellCount * count)
        var entries = cells
        for place in 0..<cells.count {
            let group = owners.map { groups[Int($0[place])] } ?? groups[place]
            entries[place] = cells[place] < UInt32(cellCount) && group < size ? cells[place] * size + group : nowhere
        }
        return entries
    }

    /// The cell of a row: its unit's, and what its own dimensions add.
    static func ofRows(_ cells: [UInt32], owners: [UInt16]) -> [UInt32] {
        var entries = [UInt32](repeating: 0, count: owners.count)
        let cells = cells.span
        let owners = owners.span
        var span = entries.mutableSpan
        for row in 0..<owners.count { span[row] = cells[Int(owners[row])] }
        return entries
    }

    static func mapped(_ cells: [UInt32], by cellOf: [UInt32]?) -> [UInt32] {
        guard let cellOf else { return cells }
        var mapped = cells
        let table = cellOf.span
        var span = mapped.mutableSpan
        for place in 0..<span.count { span[place] = table[Int(span[place])] }
        return mapped
    }
}
