import QueryEngines
import Snapshots

/// The rows of the units of a block, in the order of their units.
struct BlockRows: Sendable {
    /// A stretch of a segment's rows, and the places of their units among the segment's.
    struct Piece: Sendable {
        let segment: Int
        let places: Range<Int>
        let rows: Range<Int>
    }

    /// The rows of the i-th unit are `starts[i]..<starts[i + 1]`.
    let starts: [UInt32]
    private let pieces: [Piece]
    /// Places of the units whose rows count as not there, and of those for whom some columns read as *no row*.
    private let absent: [Int]
    private let silent: [Int]
    /// Where there are several pieces, the place of each of their rows, one piece after the other, in unit order.
    private var order: [UInt32]?

    /// - Parameter counts: 0, and then for each unit how many rows it has.
    init(counts: consuming [UInt32], pieces: [Piece], absent: [Int], silent: [Int]) {
        Self.sum(&counts)
        starts = counts
        self.pieces = pieces
        self.absent = absent
        self.silent = silent
    }

    private static func sum(_ counts: inout [UInt32]) {
        var counts = counts.mutableSpan
        var sum: UInt32 = 0
        for place in 0..<counts.count {
            sum &+= counts[place]
            counts[place] = sum
        }
    }

    var count: Int { Int(starts[starts.count - 1]) }

    /// The unit of each row, as its place in the block.
    ///
    /// A 1 is put where each unit but the first begins, and summed up: no branch for the number of rows of a unit.
    func owners() -> [UInt16] {
        var owners = [UInt16](repeating: 0, count: count)
        let starts = starts.span
        var span = owners.mutableSpan
        for unit in 1..<max(starts.count &- 1, 1) {
            let row = Int(starts[unit])
            if row < span.count { span[row] &+= 1 }
        }
        var unit: UInt16 = 0
        for row in 0..<span.count {
            unit &+= span[row]
            span[row] = unit
        }
        return owners
    }

    /// Finds the place of each row in unit order; of one unit, the rows of earlier segments come first.
    mutating func interleave(_ segments: [Segment], _ block: UnitBlock) throws(EngineError) {
        var next = Array(starts.dropLast())
        var order: [UInt32] = []
        order.reserveCapacity(count)
        for piece in pieces {
            let segment = segments[piece.segment]
            try reading { () throws(SnapshotError) in
                let ends = piece.places.lowerBound..<(piece.places.upperBound + 1)
                let offsets = try segment.offsets?.withCodes32(ends) { offsets in
                    (0..<offsets.count).map { offsets[$0] }
                }
                try segment.withUnits(piece.places, in: block) { place, unit in
                    for _ in 0..<(offsets.map { $0[place + 1] - $0[place] } ?? 1) {
                        order.append(next[unit])
                        next[unit] += 1
                    }
                }
            }
        }
        self.order = order
    }

    /// The rows of some units.
    private func rows(of units: [Int]) -> [Int] { units.flatMap { Int(starts[$0])..<Int(starts[$0 + 1]) } }

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
    func counts(_ mask: Mask) -> [UInt32] {
        var counts = [UInt32](repeating: 0, count: starts.count - 1)
        let starts = starts.span
        var span = counts.mutableSpan
        switch mask {
        case .none: break
        case .all: for unit in 0..<span.count { span[unit] = starts[unit &+ 1] &- starts[unit] }
        case .each(let rows):
            let sums = Self.sums(rows)
            let before = sums.span
            for unit in 0..<span.count {
                span[unit] = before[Int(starts[unit &+ 1])] &- before[Int(starts[unit])]
            }
        }
        return counts
    }

    /// The sum of the rows' numbers, for each unit.
    func sums(_ numbers: [Int64]) -> [Int64] {
        var sums = [Int64](repeating: 0, count: starts.count - 1)
        for unit in 0..<sums.count {
            for row in Int(starts[unit])..<Int(starts[unit + 1]) { sums[unit] &+= numbers[row] }
        }
        return sums
    }

    /// What the codes of the rows mean.
    func values<Map: CodeMap>(_ column: RowColumn, by map: Map) throws(EngineError) -> [Map.Value] {
        var values = [Map.Value](repeating: 0, count: count)
        var start = 0
        for piece in pieces {
            try reading { () throws(SnapshotError) in
                try column.codes[piece.segment].withCodes(piece.rows) { map.look($0, into: &values, at: start) }
            }
            start += piece.rows.count
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

    /// The cell of each row: that of its unit, and what the dimensions over rows add; *nowhere* at most.
    func cells(
        of units: [UInt32], owners: [UInt16], _ dimensions: [(column: RowColumn, groups: CodeTable<UInt32>)],
        nowhere: UInt32
    ) throws(EngineError) -> [UInt32] {
        var cells = [UInt32](repeating: 0, count: count)
        if let (column, groups) = dimensions.first, dimensions.count == 1, order == nil, !column.hasSilence,
            let piece = pieces.first
        {
            try reading { () throws(SnapshotError) in
                try column.codes[piece.segment].withCodes(piece.rows) { codes in
                    groups.place(codes, units.span, owners.span, nowhere: nowhere, &cells)
                }
            }
            return cells
        }
        cells = Entries.ofRows(units, owners: owners)
        for (column, groups) in dimensions { Entries.add(try values(column, by: groups), to: &cells) }
        Entries.keep(.all, in: &cells, nowhere: nowhere)
        return cells
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
