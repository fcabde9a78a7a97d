import Catalogue
import QueryEngines
import QueryLanguage

/// Which cells of all parts of a table are hidden in the end.
///
/// All counts of units are audited together: a share and the units that it leaves out add up to its whole, so that what
/// the reader can take from each other is never small either. Events have sums of their own, and hide where the units
/// behind them do.
struct SuppressedParts {
    /// `[marginal][part][cell]`
    private(set) var hidden: [[[Bool]]]

    /// Throws `unfitTable` where the numbers do not add up.
    init(_ table: ExactTable, _ rules: PrimaryRules, leastPossible: Int) throws(DisclosureError) {
        let plan = table.plan
        hidden = table.cells.map { $0.map { $0.map { _ in true } } }
        var units: [Int] = []
        var events: [Int] = []
        for part in plan.query.parts.indices {
            if plan.governance.unitsOf[part] == nil { units.append(part) } else { events.append(part) }
        }
        var family = SuppressionFamily(table, rules)
        for part in units { family.add(part) }
        for (part, whole) in Self.wholes(of: units, plan.query, plan.governance) {
            try family.addComplement(of: part, in: whole)
        }
        take(try family.hidden(leastPossible: leastPossible), units)
        for part in events {
            var family = SuppressionFamily(table, rules)
            family.add(part)
            guard let governor = plan.governance.unitsOf[part] else { throw .ungoverned }
            for marginal in hidden.indices {
                for (cell, isHidden) in hidden[marginal][governor].enumerated() where isHidden {
                    family.hide(marginal: marginal, cell: cell)
                }
            }
            take(try family.hidden(leastPossible: leastPossible), [part])
        }
    }

    private mutating func take(_ found: [[[Bool]]], _ parts: [Int]) {
        for marginal in hidden.indices {
            for (place, part) in parts.enumerated() { hidden[marginal][part] = found[marginal][place] }
        }
    }

    /// Pairs of a part and a whole that everybody in the part belongs to: shares with theirs, and others with everybody,
    /// where everybody is counted in the table.
    static func wholes(
        of parts: [Int], _ query: ResolvedQuery, _ governance: PartGovernance
    ) -> [(part: Int, whole: Int)] {
        let everybody = query.parts.firstIndex(of: .units(.everyone))
        return parts.compactMap { part in
            if let whole = governance.wholeOf[part] { return (part, whole) }
            guard let everybody, everybody != part else { return nil }
            return (part, everybody)
        }
    }
}

/// Parts whose cells are hidden together, because each tells of the others.
struct SuppressionFamily {
    private let table: ExactTable
    private let rules: PrimaryRules
    /// For each marginal, where its cells begin in a block, and how many cells a block has.
    private let starts: [Int]
    private let size: Int
    /// Each block has the cells of all marginals: of a part, or of what a part leaves out of a whole.
    private var blocks: [[ExactCell]] = []
    private var parts: [Int?] = []
    private var links: [(whole: Int, part: Int, rest: Int)] = []
    private var primaries: Set<Int> = []

    init(_ table: ExactTable, _ rules: PrimaryRules) {
        self.table = table
        self.rules = rules
        var starts: [Int] = []
        var size = 0
        for marginal in table.plan.marginals {
            starts.append(size)
            size += marginal.cellCount
        }
        self.starts = starts
        self.size = size
    }

    mutating func add(_ part: Int) {
        add(table.cells.flatMap { $0[part] }, of: part)
        for (marginal, answers) in table.seen.enumerated() {
            for (cell, answer) in answers[part].enumerated() where answer == .seen(isHidden: true) {
                hide(marginal: marginal, cell: cell)
            }
        }
    }

    /// The units of a whole that are not in a part of it.
    mutating func addComplement(of part: Int, in whole: Int) throws(DisclosureError) {
        guard let own = parts.firstIndex(of: part), let all = parts.firstIndex(of: whole) else { throw .ungoverned }
        var rest: [ExactCell] = []
        for (more, fewer) in zip(blocks[all], blocks[own]) {
            guard more.units >= fewer.units, more.persons >= fewer.persons else { throw .unfitTable }
            let units = more.units - fewer.units
            rest.append(
                ExactCell(
                    value: units, units: units, persons: more.persons - fewer.persons, complement: nil, top: .none))
        }
        links.append((all, own, blocks.count))
        add(rest, of: nil)
        guard case .share(let predicate, _) = table.plan.query.parts[part], isSensitive(predicate) else { return }
        for cell in 0..<size where ClassDisclosure.tells([blocks[own][cell].units, rest[cell].units]) {
            primaries.formUnion([own * size + cell, (blocks.count - 1) * size + cell])
        }
    }

    /// Hides a cell of the block that was added last.
    mutating func hide(marginal: Int, cell: Int) {
        primaries.insert((blocks.count - 1) * size + starts[marginal] + cell)
    }

    private mutating func add(_ cells: [ExactCell], of part: Int?) {
        let first = blocks.count * size
        blocks.append(cells)
        parts.append(part)
        for (place, cell) in cells.enumerated() {
            let contributions = CellContributions(
                units: cell.units, total: cell.value, largest: [cell.top.first, cell.top.second], hasNegative: false)
            if table.isTooSmall(cell) || (cell.top != .none && rules.reason(contributions) != nil) {
                primaries.insert(first + place)
            }
        }
        let dimensions = table.plan.query.dimensions
        for (index, marginal) in table.plan.marginals.enumerated() {
            for (position, kept) in marginal.kept.enumerated() where isSensitive(dimensions[kept]) {
                for line in ShownNumbers.lines(of: marginal, along: position) {
                    let places = line.cells.map { starts[index] + $0 }
                    if ClassDisclosure.tells(places.map { cells[$0].units }) {
                        primaries.formUnion(places.map { first + $0 })
                    }
                }
            }
        }
    }

    /// `[marginal][block][cell]`, of the parts alone. Throws `unfitTable` where the numbers do not add up.
    func hidden(leastPossible: Int) throws(DisclosureError) -> [[[Bool]]] {
        let values = blocks.flatMap { $0.map(\.value) }
        guard let sums = AdditiveTable(cellCount: values.count, sums: sums),
            let problem = SuppressionProblem(
                table: sums, values: values, primaries: primaries,
                singletons: primaries.filter { blocks[$0 / size][$0 % size].units == 1 },
                // Whoever knows the rules knows that nobody shows as nobody, unless that would tell.
                prior: values.map { ($0 > 0 ? 1 : 0)...(1 << 40) }, worth: worth(values),
                leastPossible: leastPossible)
        else { throw .unfitTable }
        let hidden = ComplementarySuppression.protect(problem).hidden
        let shown = parts.indices.filter { parts[$0] != nil }
        return table.plan.marginals.enumerated().map { index, marginal in
            shown.map { block in
                (0..<marginal.cellCount).map { hidden.contains(block * size + starts[index] + $0) }
            }
        }
    }

    /// What the reader has already is published first, and what is no number of the table last.
    private func worth(_ values: [Int]) -> [Int] {
        var worth = values
        for (block, part) in parts.enumerated() {
            for (index, marginal) in table.plan.marginals.enumerated() {
                for cell in 0..<marginal.cellCount {
                    let place = block * size + starts[index] + cell
                    guard let part else {
                        worth[place] = 0
                        continue
                    }
                    if table.seen[index][part][cell] == .seen(isHidden: false) { worth[place] = 1 << 52 }
                }
            }
        }
        return worth
    }

    /// Totals over each dimension, in every block; and what a part and its rest add up to.
    private var sums: [Sum] {
        var own: [Sum] = []
        let marginals = table.plan.marginals
        for (index, marginal) in marginals.enumerated() {
            for position in marginal.kept.indices {
                var kept = marginal.kept
                kept.remove(at: position)
                guard let total = marginals.firstIndex(where: { $0.kept == kept }) else { continue }
                for line in ShownNumbers.lines(of: marginal, along: position) {
                    own.append(
                        Sum(total: starts[total] + line.total, parts: line.cells.map { starts[index] + $0 }))
                }
            }
        }
        var all = blocks.indices.flatMap { block in
            own.map { sum in Sum(total: block * size + sum.total, parts: sum.parts.map { block * size + $0 }) }
        }
        for (whole, part, rest) in links {
            for cell in 0..<size {
                all.append(Sum(total: whole * size + cell, parts: [part * size + cell, rest * size + cell]))
            }
        }
        return all
    }

    private func isSensitive(_ dimension: Dimension) -> Bool {
        table.plan.catalogue.dataset(dimension.name.dataset)?.variable(named: dimension.name.name)?.isSensitive ?? true
    }

    /// Whether a condition reads a sensitive variable.
    private func isSensitive(_ predicate: Predicate) -> Bool {
        switch predicate {
        case .everyone, .nobody: false
        case .column(let column, _):
            table.plan.catalogue.dataset(column.dataset)?.variable(named: column.name)?.isSensitive ?? true
        case .events(let test): isSensitive(test.selection.rows)
        case .all(let parts), .any(let parts): parts.contains(where: isSensitive)
        }
    }
}
