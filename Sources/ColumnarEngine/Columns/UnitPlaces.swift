import QueryEngines
import Snapshots

extension Segment {
    /// Which of the segment's units, counted from 0, are in a block.
    func places(of block: UnitBlock) throws(EngineError) -> Range<Int> {
        let range = block.units.clamped(to: unitRange)
        guard !range.isEmpty else { return 0..<0 }
        switch units {
        case .consecutive(let first): return Int(range.lowerBound - first)..<Int(range.upperBound - first)
        case .listed(let numbers):
            let low = try place(notBelow: range.lowerBound, in: numbers)
            return low..<(try place(notBelow: range.upperBound, in: numbers))
        }
    }

    /// The place of the first unit that is not below a number. Units are spread about evenly, so the search begins
    /// where the unit would be if they were, and widens from there.
    private func place(notBelow unit: UInt32, in numbers: StoredColumn) throws(EngineError) -> Int {
        let share = Double(unit - unitRange.lowerBound) / Double(unitRange.count)
        let guess = min(Int(share * Double(unitCount)), unitCount)
        var width = 64
        while true {
            let window = max(guess - width, 0)..<min(guess + width, unitCount)
            let found = try reading { () throws(SnapshotError) in
                try numbers.withCodes32(window) { Self.place(notBelow: unit, in: $0) }
            }
            let isBelowAll = found == 0 && window.lowerBound > 0
            let isAboveAll = found == window.count && window.upperBound < unitCount
            if !isBelowAll && !isAboveAll { return window.lowerBound + found }
            width *= 8
        }
    }

    private static func place(notBelow unit: UInt32, in rising: Span<UInt32>) -> Int {
        var low = 0
        var high = rising.count
        while low < high {
            let middle = (low + high) / 2
            if rising[middle] < unit { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Reads published data with the error of engines.
func reading<Value>(_ body: () throws(SnapshotError) -> Value) throws(EngineError) -> Value {
    do throws(SnapshotError) { return try body() } catch { throw .unreadable(error) }
}
