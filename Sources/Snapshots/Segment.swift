/// The units of a segment, in rising order of their numbers.
package enum UnitNumbers: Sendable {
    /// Every number from `first` on has rows here.
    case consecutive(first: UInt32)
    /// The units that have rows here: four-byte numbers, each once, rising.
    case listed(StoredColumn)
}

/// A part of a dataset's rows: columns in unit order, written once.
///
/// Rows stand in rising order of their units; the rows of one unit stand in the order of their file.
///
/// INVARIANT: `units` names `unitCount` units. Where `offsets` is nil each unit has one row: row i belongs to the i-th
/// unit. Otherwise `offsets` has `unitCount + 1` rising four-byte numbers, the first 0 and the last `rowCount`, and the
/// rows of the i-th unit are `offsets[i]..<offsets[i + 1]`. Every column and link has `rowCount` codes.
package final class Segment: Sendable {
    package let rowCount: Int
    package let unitCount: Int
    /// From the lowest unit to the highest; empty where there is no row.
    package let unitRange: Range<UInt32>
    package let units: UnitNumbers
    package let offsets: StoredColumn?
    private let columns: [String: StoredColumn]
    private let links: [String: StoredColumn]
    /// The mapped files behind the columns; none where they are in memory.
    let files: [CheckedFile]

    init(
        rowCount: Int, unitCount: Int, unitRange: Range<UInt32>, units: UnitNumbers, offsets: StoredColumn?,
        columns: [String: StoredColumn], links: [String: StoredColumn], files: [CheckedFile]
    ) {
        self.rowCount = rowCount
        self.unitCount = unitCount
        self.unitRange = unitRange
        self.units = units
        self.offsets = offsets
        self.columns = columns
        self.links = links
        self.files = files
    }

    /// The column codes of a stored variable: each below the size of its domain.
    package func column(_ name: String) -> StoredColumn? { columns[name] }

    /// For each row the unit that a link leads to, or `DatasetTable.unlinked`: four-byte numbers.
    package func link(_ role: String) -> StoredColumn? { links[role] }

    /// A segment in memory, such as a test's, from rows in any order.
    ///
    /// - Parameters:
    ///   - unitOfRow: the unit of each row.
    ///   - columns: for each stored variable, the code of each row.
    ///   - links: for each role, the target of each row, or `DatasetTable.unlinked`.
    package convenience init(
        unitOfRow: [UInt32], columns: [String: [UInt32]], links: [String: [UInt32]]
    ) {
        let order = unitOfRow.indices.sorted { (unitOfRow[$0], $0) < (unitOfRow[$1], $1) }
        var units: [UInt32] = []
        var offsets: [UInt32] = []
        for (place, row) in order.enumerated() where units.last != unitOfRow[row] {
            units.append(unitOfRow[row])
            offsets.append(UInt32(place))
        }
        offsets.append(UInt32(order.count))
        let range = units.first.map { $0..<((units.last ?? $0) + 1) } ?? 0..<0
        self.init(
            rowCount: order.count, unitCount: units.count, unitRange: range,
            units: range.count == units.count
                ? .consecutive(first: range.lowerBound) : .listed(StoredColumn(wide: units)),
            offsets: order.count == units.count ? nil : StoredColumn(wide: offsets),
            columns: columns.mapValues { codes in StoredColumn(order.map { codes[$0] }) },
            links: links.mapValues { targets in StoredColumn(wide: order.map { targets[$0] }) }, files: [])
    }
}
