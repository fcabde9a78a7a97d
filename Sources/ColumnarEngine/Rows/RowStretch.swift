import QueryEngines
import Snapshots

/// The rows that the units of a block have in one segment: they stand together, in the order of their units.
struct RowStretch: Sendable {
    let segment: Int
    let rows: Range<Int>
    /// The units that have rows, as rising places in the block.
    let holders: [UInt16]
    /// The rows of the i-th of them are `starts[i]..<starts[i + 1]`, counted from the first of the stretch.
    let starts: [UInt32]

    /// - Parameters:
    ///   - places: the places of the block's units among the segment's.
    ///   - segment: the segment, and its place among those of its table.
    init(_ places: Range<Int>, of segment: (index: Int, Segment), in block: UnitBlock) throws(EngineError) {
        self.segment = segment.index
        holders = try Self.holders(places, of: segment.1, in: block)
        guard let offsets = segment.1.offsets else {
            rows = places
            starts = Array(0...UInt32(places.count))
            return
        }
        (rows, starts) = try reading { () throws(SnapshotError) in
            try offsets.withCodes32(places.lowerBound..<(places.upperBound + 1)) { offsets in
                let rows = Int(offsets[0])..<Int(offsets[places.count])
                return (rows, Self.less(offsets, offsets[0]) { $0 })
            }
        }
    }

    private static func holders(
        _ places: Range<Int>, of segment: Segment, in block: UnitBlock
    ) throws(EngineError) -> [UInt16] {
        switch segment.units {
        case .consecutive(let first):
            let start = UInt16(Int(first) + places.lowerBound - Int(block.first))
            return Array(start..<(start + UInt16(places.count)))
        case .listed(let numbers):
            return try reading { () throws(SnapshotError) in
                try numbers.withCodes32(places) { Self.less($0, block.first) { UInt16(truncatingIfNeeded: $0) } }
            }
        }
    }

    /// Numbers less one that none is below.
    @inline(__always)
    private static func less<Number: FixedWidthInteger>(
        _ numbers: Span<UInt32>, _ lowest: UInt32, _ number: (UInt32) -> Number
    ) -> [Number] {
        var less = [Number](repeating: 0, count: numbers.count)
        var span = less.mutableSpan
        for place in 0..<numbers.count { span[place] = number(numbers[place] &- lowest) }
        return less
    }

    /// Where the rows of each unit of a block start, with the rows of all its stretches.
    static func starts(of stretches: [RowStretch], units: Int) -> [UInt32] {
        var starts = [UInt32](repeating: 0, count: units + 1)
        for stretch in stretches {
            for (index, holder) in stretch.holders.enumerated() {
                starts[Int(holder) + 1] += stretch.starts[index + 1] - stretch.starts[index]
            }
        }
        for unit in 0..<units { starts[unit + 1] += starts[unit] }
        return starts
    }

    /// The place of each row in unit order, one stretch after the other; of one unit, rows of earlier stretches come
    /// first.
    static func order(of stretches: [RowStretch], starts: [UInt32]) -> [UInt32] {
        var next = starts
        var order: [UInt32] = []
        order.reserveCapacity(Int(starts[starts.count - 1]))
        for stretch in stretches {
            for (index, holder) in stretch.holders.enumerated() {
                for _ in stretch.starts[index]..<stretch.starts[index + 1] {
                    order.append(next[Int(holder)])
                    next[Int(holder)] += 1
                }
            }
        }
        return order
    }
}
