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
        /// For each link of the plan, the distinct units that it leads to.
        var linked: [Set<UInt64>] = []
        var complementLinked: [Set<UInt64>] = []

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
    private let isLinked: [Bool]
    /// For each link by which the plan counts, what stands for the unit that a unit is linked to.
    private let linked: [(UInt32) -> UInt64]
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
        isLinked = parts.map { if case .divided = $0 { false } else { !plan.linkedBy.isEmpty } }
        linked = try plan.linkedBy.map { (role) throws(EngineError) in
            let target = try data.target(of: role, from: plan.unit)
            return { unit in target(unit).map { UInt64($0) } ?? (UInt64(unit) + 1) << 32 }
        }
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
                    Self.add(unit, by: linked, to: &counts[marginal][part][entry].linked)
                    if marginal == 0 { listed?[part][entry].append(unit) }
                case .complement:
                    counts[marginal][part][entry].complementUnits += 1
                    counts[marginal][part][entry].complementPersons += persons
                    Self.add(unit, by: linked, to: &counts[marginal][part][entry].complementLinked)
                case nil: break
                }
            }
        }
    }

    private static func add(_ unit: UInt32, by linked: [(UInt32) -> UInt64], to sets: inout [Set<UInt64>]) {
        if sets.isEmpty { sets = linked.map { _ in [] } }
        for (place, target) in linked.enumerated() { sets[place].insert(target(unit)) }
    }

    /// The fewest of all links, at most as many as are counted.
    private static func fewest(_ sets: [Set<UInt64>]) -> Int {
        min(sets.map(\.count).min() ?? 0, ExactCell.Linked.most)
    }

    /// Hands the numbers over.
    consuming func table() -> UnprotectedTable {
        UnprotectedTable(
            cells: counts.map { parts in
                zip(zip(parts, hasComplement), isLinked).map { part, isLinked in
                    let (cells, hasComplement) = part
                    return cells.map { count in
                        ExactCell(
                            value: count.value, units: count.units, persons: count.persons,
                            complement: hasComplement
                                ? .init(units: count.complementUnits, persons: count.complementPersons) : nil,
                            top: .init(first: count.largest, second: count.second),
                            linked: isLinked
                                ? .init(
                                    units: Self.fewest(count.linked),
                                    complement: Self.fewest(count.complementLinked))
                                : nil)
                    }
                }
            }, units: listed?.map { $0.map { $0.sorted() } })
    }
}
