/// Counts rows in entries, and the distinct units behind them, without a set.
///
/// Rows come in the order of their units, so a unit is new in an entry exactly where another unit was the last one seen
/// there. How many rows the last unit has in an entry is counted along; only where that is more than the second largest
/// contribution so far, or than the bound B, is there more to do. Nothing here decides by a branch that cannot be foreseen.
struct Repeats: Sendable {
    private struct Entry: Sendable {
        /// The last unit seen in the lower half, and how many rows it has in the upper.
        var last = UInt64(UInt32.max)
        /// The number of rows in the lower half, and of units in the upper.
        var counts: UInt64 = 0

        var rows: UInt32 { UInt32(truncatingIfNeeded: counts) }
        var units: UInt32 { UInt32(truncatingIfNeeded: counts >> 32) }
    }

    /// The two largest contributions to an entry.
    private struct Top: Sendable {
        var first: UInt32 = 0
        var second: UInt32 = 0
        /// Whose the largest is.
        var unit = UInt32.max
        /// How many rows are above B.
        var excess: UInt32 = 0

        /// Takes note that a unit has so many rows, which are more than the second largest contribution, or than B; how
        /// many rows need no such note from now on.
        mutating func add(_ other: UInt32, rows: UInt32, perCell: UInt32) -> UInt32 {
            if rows > perCell {
                excess &+= 1
            } else if unit == other {
                first = rows
            } else if rows > first {
                second = first
                first = rows
                unit = other
            } else {
                second = rows
            }
            return min(second, perCell)
        }
    }

    /// B: the most rows of a unit that count in an entry.
    private let perCell: UInt32
    private var entries: [Entry]
    /// For each entry, how many rows a unit may have without more to do.
    private var limits: [UInt32]
    private var tops: [Top]
    /// Where units are not persons: the persons behind them, and again the last unit seen.
    private var persons: [UInt64]
    private var counted: [UInt32]

    /// - Parameter count: the number of entries, without the one that is nowhere.
    init(count: Int, perCell: Int, countsPersons: Bool) {
        self.perCell = UInt32(clamping: perCell)
        entries = Array(repeating: Entry(), count: count + 1)
        limits = Array(repeating: 0, count: count) + [.max]
        tops = Array(repeating: Top(), count: count + 1)
        persons = Array(repeating: 0, count: countsPersons ? count + 1 : 0)
        counted = Array(repeating: .max, count: persons.count)
    }

    /// Counts the rows of a block.
    ///
    /// - Parameters:
    ///   - places: the entry of each row.
    ///   - owners: the unit of each row, as its place in the block.
    ///   - first: the unit with which the block begins.
    ///   - weights: the persons behind each unit of the block; empty where units are persons.
    mutating func add(_ places: [UInt32], owners: [UInt16], first: UInt32, weights: [UInt32]) {
        Self.count(places, owners, first, perCell, &entries, &limits, &tops)
        guard !persons.isEmpty else { return }
        for row in 0..<places.count {
            let entry = Int(places[row])
            let unit = first &+ UInt32(owners[row])
            if counted[entry] != unit { persons[entry] &+= UInt64(weights[Int(owners[row])]) }
            counted[entry] = unit
        }
    }

    private static func count(
        _ places: [UInt32], _ owners: [UInt16], _ first: UInt32, _ perCell: UInt32, _ entries: inout [Entry],
        _ limits: inout [UInt32], _ tops: inout [Top]
    ) {
        precondition(owners.count == places.count, "each row has a unit")
        let places = places.span
        let owners = owners.span
        let inUpperHalf = UInt64(1) << 32
        var entries = entries.mutableSpan
        var limits = limits.mutableSpan
        for row in 0..<places.count {
            let place = Int(places[row])
            let unit = first &+ UInt32(owners[row])
            let before = entries[place].last
            let isNew = UInt32(truncatingIfNeeded: before) != unit
            let last = isNew ? UInt64(unit) | inUpperHalf : before &+ inUpperHalf
            entries[place].last = last
            entries[place].counts &+= (isNew ? inUpperHalf : 0) | 1
            let length = UInt32(truncatingIfNeeded: last >> 32)
            if length > limits[place] { limits[place] = tops[place].add(unit, rows: length, perCell: perCell) }
        }
    }

    /// Hands over what was found.
    consuming func add(to table: inout EntryTable) {
        for place in 0..<(entries.count - 1) where entries[place].rows > 0 {
            let entry = entries[place]
            let top = tops[place]
            table.add(
                place, value: Int64(entry.rows - top.excess), units: entry.units,
                persons: persons.isEmpty ? 0 : persons[place], first: Int64(top.first), second: Int64(top.second))
        }
    }
}
