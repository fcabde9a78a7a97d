import QueryEngines

/// Keeps a unit's rows to the cells in which it may count.
struct CellBounding: Sendable {
    /// What one thread remembers while it keeps to a bound.
    struct Memory: Sendable {
        /// For each cell, the unit whose rows were last kept there.
        fileprivate var keeper: [UInt32]
        /// A unit's different cells, and its lots for them.
        fileprivate var cells: [UInt32] = []
        fileprivate var lots: [UInt64] = []

        fileprivate mutating func makeRoom(_ count: Int) {
            guard cells.count < count else { return }
            cells = Array(repeating: 0, count: count)
            lots = Array(repeating: 0, count: count)
        }
    }

    /// C: in how many cells one unit may count.
    private let limit: Int
    private let choice: ContributionBounding
    private let names: [UInt64]

    private static let nobody = UInt32.max

    /// - Parameter groups: how many entries a cell of a divided part has; nil where entries are cells.
    init(limit: Int, choice: ContributionBounding, cells: Int, groups: Int?) {
        self.limit = limit
        self.choice = choice
        names = choice.names(ofCells: cells, groups: groups)
    }

    func memory() -> Memory { Memory(keeper: Array(repeating: Self.nobody, count: names.count + 1)) }

    /// Moves the rows of units above the bound that are in other cells than those kept to *nowhere*, which is above
    /// every cell.
    ///
    /// - Parameters:
    ///   - entries: the entry of each of `rows`.
    ///   - first: the unit with which the block begins. No unit comes twice to one memory.
    func keep(_ entries: inout [UInt32], of rows: BlockRows, first: UInt32, _ memory: inout Memory) {
        let starts = rows.starts.span
        let most = UInt32(clamping: limit)
        for holder in 1..<starts.count where starts[holder] &- starts[holder &- 1] > most {
            let own = Int(starts[holder &- 1])..<Int(starts[holder])
            keep(&entries, own, of: first &+ UInt32(rows.holders[holder &- 1]), &memory)
        }
    }

    private func keep(_ entries: inout [UInt32], _ rows: Range<Int>, of unit: UInt32, _ memory: inout Memory) {
        memory.makeRoom(rows.count + 1)
        let count = Self.distinct(entries, rows, of: unit, &memory.keeper, &memory.cells)
        guard count > limit else { return }
        choice.draw(for: memory.cells, count: count, names: names, of: unit, &memory.lots)
        let highest = Lots.highest(of: limit, in: memory.lots, count: count)
        var kept = 0
        for place in 0..<count {
            let isKept = memory.lots[place] <= highest
            memory.keeper[Int(memory.cells[place])] = isKept ? unit : Self.nobody
            kept += isKept ? 1 : 0
        }
        if kept > limit { drop(kept - limit, at: highest, count, &memory) }
        Self.send(&entries, rows, of: unit, memory.keeper, nowhere: UInt32(names.count))
    }

    /// Lists the different cells of a unit's rows, and makes the unit their keeper; how many there are.
    private static func distinct(
        _ entries: [UInt32], _ rows: Range<Int>, of unit: UInt32, _ keeper: inout [UInt32], _ cells: inout [UInt32]
    ) -> Int {
        let entries = entries.span
        var keeper = keeper.mutableSpan
        var cells = cells.mutableSpan
        let nowhere = UInt32(keeper.count - 1)
        var count = 0
        for row in rows {
            let entry = entries[row]
            cells[count] = entry
            count &+= (keeper[Int(entry)] != unit ? 1 : 0) & (entry < nowhere ? 1 : 0)
            keeper[Int(entry)] = unit
        }
        return count
    }

    /// Drops some of the cells of the highest lot, which several drew: nearly never.
    private func drop(_ excess: Int, at highest: UInt64, _ count: Int, _ memory: inout Memory) {
        let equal = memory.cells[..<count].indices.filter { memory.lots[$0] == highest }.map { memory.cells[$0] }
        for cell in equal.sorted().suffix(excess) { memory.keeper[Int(cell)] = Self.nobody }
    }

    private static func send(
        _ entries: inout [UInt32], _ rows: Range<Int>, of unit: UInt32, _ keeper: [UInt32], nowhere: UInt32
    ) {
        var entries = entries.mutableSpan
        let keeper = keeper.span
        for row in rows {
            let entry = entries[row]
            entries[row] = keeper[Int(entry)] == unit ? entry : nowhere
        }
    }
}

/// Numbers that are spread evenly, as hashes are.
enum Lots {
    private static let bits = 6

    /// The number that so many are not above, of the first `count`; more than so many where the last are equal.
    ///
    /// - Parameter wanted: 1 or more, and fewer than `count`.
    static func highest(of wanted: Int, in lots: [UInt64], count: Int) -> UInt64 {
        var sizes = [64 of UInt32](repeating: 0)
        let all = lots.span.extracting(first: count)
        for place in 0..<all.count { sizes[Int(all[place] >> (64 - bits))] &+= 1 }
        var left = UInt32(wanted)
        var slot = 0
        while sizes[slot] < left {
            left -= sizes[slot]
            slot += 1
        }
        // The slot is kept as a whole, or sorted: few numbers are in it.
        guard sizes[slot] > left else { return UInt64(slot + 1) << (64 - bits) &- 1 }
        return lots[..<count].filter { $0 >> (64 - bits) == UInt64(slot) }.sorted()[Int(left) - 1]
    }
}
