import Catalogue
import QueryLanguage
import Snapshots

/// Conditions become functions, so that a name that is missing is found before anything runs.
extension LinkedData {
    /// The code of a column for a unit of the query.
    func code(_ column: Column) throws(EngineError) -> (UInt32) -> Int { try code(column, from: unit) }

    /// A condition on units of the query.
    func test(_ predicate: Predicate) throws(EngineError) -> (UInt32) -> Bool { try test(predicate, on: unit) }

    private func code(_ column: Column, from unit: StatisticalUnit) throws(EngineError) -> (UInt32) -> Int {
        let (code, noRow) = try codeOfOwner(column)
        guard let role = column.role else { return { code($0) ?? noRow } }
        let target = try target(of: role, from: unit)
        return { member in target(member).flatMap(code) ?? noRow }
    }

    /// The code of a column for a unit of its dataset, nil where that has no row there; and the code of *no row*.
    private func codeOfOwner(_ column: Column) throws(EngineError) -> (code: (UInt32) -> Int?, noRow: Int) {
        let rows = rows(of: column.dataset)
        guard let values = column.values else {
            let (code, noRow) = try codes(column)
            return ({ rows[$0].map(code) }, noRow)
        }
        guard let unit = generation.catalogue.dataset(column.dataset)?.unit else {
            throw .missing("`\(column.dataset)`")
        }
        let tests = try values.map { (value) throws(EngineError) in try test(value, on: unit) }
        return (
            { member in
                rows[member] == nil ? nil : tests.firstIndex { $0(member) } ?? tests.count
            }, tests.count + 1
        )
    }

    private func test(_ predicate: Predicate, on unit: StatisticalUnit) throws(EngineError) -> (UInt32) -> Bool {
        switch predicate {
        case .everyone: return { _ in true }
        case .nobody: return { _ in false }
        case .column(let column, let set):
            let code = try code(column, from: unit)
            return { set.contains[code($0)] }
        case .events(let events):
            let rows = try rows(events.selection)
            return { member in
                let count = rows[member]?.count ?? 0
                return count >= events.atLeast && count <= events.atMost ?? Int.max
            }
        case .all(let parts):
            let tests = try parts.map { (part) throws(EngineError) in try test(part, on: unit) }
            return { member in tests.allSatisfy { $0(member) } }
        case .any(let parts):
            let tests = try parts.map { (part) throws(EngineError) in try test(part, on: unit) }
            return { member in tests.contains { $0(member) } }
        }
    }

    /// A condition on the rows of one dataset.
    func rowTest(_ predicate: Predicate) throws(EngineError) -> (Int) -> Bool {
        switch predicate {
        case .everyone: return { _ in true }
        case .nobody: return { _ in false }
        case .column(let column, let set):
            let code = try codes(column).ofRow
            return { set.contains[code($0)] }
        case .events: throw .missing("a count of rows within a row")
        case .all(let parts):
            let tests = try parts.map { (part) throws(EngineError) in try rowTest(part) }
            return { row in tests.allSatisfy { $0(row) } }
        case .any(let parts):
            let tests = try parts.map { (part) throws(EngineError) in try rowTest(part) }
            return { row in tests.contains { $0(row) } }
        }
    }

    /// The selected rows of each unit of the query. Rows of those who are out are not there.
    func rows(_ selection: RowSelection) throws(EngineError) -> [UInt32: [Int]] {
        guard let dataset = generation.catalogue.dataset(selection.dataset),
            let table = generation.tables[selection.dataset]
        else { throw .missing("`\(selection.dataset)`") }
        let test = try rowTest(selection.rows)
        let owner: (UInt32) -> UInt32? =
            if let via = selection.via { try target(of: via, from: dataset.unit) } else { { $0 } }
        var result: [UInt32: [Int]] = [:]
        let members = try reading { () throws(SnapshotError) in try table.unitOfRow() }
        for (row, member) in members.enumerated() where test(row) && !lacksRows(member, in: dataset) {
            if let owner = owner(member) { result[owner, default: []].append(row) }
        }
        return result
    }
}
