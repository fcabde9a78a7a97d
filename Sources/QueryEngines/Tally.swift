import QueryLanguage

/// The numbers of every cell while units are being counted.
struct Tally {
    private struct Count {
        var value = 0
        var units = 0
        var persons = 0
        var complementUnits = 0
        var complementPersons = 0
    }

    /// What one unit adds to a cell for one part.
    private enum Contribution {
        case nothing
        /// So many, with the unit behind them.
        case counted(Int)
        /// In the complement of a share.
        case complement
    }

    /// For each part, what a unit adds; the rows are those of the cell, nil where the cell is of units.
    private let contributions: [(UInt32, Set<Int>?) -> Contribution]
    private let hasComplement: [Bool]
    /// `[marginal][part][cell]`
    private var counts: [[[Count]]]

    init(_ query: ResolvedQuery, _ data: LinkedData) throws(EngineError) {
        let parts = query.parts
        contributions = try parts.map { (part) throws(EngineError) in
            try Self.contribution(of: part, query, data)
        }
        hasComplement = parts.map { if case .share = $0 { true } else { false } }
        counts = query.marginals.map { marginal in
            parts.map { _ in Array(repeating: Count(), count: marginal.cellCount) }
        }
    }

    private static func contribution(
        of part: MeasurePart, _ query: ResolvedQuery, _ data: LinkedData
    ) throws(EngineError) -> (UInt32, Set<Int>?) -> Contribution {
        switch part {
        case .units(let predicate):
            let test = try data.test(predicate)
            return { unit, _ in test(unit) ? .counted(1) : .nothing }
        case .share(let predicate, let among):
            let test = try data.test(predicate)
            let belongs = try data.test(among)
            return { unit, _ in belongs(unit) ? test(unit) ? .counted(1) : .complement : .nothing }
        case .events(let selection, let perCell):
            let count = try rowCount(selection, query, data)
            return { unit, rows in
                let found = count(unit, rows)
                return found > 0 ? .counted(min(found, perCell)) : .nothing
            }
        case .unitsWithEvents(let selection):
            let count = try rowCount(selection, query, data)
            return { unit, rows in count(unit, rows) > 0 ? .counted(1) : .nothing }
        }
    }

    /// How many selected rows a unit has, in a cell of rows or altogether.
    private static func rowCount(
        _ selection: RowSelection, _ query: ResolvedQuery, _ data: LinkedData
    ) throws(EngineError) -> (UInt32, Set<Int>?) -> Int {
        if let placed = query.rowDimensions, placed.dataset != selection.dataset || selection.via != nil {
            throw .missing("a place for rows of `\(selection.dataset)` in the table")
        }
        let selected = try data.rows(selection)
        return { unit, rows in
            let own = selected[unit] ?? []
            guard let rows else { return own.count }
            return own.count { rows.contains($0) }
        }
    }

    /// Counts a unit in a cell, for every part.
    mutating func add(_ unit: UInt32, to placed: PlacedCell, of marginal: Int, persons: Int) {
        for (part, contribution) in contributions.enumerated() {
            switch contribution(unit, placed.rows) {
            case .nothing: break
            case .counted(let value):
                counts[marginal][part][placed.cell].value += value
                counts[marginal][part][placed.cell].units += 1
                counts[marginal][part][placed.cell].persons += persons
            case .complement:
                counts[marginal][part][placed.cell].complementUnits += 1
                counts[marginal][part][placed.cell].complementPersons += persons
            }
        }
    }

    /// Hands the numbers over.
    consuming func table() -> UnprotectedTable {
        UnprotectedTable(
            cells: counts.map { parts in
                zip(parts, hasComplement).map { cells, hasComplement in
                    cells.map { count in
                        ExactCell(
                            value: count.value, units: count.units, persons: count.persons,
                            complement: hasComplement
                                ? .init(units: count.complementUnits, persons: count.complementPersons) : nil)
                    }
                }
            })
    }
}
