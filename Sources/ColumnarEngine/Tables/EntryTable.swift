import QueryEngines

/// The numbers of every entry of one part in one marginal while units are being counted. The last entry is nowhere: what
/// is left out is counted there, which is faster than deciding for each row.
struct EntryTable: Sendable {
    /// How many entries there are, without the one that is nowhere.
    let count: Int
    private(set) var value: [Int64]
    private(set) var units: [UInt32]
    private(set) var persons: [UInt64]
    private(set) var first: [Int64]
    private(set) var second: [Int64]
    private(set) var complementUnits: [UInt32]
    private(set) var complementPersons: [UInt64]
    /// For each link of the plan, the units that it leads to.
    private var linked: [DistinctUnits]
    private var complementLinked: [DistinctUnits]

    /// - Parameters:
    ///   - countsPersons: whether units are other than persons, so that the persons behind them are counted apart.
    ///   - hasComplement: whether the part is a share.
    ///   - links: for how many links the units are counted that they lead to.
    init(count: Int, countsPersons: Bool, hasComplement: Bool, links: Int) {
        self.count = count
        value = Array(repeating: 0, count: count + 1)
        units = Array(repeating: 0, count: count + 1)
        persons = Array(repeating: 0, count: countsPersons ? count + 1 : 0)
        first = value
        second = value
        complementUnits = hasComplement ? units : []
        complementPersons = hasComplement ? persons : []
        linked = Array(repeating: DistinctUnits(count: links > 0 ? count : 0), count: links)
        complementLinked = hasComplement ? linked : []
    }

    var nowhere: UInt32 { UInt32(count) }
    private var countsPersons: Bool { !persons.isEmpty }

    /// Counts units, each 1, in their entries.
    mutating func add(_ entries: [UInt32], _ weights: Weights) {
        Self.count(entries, &units)
        if countsPersons { Self.weigh(entries, weights, &persons) }
        addLinked(entries, weights)
    }

    /// Takes note of what units are linked to, where rows are what is counted.
    mutating func addLinked(_ entries: [UInt32], _ weights: Weights) {
        for link in linked.indices { linked[link].add(entries) { weights.target($0, by: link) } }
    }

    /// Counts units in the complement of their entries.
    mutating func addComplement(_ entries: [UInt32], _ weights: Weights) {
        Self.count(entries, &complementUnits)
        if countsPersons { Self.weigh(entries, weights, &complementPersons) }
        for link in complementLinked.indices {
            complementLinked[link].add(entries) { weights.target($0, by: link) }
        }
    }

    /// Counts units with what they add.
    mutating func add(_ entries: [UInt32], amounts: [Int64], _ weights: Weights) {
        add(entries, weights)
        var value = value.mutableSpan
        for place in 0..<entries.count { value[Int(entries[place])] &+= amounts[place] }
        for place in 0..<entries.count where abs(amounts[place]) > second[Int(entries[place])] {
            raise(Int(entries[place]), abs(amounts[place]))
        }
    }

    /// Counts units, each with its rows, at most so many.
    mutating func add(_ entries: [UInt32], rows: [UInt32], perCell: UInt32, _ weights: Weights) {
        guard count > 1 else { return addToOne(entries, rows: rows, perCell: perCell, weights) }
        add(entries, amounts: weights.spread(rows).map { Int64(min($0, perCell)) }, weights)
    }

    /// The same for one entry, where every unit would have to wait for the one before it to be added.
    private mutating func addToOne(_ entries: [UInt32], rows: [UInt32], perCell: UInt32, _ weights: Weights) {
        add(entries, weights)
        var amounts = weights.spread(rows)
        let (sum, largest) = Self.bound(&amounts, entries, perCell)
        value[0] &+= sum
        guard Int64(largest) > second[0] else { return }
        for amount in amounts where Int64(amount) > second[0] { raise(0, Int64(amount)) }
    }

    /// Makes amounts of numbers of rows, 0 for what is nowhere; their sum and the largest.
    private static func bound(
        _ rows: inout [UInt32], _ entries: [UInt32], _ perCell: UInt32
    ) -> (sum: Int64, largest: UInt32) {
        var rows = rows.mutableSpan
        let entries = entries.span
        var sum: Int64 = 0
        var largest: UInt32 = 0
        for place in 0..<rows.count {
            // In the one entry there is, 0 becomes every bit; nowhere, 1 becomes none.
            let amount = min(rows[place], perCell) & (entries[place] &- 1)
            rows[place] = amount
            sum &+= Int64(amount)
            largest = max(largest, amount)
        }
        return (sum, largest)
    }

    /// Adds what was found about rows: `Repeats` and `RowSums` keep their own numbers until the end.
    mutating func add(
        _ entry: Int, value more: Int64, units new: UInt32, persons behind: UInt64, first one: Int64, second two: Int64
    ) {
        value[entry] &+= more
        units[entry] &+= new
        if countsPersons { persons[entry] &+= behind }
        raise(entry, one)
        raise(entry, two)
    }

    private mutating func raise(_ entry: Int, _ magnitude: Int64) {
        second[entry] = max(second[entry], min(first[entry], magnitude))
        first[entry] = max(first[entry], magnitude)
    }

    /// Adds the numbers of other units, entry by entry.
    mutating func add(_ other: EntryTable) {
        for entry in 0..<count { add(other, entry, to: entry) }
    }

    /// Adds one entry of a table of other units to an entry.
    mutating func add(_ other: EntryTable, _ from: Int, to entry: Int) {
        add(
            entry, value: other.value[from], units: other.units[from],
            persons: countsPersons ? other.persons[from] : 0, first: other.first[from], second: other.second[from])
        for link in linked.indices { linked[link].add(other.linked[link], from, to: entry) }
        for link in complementLinked.indices {
            complementLinked[link].add(other.complementLinked[link], from, to: entry)
        }
        guard !complementUnits.isEmpty else { return }
        complementUnits[entry] &+= other.complementUnits[from]
        if countsPersons { complementPersons[entry] &+= other.complementPersons[from] }
    }

    /// What was found in each entry. Where each unit adds 1, its number and its units are one, and so are the largest.
    func cells(eachAddsOne: Bool) -> [ExactCell] {
        (0..<count).map { entry in
            let units = Int(units[entry])
            let top: ExactCell.TopTwo =
                eachAddsOne
                ? .init(first: min(units, 1), second: min(max(units - 1, 0), 1))
                : .init(first: Int(first[entry]), second: Int(second[entry]))
            var complement: ExactCell.Complement?
            if !complementUnits.isEmpty {
                let left = Int(complementUnits[entry])
                complement = .init(units: left, persons: countsPersons ? Int(complementPersons[entry]) : left)
            }
            return ExactCell(
                value: eachAddsOne ? units : Int(value[entry]), units: units,
                persons: countsPersons ? Int(persons[entry]) : units, complement: complement, top: top,
                linked: linked.map { $0[entry] }.min().map { fewest in
                    .init(units: fewest, complement: complementLinked.map { $0[entry] }.min() ?? 0)
                })
        }
    }

    private static func count(_ entries: [UInt32], _ units: inout [UInt32]) {
        // With one entry, every unit would wait for the one before it to be counted.
        guard units.count > 2 else {
            var found: UInt32 = 0
            // In the one entry there is, 0; nowhere, 1.
            for entry in entries { found &+= 1 &- entry }
            units[0] &+= found
            return
        }
        var units = units.mutableSpan
        let entries = entries.span
        for place in 0..<entries.count { units[Int(entries[place])] &+= 1 }
    }

    private static func weigh(_ entries: [UInt32], _ weights: Weights, _ persons: inout [UInt64]) {
        var persons = persons.mutableSpan
        for place in 0..<entries.count { persons[Int(entries[place])] &+= UInt64(weights[place]) }
    }
}

/// How many persons are behind units that are counted, and what they are linked to.
struct Weights: Sendable {
    /// For each unit of a block; empty where units are persons.
    let ofUnit: [UInt32]
    /// The unit of each pair, as its place in the block; nil where pairs are the units themselves.
    let owners: [UInt16]?
    /// For each link of the plan and each unit of a block, the number that stands for the unit it is linked to.
    let targets: [[UInt32]]

    func target(_ place: Int, by link: Int) -> UInt32 { targets[link][owners.map { Int($0[place]) } ?? place] }

    subscript(place: Int) -> UInt32 {
        if let owners { ofUnit[Int(owners[place])] } else { ofUnit[place] }
    }
    /// Numbers of units as numbers of pairs.
    func spread<Value>(_ numbers: [Value]) -> [Value] { owners.map { $0.map { numbers[Int($0)] } } ?? numbers }
}
