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
        var stretches: [RowStretch] = []
        for (index, segment) in segments.enumerated() {
            let places = try segment.places(of: block)
            if !places.isEmpty { stretches.append(try RowStretch(places, of: (index, segment), in: block)) }
        }
        return BlockRows(
            stretches, units: block.count, absent: block.places(of: absent), silent: block.places(of: silent))
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
