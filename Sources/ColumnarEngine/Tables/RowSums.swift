/// Adds up numbers of rows in entries, each unit's bounded as a whole: a unit with k rows in an entry adds their sum S,
/// or, where k is above the bound B, B × S ∕ k, cut towards zero.
struct RowSums: Sendable {
    private struct Entry: Sendable {
        /// The unit whose rows are being added up, its number of rows and their sum.
        var unit = UInt32.max
        var rows: UInt32 = 0
        var sum: Int64 = 0
        var value: Int64 = 0
        var units: UInt32 = 0
        var persons: UInt64 = 0
        var first: Int64 = 0
        var second: Int64 = 0

        /// Counts the unit whose rows have ended.
        mutating func finish(perCell: UInt32) {
            guard rows > 0 else { return }
            let amount = RowSums.bounded(sum, rows: rows, perCell: perCell)
            value &+= amount
            units &+= 1
            second = max(second, min(first, abs(amount)))
            first = max(first, abs(amount))
            rows = 0
        }
    }

    private let perCell: UInt32
    private var entries: [Entry]

    /// - Parameter count: the number of entries, without the one that is nowhere.
    init(count: Int, perCell: Int) {
        self.perCell = UInt32(clamping: perCell)
        entries = Array(repeating: Entry(), count: count + 1)
    }

    /// Adds the rows of a block, in the order of their units.
    mutating func add(
        _ places: [UInt32], numbers: [Int64], owners: [UInt16], first: UInt32, weights: [UInt32]
    ) {
        for row in 0..<places.count {
            let entry = Int(places[row])
            let unit = first &+ UInt32(owners[row])
            if entries[entry].unit != unit {
                entries[entry].finish(perCell: perCell)
                entries[entry].unit = unit
                entries[entry].sum = 0
                if !weights.isEmpty { entries[entry].persons &+= UInt64(weights[Int(owners[row])]) }
            }
            entries[entry].rows &+= 1
            entries[entry].sum &+= numbers[row]
        }
    }

    /// Hands over what was found.
    consuming func add(to table: inout EntryTable) {
        for place in 0..<(entries.count - 1) {
            entries[place].finish(perCell: perCell)
            let entry = entries[place]
            table.add(
                place, value: entry.value, units: entry.units, persons: entry.persons, first: entry.first,
                second: entry.second)
        }
    }

    /// What a unit with so many rows adds.
    static func bounded(_ sum: Int64, rows: UInt32, perCell: UInt32) -> Int64 {
        rows <= perCell ? sum : Int64(Int128(sum) * Int128(perCell) / Int128(rows))
    }
}
