/// Counts rows in entries, and the distinct units behind them, without a set.
///
/// Rows come in the order of their units, so a unit is new in an entry exactly where another unit was the last one seen
/// there. Most units have one row in an entry: rows are counted as they come, and only a unit's further rows, its
/// *repeats*, are looked at one by one, for what is above the bound B and for the two largest contributions.
struct Repeats: Sendable {
    /// B: the most rows of a unit that count in an entry.
    let perCell: UInt32
    private var rows: [UInt32]
    /// The last unit seen.
    private var last: [UInt32]
    private var repeats: [UInt32]
    private var excess: [UInt32]
    private var persons: [UInt64]
    /// The last unit with a repeat, how many rows of it there were, and the largest so far.
    private var repeating: [UInt32]
    private var length: [UInt32]
    private var first: [UInt32]
    private var second: [UInt32]

    private static let nobody = UInt32.max

    /// - Parameter count: the number of entries, without the one that is nowhere.
    init(count: Int, perCell: Int, countsPersons: Bool) {
        self.perCell = UInt32(clamping: perCell)
        rows = Array(repeating: 0, count: count + 1)
        last = Array(repeating: Self.nobody, count: count + 1)
        repeats = rows
        excess = rows
        persons = Array(repeating: 0, count: countsPersons ? count + 1 : 0)
        repeating = last
        length = rows
        first = rows
        second = rows
    }

    private var nowhere: UInt32 { UInt32(rows.count - 1) }

    /// Counts the rows of a block.
    ///
    /// - Parameters:
    ///   - owners: the unit of each row, as its place in the block.
    ///   - weights: the persons behind each unit of the block; empty where units are persons.
    mutating func add(_ entries: [UInt32], owners: [UInt16], first unit: UInt32, weights: [UInt32]) {
        Self.histogram(entries, &rows)
        let found = Self.repeats(entries, owners, unit, nowhere: nowhere, &last)
        if !persons.isEmpty {
            for row in 0..<entries.count { persons[Int(entries[row])] &+= UInt64(weights[Int(owners[row])]) }
        }
        for row in found {
            let entry = Int(entries[Int(row)])
            let place = owners[Int(row)]
            addRepeat(of: unit &+ UInt32(place), in: entry)
            if !persons.isEmpty { persons[entry] &-= UInt64(weights[Int(place)]) }
        }
    }

    private mutating func addRepeat(of unit: UInt32, in entry: Int) {
        if repeating[entry] != unit {
            raise(entry)
            repeating[entry] = unit
            length[entry] = 1
        }
        length[entry] &+= 1
        repeats[entry] &+= 1
        if length[entry] > perCell { excess[entry] &+= 1 }
    }

    /// Takes note of what the last unit with a repeat contributed.
    private mutating func raise(_ entry: Int) {
        let contribution = min(length[entry], perCell)
        second[entry] = max(second[entry], min(first[entry], contribution))
        first[entry] = max(first[entry], contribution)
    }

    /// Hands over what was found.
    consuming func add(to table: inout EntryTable) {
        for entry in 0..<(rows.count - 1) where rows[entry] > 0 {
            raise(entry)
            let units = rows[entry] - repeats[entry]
            // A unit without a repeat contributes 1.
            let one = max(first[entry], 1)
            let two = max(second[entry], units > 1 ? 1 : 0)
            table.add(
                entry, value: Int64(rows[entry] - excess[entry]), units: units,
                persons: persons.isEmpty ? 0 : persons[entry], first: Int64(one), second: Int64(two))
        }
    }

    private static func histogram(_ entries: [UInt32], _ rows: inout [UInt32]) {
        let entries = entries.span
        var rows = rows.mutableSpan
        for row in 0..<entries.count { rows[Int(entries[row])] &+= 1 }
    }

    /// The rows whose unit was the last one seen in their entry.
    static func repeats(
        _ entries: [UInt32], _ owners: [UInt16], _ unit: UInt32, nowhere: UInt32, _ last: inout [UInt32]
    ) -> ArraySlice<UInt32> {
        var found = [UInt32](repeating: 0, count: entries.count + 1)
        var count = 0
        let entries = entries.span
        let owners = owners.span
        var last = last.mutableSpan
        var places = found.mutableSpan
        for row in 0..<entries.count {
            let entry = entries[row]
            let owner = unit &+ UInt32(owners[row])
            places[count] = UInt32(truncatingIfNeeded: row)
            count &+= (last[Int(entry)] == owner ? 1 : 0) & (entry < nowhere ? 1 : 0)
            last[Int(entry)] = owner
        }
        return found[..<count]
    }
}
