import QueryEngines

/// The numbers of some units, while they are counted by one thread at a time.
struct PartialTables: Sendable {
    /// What one part has in one marginal.
    struct Part: Sendable {
        var table: EntryTable
        var repeats: Repeats?
        var sums: RowSums?
        var bounding: CellBounding.Memory?
    }

    let plan: CompiledPlan
    /// `[marginal][part]`; the first marginal is the whole table, and where units are in one cell each, others have
    /// nothing but parts whose numbers are no sums over it.
    var parts: [[Part?]]
    /// For each marginal, the last unit seen in each cell.
    var last: [[UInt32]]
    /// For each part the units that count in the whole table, where the plan lists them.
    var listed: [ListedUnits]
    /// For each marginal, where a unit may be in several cells.
    var bounding: [CellBounding.Memory?]

    init(_ plan: CompiledPlan) {
        self.plan = plan
        let isOfRows = plan.placedBy != nil
        parts = plan.marginals.enumerated().map { index, marginal in
            zip(plan.parts, marginal.binBounding).map { part, bounding in
                guard part.countedBy == nil, isOfRows || index == 0 || !part.isAdditive else { return nil }
                return Part(
                    part, cells: marginal.cellCount, isOfRows: isOfRows, countsPersons: plan.members != nil,
                    links: plan.links.count, bounding)
            }
        }
        bounding = plan.marginals.map { $0.bounding?.memory() }
        last = plan.marginals.map { isOfRows ? Array(repeating: .max, count: $0.cellCount + 1) : [] }
        listed = plan.listsUnits ? plan.parts.map { _ in ListedUnits() } : []
    }

    /// Moves what is known of rows to the tables, once everything is counted.
    mutating func finish() {
        for marginal in parts.indices {
            for part in parts[marginal].indices { parts[marginal][part]?.finish() }
        }
    }

    /// Adds the numbers of other units. Both are finished.
    mutating func add(_ other: PartialTables) {
        for marginal in parts.indices {
            for part in parts[marginal].indices {
                if let more = other.parts[marginal][part] { parts[marginal][part]?.table.add(more.table) }
            }
        }
        for part in listed.indices { listed[part].add(other.listed[part]) }
    }

    /// What was found, in the order of the plan.
    func table() -> UnprotectedTable {
        UnprotectedTable(
            cells: plan.marginals.indices.map { marginal in
                plan.parts.indices.map { part in
                    table(marginal, plan.parts[part].countedBy ?? part)
                        .cells(eachAddsOne: plan.parts[part].eachAddsOne)
                }
            }, units: listedUnits())
    }

    private func table(_ marginal: Int, _ part: Int) -> EntryTable {
        if let own = parts[marginal][part] { return own.table }
        let groups = plan.parts[part].groupCount
        var sum = EntryTable(
            count: plan.marginals[marginal].cellCount * groups, countsPersons: plan.members != nil,
            hasComplement: plan.parts[part].isShare, links: plan.parts[part].links(of: plan.links.count))
        guard let whole = parts[0][part]?.table, let cellOf = plan.marginals[marginal].cellOf else { return sum }
        for entry in 0..<whole.count {
            sum.add(whole, entry, to: Int(cellOf[entry / groups]) * groups + entry % groups)
        }
        return sum
    }
}

extension PartialTables.Part {
    init(
        _ part: PartPlan, cells: Int, isOfRows: Bool, countsPersons: Bool, links: Int, _ bounding: CellBounding?
    ) {
        self.bounding = bounding?.memory()
        let count = cells * part.groupCount
        table = EntryTable(
            count: count, countsPersons: countsPersons, hasComplement: part.isShare, links: part.links(of: links))
        switch part.amount {
        case .rows(_, let perCell) where isOfRows || !part.isAdditive:
            repeats = Repeats(count: count, perCell: perCell, countsPersons: countsPersons)
        case .anyRows where isOfRows: repeats = Repeats(count: count, perCell: 1, countsPersons: countsPersons)
        case .rowNumbers(_, _, _, let perCell) where isOfRows: sums = RowSums(count: count, perCell: perCell)
        default: break
        }
    }

    mutating func finish() {
        if let found = repeats.take() { found.add(to: &table) }
        if let found = sums.take() { found.add(to: &table) }
    }
}
