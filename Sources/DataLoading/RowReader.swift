import Catalogue
import Snapshots

/// The rows of one block, checked: codes, and pseudonyms that have no number yet.
struct CheckedRows: Sendable {
    var firstRow = 0
    var rows = 0
    /// The pseudonym of each row's unit; nil where the identifier does not have its declared form.
    var units: [Pseudonym?] = []
    /// For each variable, the code of each row; 0 where the text is not declared.
    var codes: [[UInt32]]
    /// For each link, the pseudonym of each row's target; nil where nobody is named.
    var targets: [[Pseudonym?]]
    var faults = FaultList()
    /// Why the block could not be read to its end.
    var error: CSVError?
}

/// Checks rows against their declaration and makes pseudonyms. For one thread.
struct RowReader {
    private let plan: RowPlan
    private let key: Pseudonymiser
    /// The last identifier and its pseudonym: the rows of a unit often stand together.
    private var last: (identifier: [UInt8], pseudonym: Pseudonym)?

    init(_ plan: RowPlan, key: Pseudonymiser) {
        self.plan = plan
        self.key = key
    }

    mutating func read(_ block: CSVBlock) -> CheckedRows {
        var result = CheckedRows(
            firstRow: block.firstRow, codes: plan.variables.map { _ in [] }, targets: plan.targets.map { _ in [] })
        var rows = CSVRows(block)
        do throws(CSVError) {
            while try rows.next() {
                guard rows.fields.count == plan.uses.count else {
                    throw CSVError(
                        row: rows.row, reason: "\(rows.fields.count) fields where the headings have \(plan.uses.count)")
                }
                take(rows, &result)
            }
        } catch { result.error = error }
        return result
    }

    private mutating func take(_ rows: borrowing CSVRows, _ result: inout CheckedRows) {
        result.rows += 1
        for field in plan.uses.indices {
            let text = rows.fields[field]
            switch plan.uses[field] {
            case .ignored: continue
            case .key:
                let unit = pseudonym(rows.bytes[text])
                if unit == nil { result.faults.record(.badIdentifier, heading: plan.dataset.keyHeading, row: rows.row) }
                result.units.append(unit)
            case .link(let index):
                let link = plan.dataset.links[index]
                let target =
                    text.isEmpty
                    ? nil
                    : key.pseudonym(
                        of: rows.bytes[text], unit: plan.targets[index].unit, kind: plan.targets[index].identifier)
                if target == nil, !text.isEmpty {
                    result.faults.record(.badIdentifier, heading: link.heading, row: rows.row)
                }
                result.targets[index].append(target)
            case .variable(let index):
                let code = plan.tables[index].code(of: text, in: rows.bytes)
                if code == nil {
                    let heading = RowPlan.heading(of: plan.variables[index])
                    result.faults.record(.notDeclared, heading: heading, row: rows.row)
                }
                result.codes[index].append(code ?? 0)
            }
        }
    }

    private mutating func pseudonym(_ identifier: ArraySlice<UInt8>) -> Pseudonym? {
        if let last, last.identifier.count == identifier.count, last.identifier.elementsEqual(identifier) {
            return last.pseudonym
        }
        guard let pseudonym = key.pseudonym(of: identifier, unit: plan.dataset.unit, kind: plan.dataset.identifier)
        else { return nil }
        last = (Array(identifier), pseudonym)
        return pseudonym
    }
}
