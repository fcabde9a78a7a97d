import QueryEngines

/// Tables with a dimension over rows.
extension Tabulator {
    mutating func countRows(
        _ selection: Int, _ cells: [UInt32], _ tables: inout PartialTables
    ) throws(EngineError) {
        let rows = try work.rows(selection)
        guard rows.count > 0 else { return }
        let nowhere = UInt32(plan.cells.count)
        var (owners, whole) = try rows.placed(cells, plan.cells.ofRow, nowhere: nowhere)
        let mask = try work.mask(selection)
        if case .all = mask {} else { Entries.keep(mask, in: &whole, nowhere: nowhere) }
        for (index, marginal) in plan.marginals.enumerated() {
            var cells = Entries.mapped(whole, by: marginal.cellOf)
            if let bounding = marginal.bounding, var memory = tables.bounding[index].take() {
                bounding.keep(&cells, of: rows, first: block.first, &memory)
                tables.bounding[index] = memory
            }
            var pairs: (cells: [UInt32], owners: [UInt16])?
            for (place, part) in plan.parts.enumerated() where part.countedBy == nil {
                if let own = part.selection {
                    try count(place, cells, own, rows, owners, marginal, &tables.parts[index][place])
                    continue
                }
                let known = pairs ?? Self.pairs(cells, owners, first: block.first, &tables.last[index])
                pairs = known
                let entries = try divided(known.cells, part, owners: known.owners, cellCount: marginal.cellCount)
                try count(
                    part.amount, entries, weights(of: known.owners), &tables.parts[index][place])
            }
        }
    }

    /// Each unit once in each of its cells.
    private static func pairs(
        _ cells: [UInt32], _ owners: [UInt16], first: UInt32, _ last: inout [UInt32]
    ) -> (cells: [UInt32], owners: [UInt16]) {
        let nowhere = UInt32(last.count - 1)
        var found: (cells: [UInt32], owners: [UInt16]) = ([], [])
        for row in 0..<cells.count where cells[row] < nowhere {
            let unit = first &+ UInt32(owners[row])
            guard last[Int(cells[row])] != unit else { continue }
            last[Int(cells[row])] = unit
            found.cells.append(cells[row])
            found.owners.append(owners[row])
        }
        return found
    }

    /// What selected rows add in their cells.
    mutating func count(
        _ index: Int, _ cells: [UInt32], _ selection: Int, _ rows: BlockRows, _ owners: [UInt16],
        _ marginal: MarginalPlan, _ found: inout PartialTables.Part?
    ) throws(EngineError) {
        let part = plan.parts[index]
        let nowhere = UInt32(marginal.cellCount)
        let isPlaced = selection == plan.placedBy
        let own = isPlaced ? cells : Entries.kept(cells, try work.mask(selection), nowhere: nowhere)
        var entries: [UInt32]
        if case .ofRow(let column, let bins, _) = part.groups {
            let groups = try rows.values(column, by: bins)
            entries = Entries.divided(
                own, by: groups, count: part.groupCount, owners: nil, cellCount: marginal.cellCount)
            if let bounding = marginal.binBounding[index], var memory = found?.bounding.take() {
                bounding.keep(&entries, of: rows, first: block.first, &memory)
                found?.bounding = memory
            }
        } else {
            entries = try divided(own, part, owners: owners, cellCount: marginal.cellCount)
        }
        found?.table.addLinked(entries, weights(of: owners))
        found?.repeats?.add(entries, owners: owners, first: block.first, weights: weights)
        guard case .rowNumbers(_, let column, let numbers, _) = part.amount else { return }
        let values = try rows.values(column, by: numbers)
        found?.sums?.add(entries, numbers: values, owners: owners, first: block.first, weights: weights)
    }
}
