import QueryEngines

/// Keeps a unit's rows to the cells in which it may count.
struct CellBounding: Sendable {
    /// C: in how many cells one unit may count.
    let limit: Int
    let choice: ContributionBounding

    /// Moves the rows of units above the bound that are in other cells than those kept to *nowhere*.
    ///
    /// - Parameters:
    ///   - groups: how many entries a cell of a divided part has; nil where the entries are cells.
    ///   - starts: the rows of the i-th unit are `starts[i]..<starts[i + 1]`.
    func keep(_ entries: inout [UInt32], groups: Int?, starts: [UInt32], first: UInt32, nowhere: UInt32) {
        var cells: [UInt32] = []
        var cellOfRow: [Int] = []
        for unit in Self.units(starts, withMoreRowsThan: UInt32(clamping: limit)) {
            let rows = Int(starts[unit])..<Int(starts[unit + 1])
            Self.distinct(entries[rows], nowhere: nowhere, &cells, &cellOfRow)
            guard cells.count > limit else { continue }
            let hashes = choice.hashes(of: cells, groups: groups.map { UInt32($0) }, of: first + UInt32(unit))
            let isKept = lowest(hashes, cells)
            for (row, cell) in zip(rows, cellOfRow) where cell >= 0 && !isKept[cell] { entries[row] = nowhere }
        }
    }

    /// Which cells have the lowest hashes, and of equal hashes the lower number.
    private func lowest(_ hashes: [UInt64], _ cells: [UInt32]) -> [Bool] {
        var lowest: [UInt64] = []
        lowest.reserveCapacity(limit + 1)
        for hash in hashes where lowest.count < limit || hash < lowest[limit - 1] {
            var place = lowest.count
            lowest.append(hash)
            while place > 0, hash < lowest[place - 1] {
                lowest[place] = lowest[place - 1]
                place -= 1
            }
            lowest[place] = hash
            if lowest.count > limit { lowest.removeLast() }
        }
        let highest = lowest[limit - 1]
        var isKept = hashes.map { $0 <= highest }
        let excess = isKept.count { $0 } - limit
        if excess > 0 {
            // Two hashes are one: nearly never.
            let equal = isKept.indices.filter { hashes[$0] == highest }.sorted { cells[$0] < cells[$1] }
            for place in equal.suffix(excess) { isKept[place] = false }
        }
        return isKept
    }

    /// The units of a block that may be above the bound, because they have so many rows.
    private static func units(_ starts: [UInt32], withMoreRowsThan limit: UInt32) -> [Int] {
        var units: [Int] = []
        let starts = starts.span
        for unit in 1..<starts.count where starts[unit] &- starts[unit &- 1] > limit { units.append(unit - 1) }
        return units
    }

    /// The different cells of a unit's rows, and for each row which of them it is in; −1 for *nowhere*.
    private static func distinct(
        _ entries: ArraySlice<UInt32>, nowhere: UInt32, _ cells: inout [UInt32], _ cellOfRow: inout [Int]
    ) {
        cells.removeAll(keepingCapacity: true)
        cellOfRow.removeAll(keepingCapacity: true)
        // Few rows are compared with each other; many are looked up.
        var known: [UInt32: Int] = [:]
        for entry in entries {
            guard entry != nowhere else {
                cellOfRow.append(-1)
                continue
            }
            if let place = entries.count <= 64 ? cells.firstIndex(of: entry) : known[entry] {
                cellOfRow.append(place)
                continue
            }
            if entries.count > 64 { known[entry] = cells.count }
            cellOfRow.append(cells.count)
            cells.append(entry)
        }
    }
}
