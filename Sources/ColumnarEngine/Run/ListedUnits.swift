import QueryEngines

/// Units with the cell of the whole table that they count in, in the order in which blocks were counted.
///
/// For the exact profiles, which compare cells by who is in them. It stands apart from the counting, which it would slow.
struct ListedUnits: Sendable {
    private var units: [UInt32] = []
    private var cells: [UInt32] = []

    mutating func add(_ block: UnitBlock, _ cellOf: [UInt32], nowhere: UInt32) {
        for place in 0..<cellOf.count where cellOf[place] < nowhere {
            units.append(block.units.lowerBound + UInt32(place))
            cells.append(cellOf[place])
        }
    }

    mutating func add(_ other: ListedUnits) {
        units += other.units
        cells += other.cells
    }

    /// The units of each cell, rising.
    func byCell(_ count: Int) -> [[UInt32]] {
        var result = [[UInt32]](repeating: [], count: count)
        for (cell, unit) in zip(cells, units) { result[Int(cell)].append(unit) }
        for cell in result.indices { result[cell].sort() }
        return result
    }
}

extension PartialTables {
    /// The units behind each cell of the whole table; nil where the plan does not list them.
    func listedUnits() -> [[[UInt32]]]? {
        guard plan.listsUnits else { return nil }
        return listed.map { $0.byCell(plan.cells.count) }
    }
}

extension Tabulator {
    /// Lists the units of a block by the cells of the whole table, once it is counted.
    mutating func list(_ cells: [UInt32], _ tables: inout PartialTables) throws(EngineError) {
        let nowhere = UInt32(plan.cells.count)
        for (index, part) in plan.parts.enumerated() {
            let mask: Mask
            switch part.amount {
            case .one(let test), .number(let test, _): mask = try work.holds(test)
            case .share(let test, let among):
                var both = try work.holds(among)
                both.formIntersection(try work.holds(test))
                mask = both
            case .months(let presence), .present(let presence):
                mask = .each(try presence.months(of: block).map { $0 > 0 ? 1 : 0 })
            case .rows(let selection, _), .anyRows(let selection), .rowNumbers(let selection, _, _, _):
                mask = .each(BlockWork.mask(try work.counts(selection), 1...UInt32.max))
            }
            tables.listed[index].add(block, Entries.kept(cells, mask, nowhere: nowhere), nowhere: nowhere)
        }
    }
}
