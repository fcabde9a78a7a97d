import Catalogue
import JSON
import Snapshots

/// One file on its way to one dataset: each row is checked, and becomes numbers.
struct DatasetLoad {
    private let declaration: JSONValue
    private let dataset: Dataset
    private let key: Pseudonymiser
    private let variables: [Variable]
    private let tables: [ValueTable]
    private let targets: [Dataset]
    private var report: LoadReport

    private var unitOfRow: [UInt32] = []
    private var columns: [[UInt32]]
    private var links: [[UInt32]]
    /// The last identifier and its unit: the rows of a person often stand together.
    private var lastKey: (identifier: ArraySlice<UInt8>, unit: UInt32) = ([], 0)
    private var rowsOfUnit: [UInt32: Int] = [:]
    private var rowsOfTarget: [[UInt32: Int]]

    /// Where each field of a row goes.
    private enum Use {
        case key
        case link(Int)
        case variable(Int)
        case ignored
    }

    init(
        declaration: JSONValue, dataset: Dataset, targets: [Dataset], key: PseudonymKey, file: String
    ) {
        self.declaration = declaration
        self.dataset = dataset
        self.targets = targets
        self.key = key.pseudonymiser()
        variables = dataset.storedVariables
        tables = variables.map(ValueTable.init)
        columns = variables.map { _ in [] }
        links = dataset.links.map { _ in [] }
        rowsOfTarget = dataset.links.map { _ in [:] }
        report = LoadReport(file: file, dataset: dataset.id.description)
    }

    /// Reads every row; units that are new get their numbers in `spines`.
    ///
    /// - Throws: `notCSV`, `headings`, or `values` with the report of everything that does not fit.
    mutating func run(
        _ source: CSVSource, spines: inout [StatisticalUnit: SpineDraft]
    ) throws(LoadError) -> LoadReport {
        do {
            var reader = try source.reader()
            guard let headings = try reader.nextRow() else { throw CSVError(row: 1, reason: "the file is empty") }
            let uses = try uses(of: headings)
            while let row = try reader.nextRow() {
                guard row.count == uses.count else {
                    throw CSVError(row: row.number, reason: "\(row.count) fields where the headings have \(uses.count)")
                }
                take(row, uses, &spines)
            }
        } catch let error as CSVError {
            throw .notCSV(file: source.name, row: error.row, reason: error.reason)
        } catch let error as LoadError {
            throw error
        } catch {
            throw .notCSV(file: source.name, row: 0, reason: "it cannot be read")
        }
        report.countRows(rowsOfUnit.values)
        guard report.faults.isEmpty else { throw .values(report) }
        return report
    }

    /// Writes the rows that were read, in the order of their units.
    func write(
        to workspace: LoaderWorkspace, _ spines: [StatisticalUnit: SpineDraft]
    ) throws(SnapshotError) -> ReleaseDraft {
        let order = unitOfRow.indices.sorted { (unitOfRow[$0], $0) < (unitOfRow[$1], $1) }
        let writer = try RowSegmentWriter(workspace, dataset: dataset)
        try writer.append(
            unitOfRow: order.map { unitOfRow[$0] }, columns: columns.map { codes in order.map { codes[$0] } },
            links: links.map { units in order.map { units[$0] } })
        let segment = try writer.finish(reach: targets.map { spines[$0.unit]?.spine.count ?? 0 })
        return ReleaseDraft(declaration: declaration, dataset: dataset, segments: [segment])
    }

    /// Every heading must be declared once, and every declared column must be there.
    private func uses(of headings: CSVRow) throws(LoadError) -> [Use] {
        var declared: [String: Use] = [dataset.keyHeading: .key]
        for (index, link) in dataset.links.enumerated() { declared[link.heading] = .link(index) }
        for (index, variable) in variables.enumerated() {
            if case .column(let heading) = variable.source { declared[heading] = .variable(index) }
        }
        for heading in dataset.ignoredHeadings { declared[heading] = .ignored }
        // A file without headings has a row of data here. Where the key's heading stands, these are headings, and one
        // of them may be repeated to the operator.
        let isHeadings = (0..<headings.count).contains { headings.text($0) == dataset.keyHeading }
        var uses: [Use] = []
        var missing = Set(declared.keys).subtracting(dataset.ignoredHeadings)
        var seen: Set<String> = []
        for field in 0..<headings.count {
            let heading = headings.text(field)
            guard seen.insert(heading).inserted else { throw fault("column \(field + 1) repeats an earlier heading") }
            guard let use = declared[heading] else {
                throw fault(
                    "column \(field + 1) is not declared; declare it, or list it under `ignoredColumns`"
                        + (isHeadings ? " (it is headed `\(heading.prefix(64))`)" : ""))
            }
            missing.remove(heading)
            uses.append(use)
        }
        guard missing.isEmpty else {
            throw fault("no column is headed " + missing.sorted().map { "`\($0)`" }.joined(separator: ", "))
        }
        return uses
    }

    private func fault(_ reason: String) -> LoadError { .headings(file: report.file, reason: reason) }

    private mutating func take(_ row: CSVRow, _ uses: [Use], _ spines: inout [StatisticalUnit: SpineDraft]) {
        report.rows += 1
        for (field, use) in uses.enumerated() {
            switch use {
            case .ignored: continue
            case .key: takeKey(row, field, &spines)
            case .link(let index): takeLink(index, row, field, &spines)
            case .variable(let index):
                let code = tables[index].code(of: row[field])
                if code == nil, case .column(let heading) = variables[index].source {
                    report.record(.notDeclared, heading: heading, row: row.number)
                }
                columns[index].append(code ?? 0)
            }
        }
    }

    private mutating func takeKey(_ row: CSVRow, _ field: Int, _ spines: inout [StatisticalUnit: SpineDraft]) {
        guard let unit = unit(of: row[field], &spines) else {
            return report.record(.badIdentifier, heading: dataset.keyHeading, row: row.number)
        }
        unitOfRow.append(unit)
        let rows = rowsOfUnit[unit, default: 0] + 1
        rowsOfUnit[unit] = rows
        if rows == 2, dataset.rowsPerUnit == .one {
            report.record(.repeatedUnit, heading: dataset.keyHeading, row: row.number)
        }
    }

    /// The number of a unit, given now where it has none; nil where the identifier does not have its declared form.
    private mutating func unit(
        of identifier: ArraySlice<UInt8>, _ spines: inout [StatisticalUnit: SpineDraft]
    ) -> UInt32? {
        if !identifier.isEmpty, identifier == lastKey.identifier { return lastKey.unit }
        guard let pseudonym = key.pseudonym(of: identifier, unit: dataset.unit, kind: dataset.identifier),
            let unit = spines[dataset.unit, default: .empty].spine.enrol(pseudonym)
        else { return nil }
        lastKey = (ArraySlice(Array(identifier)), unit)
        return unit
    }

    /// An empty field points at nobody. A unit that the other dataset does not know has no number, and counts as not
    /// linked.
    private mutating func takeLink(
        _ index: Int, _ row: CSVRow, _ field: Int, _ spines: inout [StatisticalUnit: SpineDraft]
    ) {
        guard !row[field].isEmpty else { return links[index].append(DatasetTable.unlinked) }
        let link = dataset.links[index]
        let target = targets[index]
        report.links[link.role, default: LoadReport.Linkage()].stated += 1
        guard let pseudonym = key.pseudonym(of: row[field], unit: target.unit, kind: target.identifier) else {
            return report.record(.badIdentifier, heading: link.heading, row: row.number)
        }
        guard let unit = spines[target.unit]?.spine.number(of: pseudonym) else {
            return links[index].append(DatasetTable.unlinked)
        }
        links[index].append(unit)
        report.links[link.role, default: LoadReport.Linkage()].linked += 1
        let rows = rowsOfTarget[index][unit, default: 0] + 1
        rowsOfTarget[index][unit] = rows
        if rows == link.maximumPerTarget + 1 {
            report.record(.tooManyOnOneTarget, heading: link.heading, row: row.number)
        }
    }
}
