import QueryLanguage

/// The numbers of every entry while units are being counted.
struct Tally {
    private struct Count {
        var value = 0
        var units = 0
        var persons = 0
        var complementUnits = 0
        var complementPersons = 0
        var largest = 0
        var second = 0

        mutating func add(_ amount: Int, persons more: Int) {
            value += amount
            units += 1
            persons += more
            let magnitude = abs(amount)
            second = max(second, min(largest, magnitude))
            largest = max(largest, magnitude)
        }
    }

    /// For each part, what a unit adds.
    private let finders: [PartFinder]
    private let entriesPerCell: [Int]
    private let hasComplement: [Bool]
    /// For each marginal, which entries of a unit count where values of rows divide a part.
    private let bounding: [ContributionBounding]
    /// `[marginal][part][entry]`
    private var counts: [[[Count]]]
    /// `[part][entry of the first marginal]`: the units behind it, where the plan lists them.
    private var listed: [[[UInt32]]]?

    init(_ plan: EnginePlan, _ data: LinkedData) throws(EngineError) {
        let parts = plan.parts
        finders = try parts.map { (part) throws(EngineError) in try PartFinder(part, plan, data) }
        entriesPerCell = parts.map(\.entriesPerCell)
        hasComplement = parts.map { if case .share = $0 { true } else { false } }
        bounding = plan.marginals.map { ContributionBounding($0, of: plan.dimensions, key: plan.boundingKey) }
        counts = plan.marginals.map { marginal in
            parts.map { Array(repeating: Count(), count: marginal.cellCount * $0.entriesPerCell) }
        }
        listed = plan.listsUnits ? counts[0].map { $0.map { _ in [] } } : nil
    }

    /// Counts a unit in the cells of a marginal that it is in, for every part.
    mutating func add(_ unit: UInt32, to cells: [PlacedCell], of marginal: Int, persons: Int) {
        for (part, finder) in finders.enumerated() {
            let groups = entriesPerCell[part]
            var found: [Int: PartFinder.Amount] = [:]
            for placed in cells {
                for (group, amount) in finder.find(unit, placed.rows) { found[placed.cell * groups + group] = amount }
            }
            let kept =
                finder.entriesPerUnit.map {
                    bounding[marginal].kept(found.keys.sorted(), of: unit, groups: groups, limit: $0)
                } ?? Array(found.keys)
            for entry in kept {
                switch found[entry] {
                case .counted(let amount):
                    counts[marginal][part][entry].add(amount, persons: persons)
                    if marginal == 0 { listed?[part][entry].append(unit) }
                case .complement:
                    counts[marginal][part][entry].complementUnits += 1
                    counts[marginal][part][entry].complementPersons += persons
                case nil: break
                }
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
                                ? .init(units: count.complementUnits, persons: count.complementPersons) : nil,
                            top: .init(first: count.largest, second: count.second))
                    }
                }
            }, units: listed?.map { $0.map { $0.sorted() } })
    }
}
