import QueryEngines
import Snapshots

/// The rows of the units of a block, in the order of their units.
struct BlockRows: Sendable {
    /// The units that may have rows, as rising places in the block. Where all rows are in one segment, they all have some.
    let holders: [UInt16]
    /// The rows of the i-th of them are `starts[i]..<starts[i + 1]`.
    let starts: [UInt32]
    private let stretches: [RowStretch]
    /// Places of the units whose rows count as not there, and of those for whom some columns read as *no row*.
    private let absent: [Int]
    private let silent: [Int]
    /// Where there are several stretches, the place of each of their rows, one stretch after the other, in unit order.
    private let order: [UInt32]?

    /// - Parameter units: how many units the block has.
    init(_ stretches: [RowStretch], units: Int, absent: [Int], silent: [Int]) {
        self.stretches = stretches
        self.absent = absent
        self.silent = silent
        if stretches.count == 1 {
            holders = stretches[0].holders
            starts = stretches[0].starts
            order = nil
        } else {
            holders = Array(0..<UInt16(units))
            starts = RowStretch.starts(of: stretches, units: units)
            order = RowStretch.order(of: stretches, starts: starts)
        }
    }

    var count: Int { Int(starts[starts.count - 1]) }

    /// The unit of each row, as its place in the block: steps are summed up, with no branch for a unit's number of rows.
    func owners() -> [UInt16] {
        var owners = steps()
        var span = owners.mutableSpan
        var unit: UInt16 = 0
        for row in 0..<span.count {
            unit &+= span[row]
            span[row] = unit
        }
        return owners
    }

    /// How many units each row's unit is after that of the row before.
    private func steps() -> [UInt16] {
        var steps = [UInt16](repeating: 0, count: count)
        let holders = holders.span
        let starts = starts.span
        var span = steps.mutableSpan
        var before: UInt16 = 0
        for index in 0..<holders.count {
            let row = Int(starts[index])
            let holder = holders[index]
            // A holder without rows adds to the step of the next that has some.
            if row < span.count { span[row] &+= holder &- before }
            before = holder
        }
        return steps
    }

    /// The rows of some units, which rise.
    private func rows(of units: [Int]) -> [Int] {
        guard !units.isEmpty else { return [] }
        let wanted = Set(units.map { UInt16($0) })
        return holders.indices.filter { wanted.contains(holders[$0]) }
            .flatMap { Int(starts[$0])..<Int(starts[$0 + 1]) }
    }

    /// Which rows a condition holds for; rows that are not there it holds for never.
    func mask(_ test: RowTest) throws(EngineError) -> Mask {
        var mask = try holds(test)
        mask.remove(rows(of: absent), of: count)
        return mask
    }

    private func holds(_ test: RowTest) throws(EngineError) -> Mask {
        switch test {
        case .constant(let value): return value ? .all : .none
        case .column(let column, let filter): return .each(try values(column, by: filter))
        case .all(let parts):
            var mask = Mask.all
            for part in parts { mask.formIntersection(try holds(part)) }
            return mask
        case .any(let parts):
            var mask = Mask.none
            for part in parts { mask.formUnion(try holds(part)) }
            return mask
        }
    }

    /// How many rows of each unit a mask holds for.
    ///
    /// - Parameter units: how many units the block has.
    func counts(_ mask: Mask, units: Int) -> [UInt32] {
        var counts = [UInt32](repeating: 0, count: units)
        let holders = holders.span
        let starts = starts.span
        var span = counts.mutableSpan
        switch mask {
        case .none: break
        case .all:
            for index in 0..<holders.count { span[Int(holders[index])] = starts[index &+ 1] &- starts[index] }
        case .each(let rows):
            let sums = Self.sums(rows)
            let before = sums.span
            for index in 0..<holders.count {
                span[Int(holders[index])] = before[Int(starts[index &+ 1])] &- before[Int(starts[index])]
            }
        }
        return counts
    }

    /// The sum of the rows' numbers, for each unit.
    func sums(_ numbers: [Int64], units: Int) -> [Int64] {
        var sums = [Int64](repeating: 0, count: units)
        for (index, holder) in holders.enumerated() {
            for row in Int(starts[index])..<Int(starts[index + 1]) { sums[Int(holder)] &+= numbers[row] }
        }
        return sums
    }

    /// What the codes of the rows mean.
    func values<Map: CodeMap>(_ column: RowColumn, by map: Map) throws(EngineError) -> [Map.Value] {
        var values = [Map.Value](repeating: 0, count: count)
        var start = 0
        for stretch in stretches {
            try reading { () throws(SnapshotError) in
                try column.codes[stretch.segment].withCodes(stretch.rows) { map.look($0, into: &values, at: start) }
            }
            start += stretch.rows.count
        }
        if let order { values = Self.sorted(values, order) }
        if column.hasSilence {
            for row in rows(of: silent) { values[row] = map.noRow }
        }
        return values
    }

    /// How many rows before each row, and before the end, a mask holds for.
    private static func sums(_ mask: [UInt8]) -> [UInt32] {
        var sums = [UInt32](repeating: 0, count: mask.count + 1)
        let mask = mask.span
        var span = sums.mutableSpan
        var sum: UInt32 = 0
        for row in 0..<mask.count {
            span[row] = sum
            sum &+= UInt32(mask[row])
        }
        span[mask.count] = sum
        return sums
    }

    /// The unit of each row, as its place in the block, and the row's cell: that of its unit, and what the dimensions
    /// over rows add; *nowhere* at most.
    func placed(
        _ units: [UInt32], _ dimensions: [(column: RowColumn, groups: CodeTable<UInt32>)], nowhere: UInt32
    ) throws(EngineError) -> (owners: [UInt16], cells: [UInt32]) {
        if let (column, groups) = dimensions.first, dimensions.count == 1, stretches.count == 1,
            let stretch = stretches.first, !column.hasSilence || silent.isEmpty
        {
            var cells = [UInt32](repeating: 0, count: count)
            var owners = steps()
            try reading { () throws(SnapshotError) in
                try column.codes[stretch.segment].withCodes(stretch.rows) { codes in
                    groups.place(codes, units.span, nowhere: nowhere, &owners, &cells)
                }
            }
            return (owners, cells)
        }
        let owners = owners()
        var cells = Entries.ofRows(units, owners: owners)
        for (column, groups) in dimensions { Entries.add(try values(column, by: groups), to: &cells) }
        Entries.keep(.all, in: &cells, nowhere: nowhere)
        return (owners, cells)
    }

    private static func sorted<Value: FixedWidthInteger & BitwiseCopyable>(
        _ values: [Value], _ order: [UInt32]
    ) -> [Value] {
        var sorted = [Value](repeating: 0, count: values.count)
        var span = sorted.mutableSpan
        let order = order.span
        for row in 0..<order.count { span[Int(order[row])] = values[row] }
        return sorted
    }
}

/// A column of a dataset with many rows for a unit.
struct RowColumn: Sendable {
    /// One for each segment.
    let codes: [StoredColumn]
    /// Whether it reads as *no row* for the table's silent units.
    let hasSilence: Bool
}

/// A condition on rows, ready to run.
indirect enum RowTest: Sendable {
    case constant(Bool)
    case column(RowColumn, CodeFilter)
    case all([RowTest])
    case any([RowTest])
}
