import QueryLanguage

/// What one unit adds to a cell for one part.
struct PartFinder {
    enum Amount {
        /// So much, with the unit behind it.
        case counted(Int)
        /// In the complement of a share.
        case complement
    }

    /// The groups in which a unit counts, in a cell of these rows or, without rows, by itself.
    let find: (UInt32, Set<Int>?) -> [Int: Amount]
    /// C, where the values of rows put a unit into several groups.
    let entriesPerUnit: Int?

    init(_ part: MeasurePart, _ plan: EnginePlan, _ data: LinkedData) throws(EngineError) {
        switch part {
        case .units(let predicate):
            let test = try data.test(predicate)
            self.init { unit, _ in test(unit) ? .counted(1) : nil }
        case .share(let predicate, let among):
            let test = try data.test(predicate)
            let belongs = try data.test(among)
            self.init { unit, _ in belongs(unit) ? test(unit) ? .counted(1) : .complement : nil }
        case .events(let selection, let perCell):
            let own = try Self.rows(selection, plan, data)
            self.init { unit, rows in
                let found = own(unit, rows).count
                return found > 0 ? .counted(min(found, perCell)) : nil
            }
        case .unitsWithEvents(let selection):
            let own = try Self.rows(selection, plan, data)
            self.init { unit, rows in own(unit, rows).isEmpty ? nil : .counted(1) }
        case .sum(let quantity, .units(let predicate)):
            let test = try data.test(predicate)
            let code = try data.code(quantity.column)
            self.init { unit, _ in test(unit) ? .counted(quantity.numbers[code(unit)]) : nil }
        case .sum(let quantity, .rows(let selection, let perCell)):
            let own = try Self.rows(selection, plan, data)
            let code = try data.codes(quantity.column).ofRow
            self.init { unit, rows in
                let numbers = own(unit, rows).map { quantity.numbers[code($0)] }
                return numbers.isEmpty ? nil : .counted(Self.bounded(numbers, perCell: perCell))
            }
        case .months(let presence):
            let months = try Self.months(presence, data)
            self.init { unit, _ in months(unit) > 0 ? .counted(months(unit)) : nil }
        case .unitsPresent(let presence):
            let months = try Self.months(presence, data)
            self.init { unit, _ in months(unit) > 0 ? .counted(1) : nil }
        case .divided(let part, let division): try self.init(part, division, plan, data)
        }
    }

    private init(_ amount: @escaping (UInt32, Set<Int>?) -> Amount?) {
        find = { unit, rows in amount(unit, rows).map { [0: $0] } ?? [:] }
        entriesPerUnit = nil
    }

    private init(
        _ part: MeasurePart, _ division: Division, _ plan: EnginePlan, _ data: LinkedData
    ) throws(EngineError) {
        let whole = try PartFinder(part, plan, data)
        switch (division, part) {
        case (.strata(let dimensions), _):
            let codes = try dimensions.map { (dimension) throws(EngineError) in try data.code(dimension.column) }
            entriesPerUnit = nil
            find = { unit, rows in
                var group = 0
                for (dimension, code) in zip(dimensions, codes) {
                    guard let own = dimension.groupOf[code(unit)] else { return [:] }
                    group = group * dimension.groups.count + own
                }
                return whole.find(unit, rows)[0].map { [group: $0] } ?? [:]
            }
        case (.values(let bins), .events(let selection, let perCell)):
            let own = try Self.rows(selection, plan, data)
            let code = try data.codes(bins.column).ofRow
            entriesPerUnit = bins.entriesPerUnit
            find = { unit, rows in
                Dictionary(grouping: own(unit, rows).compactMap { bins.groupOf[code($0)] }) { $0 }
                    .mapValues { .counted(min($0.count, perCell)) }
            }
        case (.values(let bins), _):
            let code = try data.code(bins.column)
            entriesPerUnit = nil
            find = { unit, rows in
                guard let group = bins.groupOf[code(unit)] else { return [:] }
                return whole.find(unit, rows)[0].map { [group: $0] } ?? [:]
            }
        }
    }

    /// The selected rows that a unit has, in a cell of rows or altogether.
    private static func rows(
        _ selection: RowSelection, _ plan: EnginePlan, _ data: LinkedData
    ) throws(EngineError) -> (UInt32, Set<Int>?) -> [Int] {
        if let placed = plan.rowDimensions, placed.dataset != selection.dataset || selection.via != nil {
            throw .missing("a place for rows of `\(selection.dataset)` in the table")
        }
        let selected = try data.rows(selection)
        return { unit, rows in
            let own = selected[unit] ?? []
            guard let rows else { return own }
            return own.filter { rows.contains($0) }
        }
    }

    private static func months(_ presence: Presence, _ data: LinkedData) throws(EngineError) -> (UInt32) -> Int {
        let entry = try presence.entry.map { (column) throws(EngineError) in try data.code(column) }
        let exit = try presence.exit.map { (column) throws(EngineError) in try data.code(column) }
        return { unit in presence.months(entryCode: entry?(unit), exitCode: exit?(unit)) }
    }

    /// The sum; of more than B rows, B times their average, cut towards zero.
    private static func bounded(_ numbers: [Int], perCell: Int) -> Int {
        let sum = numbers.reduce(0, +)
        return numbers.count <= perCell ? sum : Int(Int128(sum) * Int128(perCell) / Int128(numbers.count))
    }
}
