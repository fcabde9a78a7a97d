import QueryEngines

/// Counts the distinct units that a link leads to, in each entry, up to a number beyond which it makes no difference.
///
/// They come in no order, so those that were seen stand in a short list; once it is full there is no more to do.
struct DistinctUnits: Sendable {
    private static let most = ExactCell.Linked.most

    /// How many stand in the list of each entry.
    private var counts: [UInt8]
    /// The lists, one after the other.
    private var seen: [UInt32]

    /// - Parameter count: the number of entries, without the one that is nowhere.
    init(count: Int) {
        counts = Array(repeating: 0, count: count)
        seen = Array(repeating: 0, count: count * Self.most)
    }

    subscript(entry: Int) -> Int { Int(counts[entry]) }

    /// Takes note of the unit behind each place; entries beyond the last are nowhere.
    mutating func add(_ entries: [UInt32], _ unit: (Int) -> UInt32) {
        for place in 0..<entries.count where Int(entries[place]) < counts.count {
            add(unit(place), to: Int(entries[place]))
        }
    }

    /// Takes note of all units of an entry of another list.
    mutating func add(_ other: DistinctUnits, _ from: Int, to entry: Int) {
        for place in 0..<other[from] { add(other.seen[from * Self.most + place], to: entry) }
    }

    private mutating func add(_ unit: UInt32, to entry: Int) {
        let known = self[entry]
        guard known < Self.most else { return }
        let start = entry * Self.most
        for place in start..<(start + known) where seen[place] == unit { return }
        seen[start + known] = unit
        counts[entry] += 1
    }
}
