import QueryEngines
import Snapshots

/// The rows of a dataset with many rows for a unit, read by the numbers of units.
struct RowTable: Sendable {
    let segments: [Segment]
    /// The units whose rows are not there, rising.
    let absent: [UInt32]
    /// The units for whom some columns read as *no row*, rising.
    let silent: [UInt32]
    /// Where the rows were copied together for the plan: the columns that were, by name.
    let derived: [String: RowColumn]

    var rowCount: Int { segments.reduce(0) { $0 + $1.rowCount } }

    /// The rows of a block's units.
    func rows(of block: UnitBlock) throws(EngineError) -> BlockRows {
        var counts = [UInt32](repeating: 0, count: block.count + 1)
        var pieces: [BlockRows.Piece] = []
        for (index, segment) in segments.enumerated() {
            let places = try segment.places(of: block)
            guard !places.isEmpty else { continue }
            let rows = try Self.count(places, of: segment, block, into: &counts)
            pieces.append(BlockRows.Piece(segment: index, places: places, rows: rows))
        }
        var rows = BlockRows(
            counts: counts, pieces: pieces, absent: block.places(of: absent), silent: block.places(of: silent))
        if pieces.count > 1 { try rows.interleave(segments, block) }
        return rows
    }

    /// Adds the number of rows of each unit, one place after its own; the rows of the segment that these are.
    private static func count(
        _ places: Range<Int>, of segment: Segment, _ block: UnitBlock, into counts: inout [UInt32]
    ) throws(EngineError) -> Range<Int> {
        try reading { () throws(SnapshotError) in
            guard let offsets = segment.offsets else {
                try segment.withUnits(places, in: block) { _, unit in counts[unit + 1] += 1 }
                return places
            }
            let ends = places.lowerBound..<(places.upperBound + 1)
            return try offsets.withCodes32(ends) { offsets throws(SnapshotError) in
                switch segment.units {
                case .consecutive(let first):
                    let start = Int(first) + places.lowerBound - Int(block.first) + 1
                    Self.add(offsets, to: &counts, from: start)
                case .listed(let numbers):
                    try numbers.withCodes32(places) { Self.add(offsets, of: $0, first: block.first, to: &counts) }
                }
                return Int(offsets[0])..<Int(offsets[places.count])
            }
        }
    }

    private static func add(_ offsets: Span<UInt32>, to counts: inout [UInt32], from start: Int) {
        var counts = counts.mutableSpan
        for place in 0..<(offsets.count &- 1) {
            counts[start &+ place] &+= offsets[place &+ 1] &- offsets[place]
        }
    }

    private static func add(
        _ offsets: Span<UInt32>, of units: Span<UInt32>, first: UInt32, to counts: inout [UInt32]
    ) {
        var counts = counts.mutableSpan
        for place in 0..<units.count {
            counts[Int(units[place] &- first) &+ 1] &+= offsets[place &+ 1] &- offsets[place]
        }
    }
}

extension Segment {
    /// Calls `body` for each of some of the segment's units, with its place among these and its place in the block.
    func withUnits(_ places: Range<Int>, in block: UnitBlock, _ body: (Int, Int) -> Void) throws(SnapshotError) {
        switch units {
        case .consecutive(let first):
            let start = Int(first) + places.lowerBound - Int(block.first)
            for place in 0..<places.count { body(place, start + place) }
        case .listed(let numbers):
            try numbers.withCodes32(places) { numbers in
                for place in 0..<numbers.count { body(place, Int(numbers[place] - block.first)) }
            }
        }
    }
}
