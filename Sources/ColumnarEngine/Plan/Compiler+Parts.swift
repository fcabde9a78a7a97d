import Catalogue
import QueryEngines
import QueryLanguage
import Snapshots

/// Cells, marginals and parts.
extension Compiler {
    /// What the dimensions make of codes; the whole table's cells, row-major in the order of the query.
    mutating func cells() throws(EngineError) -> CellPlan {
        let (strides, count) = try Self.strides(plan.dimensions.map(\.groups.count))
        var ofUnit: [UnitValues<CodeTable<UInt32>>] = []
        var ofRow: [(RowColumn, CodeTable<UInt32>)] = []
        for (dimension, stride) in zip(plan.dimensions, strides) {
            let groups = Self.groups(dimension.groupOf, stride: stride)
            if dimension.rows == nil {
                ofUnit.append(try values(of: dimension.column, by: groups))
            } else {
                ofRow.append((try rowColumn(dimension.column), groups))
            }
        }
        return CellPlan(count: count, ofUnit: ofUnit, ofRow: ofRow)
    }

    /// How far apart the cells of neighbouring groups are, for each dimension, and how many cells there are.
    private static func strides(_ sizes: [Int]) throws(EngineError) -> (strides: [Int], count: Int) {
        var strides: [Int] = []
        var count = 1
        for size in sizes.reversed() {
            strides.append(count)
            let (product, overflows) = count.multipliedReportingOverflow(by: size)
            guard !overflows, product <= CellPlan.largest else { throw .missing("room for a table of so many cells") }
            count = product
        }
        return (strides.reversed(), count)
    }

    private static func groups(_ groupOf: [Int?], stride: Int) -> CodeTable<UInt32> {
        CodeTable(groupOf.map { $0.map { UInt32($0 * stride) } ?? CellPlan.outside })
    }

    func marginals(_ cells: CellPlan, _ parts: [PartPlan]) throws(EngineError) -> [MarginalPlan] {
        let (strides, _) = try Self.strides(plan.dimensions.map(\.groups.count))
        var limit: Int?
        if let rows = plan.rowDimensions { limit = try dataset(rows.dataset).bounds.cells }
        return try plan.marginals.map { (marginal) throws(EngineError) in
            let choice = ContributionBounding(marginal, of: plan.dimensions, key: plan.boundingKey)
            let isOfRows = marginal.kept.contains { plan.dimensions[$0].rows != nil }
            let most = parts.map(\.groupCount).max() ?? 1
            guard marginal.cellCount <= CellPlan.largest / most else { throw .missing("room for so many entries") }
            let isWhole = marginal.kept.count == plan.dimensions.count
            func bounding(_ limit: Int, groups: Int?) -> CellBounding {
                CellBounding(limit: limit, choice: choice, cells: marginal.cellCount, groups: groups)
            }
            return MarginalPlan(
                cellCount: marginal.cellCount, cellOf: isWhole ? nil : cellOf(marginal, strides, cells.count),
                bounding: isOfRows ? limit.map { bounding($0, groups: nil) } : nil,
                binBounding: parts.map { part in
                    guard case .ofRow(_, _, let limit) = part.groups else { return nil }
                    return bounding(limit, groups: part.groupCount)
                })
        }
    }

    private func cellOf(_ marginal: Marginal, _ strides: [Int], _ count: Int) -> [UInt32] {
        let cells = (0..<count).map { cell in
            UInt32(
                zip(marginal.kept, marginal.sizes).reduce(0) { sum, kept in
                    sum * kept.1 + cell / strides[kept.0] % kept.1
                })
        }
        return cells + [UInt32(marginal.cellCount)]
    }

    mutating func parts() throws(EngineError) -> [PartPlan] {
        var parts: [PartPlan] = []
        for part in plan.parts { parts.append(try self.part(part)) }
        return parts
    }

    private mutating func part(_ part: MeasurePart) throws(EngineError) -> PartPlan {
        guard case .divided(let base, let division) = part else {
            return PartPlan(
                amount: try amount(part), groups: .whole, groupCount: 1, countedBy: counter(of: part))
        }
        let groups: PartPlan.Groups
        switch (division, base) {
        case (.strata(let dimensions), _):
            let (strides, _) = try Self.strides(dimensions.map(\.groups.count))
            var strata: [UnitValues<CodeTable<UInt32>>] = []
            for (dimension, stride) in zip(dimensions, strides) {
                strata.append(try values(of: dimension.column, by: Self.groups(dimension.groupOf, stride: stride)))
            }
            groups = .ofUnit(strata)
        case (.values(let bins), .events(let rows, _)):
            let place = try selection(rows)
            let column = try rowColumn(bins.column, of: rows, at: place)
            groups = .ofRow(column, Self.groups(bins.groupOf, stride: 1), limit: bins.entriesPerUnit)
        case (.values(let bins), _):
            groups = .ofUnit([try values(of: bins.column, by: Self.groups(bins.groupOf, stride: 1))])
        }
        return PartPlan(
            amount: try amount(base), groups: groups, groupCount: division.groupCount, countedBy: counter(of: part))
    }

    /// The part that counts the rows whose units another part counts.
    private func counter(of part: MeasurePart) -> Int? {
        plan.parts.firstIndex { other in
            switch (part, other) {
            case (.unitsWithEvents(let own), .events(let rows, _)): own == rows
            case (.divided(.unitsWithEvents(let own), let division), .divided(.events(let rows, _), let same)):
                own == rows && division == same
            default: false
            }
        }
    }

    private mutating func amount(_ part: MeasurePart) throws(EngineError) -> PartPlan.Amount {
        switch part {
        case .units(let predicate): return .one(try test(predicate))
        case .share(let predicate, let among): return .share(try test(predicate), among: try test(among))
        case .sum(let quantity, .units(let predicate)):
            return .number(try test(predicate), try values(of: quantity.column, by: Self.numbers(quantity.numbers)))
        case .months(let presence): return .months(try self.presence(presence))
        case .unitsPresent(let presence): return .present(try self.presence(presence))
        case .events(let rows, let perCell): return .rows(selection: try placed(rows), perCell: perCell)
        case .unitsWithEvents(let rows): return .anyRows(selection: try placed(rows))
        case .sum(let quantity, .rows(let rows, let perCell)):
            let place = try placed(rows)
            return .rowNumbers(
                selection: place, column: try rowColumn(quantity.column, of: rows, at: place),
                Self.numbers(quantity.numbers), perCell: perCell)
        case .divided: throw .missing("a division of a divided part")
        }
    }

    /// A selection whose rows can be put into cells.
    private mutating func placed(_ rows: RowSelection) throws(EngineError) -> Int {
        if let placed = plan.rowDimensions, placed.dataset != rows.dataset || rows.via != nil {
            throw .missing("a place for rows of `\(rows.dataset)` in the table")
        }
        return try selection(rows)
    }

    private static func numbers(_ numbers: [Int]) -> CodeTable<Int64> { CodeTable(numbers.map { Int64($0) }) }

    private mutating func presence(_ presence: Presence) throws(EngineError) -> PresencePlan {
        var before: UnitValues<CodeTable<Int64>>?
        var until: UnitValues<CodeTable<Int64>>?
        if let entry = presence.entry { before = try values(of: entry, by: Self.numbers(presence.before)) }
        if let exit = presence.exit { until = try values(of: exit, by: Self.numbers(presence.until)) }
        return PresencePlan(length: Int64(presence.length), before: before, until: until)
    }
}
