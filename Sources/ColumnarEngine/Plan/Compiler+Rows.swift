import Catalogue
import QueryEngines
import QueryLanguage
import Snapshots

/// Rows that belong to units of the plan, and conditions on them.
extension Compiler {
    /// The place of a selection among the plan's.
    mutating func selection(_ rows: RowSelection) throws(EngineError) -> Int {
        if let known = selectionOf[rows] { return known }
        let found: Selection
        if let role = rows.via {
            let derived = try derivedTable(rows, role)
            tables.append(derived)
            found = Selection(table: tables.count - 1, test: .constant(true))
        } else {
            found = Selection(table: try rowTable(rows.dataset), test: try rowTest(rows.rows))
        }
        selections.append(found)
        selectionOf[rows] = selections.count - 1
        return selections.count - 1
    }

    private mutating func rowTable(_ id: DatasetID) throws(EngineError) -> Int {
        if let known = tableOf[id] { return known }
        let dataset = try dataset(id)
        tables.append(
            RowTable(
                segments: try table(id).segments, absent: absent(from: dataset),
                silent: dataset.unit == .person ? withheld : [], derived: [:]))
        tableOf[id] = tables.count - 1
        return tables.count - 1
    }

    /// A column of the rows of a selection.
    func rowColumn(_ column: Column, of rows: RowSelection, at place: Int) throws(EngineError) -> RowColumn {
        guard rows.via == nil else {
            guard let codes = tables[selections[place].table].derived[column.name] else {
                throw .missing("`\(column.dataset).\(column.name)` of the rows reached")
            }
            return codes
        }
        return try rowColumn(column)
    }

    func rowColumn(_ column: Column) throws(EngineError) -> RowColumn {
        let (dataset, variable, codes) = try stored(column)
        return RowColumn(codes: codes, hasSilence: dataset.unit == .person && variable.isFromGeneralPractice)
    }

    /// A condition on the rows of one dataset.
    func rowTest(_ predicate: Predicate) throws(EngineError) -> RowTest {
        switch predicate {
        case .everyone: return .constant(true)
        case .nobody: return .constant(false)
        case .column(let column, let set): return .column(try rowColumn(column), CodeFilter(set))
        case .events: throw .missing("a count of rows within a row")
        case .all(let parts):
            return .all(try parts.map { (part) throws(EngineError) in try rowTest(part) })
        case .any(let parts):
            return .any(try parts.map { (part) throws(EngineError) in try rowTest(part) })
        }
    }

    /// The selected rows of other units, such as the members of a household, put in the order of the plan's own units,
    /// with the columns that the plan's parts read of them.
    private mutating func derivedTable(_ rows: RowSelection, _ role: String) throws(EngineError) -> RowTable {
        let dataset = try dataset(rows.dataset)
        let columns = try columns(readOf: rows)
        let source = tables[try rowTable(rows.dataset)]
        let test = try rowTest(rows.rows)
        let (link, goal) = try link(role, from: dataset.unit)
        guard goal == unit else { throw .missing("the link `\(role)` to \(unit.rawValue)s") }
        let out = try outOf(dataset.unit)
        let unreached = Set(try unreached(by: role, from: dataset.unit, to: goal))
        var owners: [UInt32] = []
        var codes = columns.map { _ in [UInt32]() }
        for block in UnitBlock.blocks(of: 0..<(generation.spineSizes[dataset.unit] ?? 0), size: UnitBlock.largest) {
            try stopIfCancelled()
            let found = try source.rows(of: block)
            guard found.count > 0 else { continue }
            let isIn = try found.mask(test).numbers(count: found.count)
            var targets = try link.values(of: block, by: LinkTargets())
            for place in block.places(of: out) { targets[place] = DatasetTable.unlinked }
            let values = try columns.map { (column) throws(EngineError) in
                try found.values(column.column, by: WholeCodes(noRow: column.noRow))
            }
            for (row, unit) in found.owners().enumerated() where isIn[row] == 1 {
                let target = targets[Int(unit)]
                guard target != DatasetTable.unlinked, !unreached.contains(target) else { continue }
                owners.append(target)
                for place in columns.indices { codes[place].append(values[place][row]) }
            }
        }
        let order = Self.order(of: owners, below: generation.spineSizes[goal] ?? 0)
        let named = Dictionary(
            uniqueKeysWithValues: zip(columns.map(\.name), codes).map { name, codes in (name, order.map { codes[$0] }) }
        )
        let segment = Segment(unitOfRow: order.map { owners[$0] }, columns: named, links: [:])
        let derived = named.keys.map { name in
            (name, RowColumn(codes: [segment.column(name)].compactMap(\.self), hasSilence: false))
        }
        return RowTable(
            segments: [segment], absent: [], silent: [], derived: Dictionary(uniqueKeysWithValues: derived))
    }

    /// The columns that parts of the plan read of the rows of a selection.
    private func columns(
        readOf rows: RowSelection
    ) throws(EngineError) -> [(name: String, column: RowColumn, noRow: UInt32)] {
        var names: [String: Column] = [:]
        for part in plan.parts {
            switch part {
            case .sum(let quantity, .rows(rows, _)): names[quantity.column.name] = quantity.column
            case .divided(.events(rows, _), .values(let bins)): names[bins.column.name] = bins.column
            default: break
            }
        }
        return try names.sorted { $0.key < $1.key }.map { (name, column) throws(EngineError) in
            (name, try rowColumn(column), UInt32(try stored(column).variable.domain.size))
        }
    }

    /// The rows in the order of their owners; of one owner, in their own order.
    private static func order(of owners: [UInt32], below count: Int) -> [Int] {
        var next = [Int](repeating: 0, count: count + 1)
        for owner in owners { next[Int(owner) + 1] += 1 }
        for owner in 0..<count { next[owner + 1] += next[owner] }
        var order = [Int](repeating: 0, count: owners.count)
        for (row, owner) in owners.enumerated() {
            order[next[Int(owner)]] = row
            next[Int(owner)] += 1
        }
        return order
    }
}
