import Catalogue
import Linux
import Snapshots

/// Gives checked rows their numbers, counts what only the whole file shows, and sorts them by unit.
struct RowCollector {
    private let plan: RowPlan
    private let spines: Spines
    private let sorter: RowSorter
    private(set) var report: LoadReport
    /// For each unit, its rows, counted to 255.
    private var rowsOfUnit: [UInt8] = []
    /// For each link and unit, the rows that point at it, counted to 65,535.
    private var rowsOfTarget: [[UInt16]]
    /// Whether a unit had its only row before this load.
    private var isTaken: [Bool] = []

    init(_ plan: RowPlan, spines: Spines, sorter: RowSorter, file: String) {
        self.plan = plan
        self.spines = spines
        self.sorter = sorter
        rowsOfTarget = plan.targets.map { _ in [] }
        report = LoadReport(file: file, dataset: plan.dataset.id.description)
        for link in plan.dataset.links { report.links[link.role] = LoadReport.Linkage() }
    }

    /// Counts the rows that earlier loads left in the dataset, where this load adds to them.
    mutating func count(_ earlier: Segment) throws(SnapshotError) {
        if plan.dataset.rowsPerUnit == .one {
            try earlier.forEachUnit { unit in isTaken.grow(toHold: unit, false) { $0 = true } }
        }
        for (index, link) in plan.dataset.links.enumerated() {
            try earlier.link(link.role)?.forEachCode { target in
                guard target != DatasetTable.unlinked else { return }
                rowsOfTarget[index].grow(toHold: target, 0) { $0 = $0 == .max ? $0 : $0 + 1 }
            }
        }
    }

    /// - Throws: `storage` where rows cannot be put aside.
    mutating func take(_ rows: CheckedRows) throws(LoadError) {
        report.rows += rows.rows
        report.faultList.merge(rows.faults)
        let units = spines[plan.dataset.unit].enrol(rows.units)
        for row in 0..<units.count { if let unit = units[row] { count(unit, at: rows.firstRow + row) } }
        var targets: [[UInt32]] = []
        for link in plan.targets.indices {
            let spine = spines[plan.targets[link].unit]
            let pseudonyms = rows.targets[link]
            let found = isWithin(link) ? spine.enrol(pseudonyms) : spine.numbers(of: pseudonyms)
            var column: [UInt32] = []
            for row in 0..<found.count {
                let isNamed = pseudonyms[row] != nil
                column.append(
                    isNamed ? count(target: found[row], link, at: rows.firstRow + row) : DatasetTable.unlinked)
            }
            targets.append(column)
        }
        // Where anything does not fit, nothing will be written.
        guard report.faults.isEmpty, rows.error == nil else { return }
        let columns = plan.variables.count
        for row in 0..<units.count {
            guard let unit = units[row] else { continue }
            do throws(SystemError) {
                try sorter.append(unit) { $0 < columns ? rows.codes[$0][row] : targets[$0 - columns][row] }
            } catch { throw .storage(error) }
        }
    }

    private mutating func count(_ unit: UInt32, at row: Int) {
        var count: UInt8 = 0
        rowsOfUnit.grow(toHold: unit, 0) { rows in
            rows = rows == .max ? rows : rows + 1
            count = rows
        }
        if plan.dataset.rowsPerUnit == .one {
            let wasTaken = Int(unit) < isTaken.count && isTaken[Int(unit)]
            if count == 2 || count == 1 && wasTaken {
                report.faultList.record(.repeatedUnit, heading: plan.dataset.keyHeading, row: row)
            }
        }
    }

    /// Counts a target that a row names, and gives its number. A unit that the other dataset does not know has none, and counts as not linked; where
    /// the link stays within this dataset, everybody who is named gets a number, and the end of the file tells who is
    /// known.
    private mutating func count(target found: UInt32?, _ index: Int, at row: Int) -> UInt32 {
        let link = plan.dataset.links[index]
        report.links[link.role, default: LoadReport.Linkage()].stated += 1
        guard let target = found else { return DatasetTable.unlinked }
        var count: UInt16 = 0
        rowsOfTarget[index].grow(toHold: target, 0) { rows in
            rows = rows == .max ? rows : rows + 1
            count = rows
        }
        if Int(count) == link.maximumPerTarget + 1 {
            report.faultList.record(.tooManyOnOneTarget, heading: link.heading, row: row)
        }
        if !isWithin(index) { report.links[link.role, default: LoadReport.Linkage()].linked += 1 }
        return target
    }

    private func isWithin(_ link: Int) -> Bool { plan.targets[link].id == plan.dataset.id }

    private func hasRow(_ unit: UInt32) -> Bool {
        Int(unit) < rowsOfUnit.count && rowsOfUnit[Int(unit)] > 0 || Int(unit) < isTaken.count && isTaken[Int(unit)]
    }

    /// Counts what the end of the file shows: how many rows units have, and how many of them the register knows.
    mutating func close(register: [Segment]?) throws(SnapshotError) {
        for rows in rowsOfUnit where rows > 0 { report.countRows(ofUnit: Int(rows)) }
        if let register {
            var known = 0
            for segment in register { try segment.forEachUnit { known += hasRow($0) ? 1 : 0 } }
            report.register = LoadReport.Linkage(stated: report.units, linked: known)
        }
    }

    /// Writes the rows in the order of their units. To be called once, and only where there is no fault.
    mutating func write(to writer: RowSegmentWriter) throws(LoadError) -> StagedSegment {
        var batch = RowBatch(plan)
        try sorter.finish { (bytes, offset) throws(LoadError) in
            batch.append(bytes, offset) { link, target in
                guard target != DatasetTable.unlinked, isWithin(link) else { return target }
                guard hasRow(target) else { return DatasetTable.unlinked }
                report.links[plan.dataset.links[link].role, default: LoadReport.Linkage()].linked += 1
                return target
            }
            if batch.isFull { try batch.flush(to: writer) }
        }
        try batch.flush(to: writer)
        for (variable, counts) in zip(plan.variables, batch.missing) where !counts.isEmpty {
            report.missing[variable.name] = Dictionary(
                uniqueKeysWithValues: zip(variable.domain.missing.map(\.rawValue), counts))
        }
        report.lookForWrongKeys(hasManyRows: plan.dataset.rowsPerUnit == .many)
        do throws(SnapshotError) {
            return try writer.finish(reach: plan.targets.map { spines[$0.unit].count })
        } catch { throw .snapshot(error) }
    }
}

extension Array {
    /// Changes the element of a unit; the array grows where the unit is new.
    fileprivate mutating func grow(toHold unit: UInt32, _ empty: Element, _ change: (inout Element) -> Void) {
        if count <= Int(unit) {
            if capacity <= Int(unit) { reserveCapacity(Int(unit) + Int(unit) / 2 + 1024) }
            append(contentsOf: repeatElement(empty, count: Int(unit) + 1 - count))
        }
        change(&self[Int(unit)])
    }
}
