package import Catalogue

/// Writes the rows of a dataset as a segment, in rising order of their units, a batch at a time.
package final class RowSegmentWriter {
    private let dataset: Dataset
    private let draft: SegmentDraft
    private let units: ColumnFileWriter
    private let offsets: ColumnFileWriter
    private let columns: [ColumnFileWriter]
    private let links: [ColumnFileWriter]
    private var rows = 0
    private var first: UInt32?
    private var last: UInt32 = 0

    package init(_ workspace: LoaderWorkspace, dataset: Dataset) throws(SnapshotError) {
        self.dataset = dataset
        let draft = try SegmentDraft(workspace)
        self.draft = draft
        units = try draft.file("units", width: 4)
        offsets = try draft.file("offsets", width: 4)
        columns = try dataset.storedVariables.map { (variable) throws(SnapshotError) in
            try draft.file("column.\(variable.name)", width: CodeWidth(codes: variable.domain.size).rawValue)
        }
        links = try dataset.links.map { (link) throws(SnapshotError) in
            try draft.file("link.\(link.role)", width: 4)
        }
    }

    /// Appends rows whose units do not fall: within the batch, and after the batch before.
    ///
    /// - Parameters:
    ///   - unitOfRow: the unit of each row.
    ///   - columns: for each stored variable, in declared order, the code of each row.
    ///   - links: for each link, in declared order, the target of each row, or `DatasetTable.unlinked`.
    package func append(
        unitOfRow: [UInt32], columns: [[UInt32]], links: [[UInt32]]
    ) throws(SnapshotError) {
        guard rows + unitOfRow.count <= Int(UInt32.max) else {
            throw .unreadable(file: "the load", reason: "a dataset has at most 4,294,967,295 rows in one segment")
        }
        var newUnits: [UInt32] = []
        var starts: [UInt32] = []
        for (index, unit) in unitOfRow.enumerated() {
            precondition(unit >= last, "rows come in the order of their units")
            if first == nil || unit != last {
                newUnits.append(unit)
                starts.append(UInt32(rows + index))
                first = first ?? unit
                last = unit
            }
        }
        rows += unitOfRow.count
        try units.append(newUnits)
        try offsets.append(starts)
        for (writer, codes) in zip(self.columns, columns) { try writer.append(codes) }
        for (writer, targets) in zip(self.links, links) { try writer.append(targets) }
    }

    /// Makes the segment durable.
    ///
    /// - Parameter reach: for each link, in declared order, how many units it can lead to.
    package func finish(reach: [Int]) throws(SnapshotError) -> StagedSegment {
        let end = first == nil ? 0 : Int(last) + 1
        let unitCount = units.count
        var files: [SegmentManifest.FileEntry] = []
        if unitCount == end - Int(first ?? 0) {
            try draft.discard("units")
        } else {
            files.append(try units.finish(limit: end))
        }
        try offsets.append([UInt32(rows)])
        if unitCount == rows {
            try draft.discard("offsets")
        } else {
            files.append(try offsets.finish(limit: rows + 1))
        }
        for (writer, variable) in zip(columns, dataset.storedVariables) {
            files.append(try writer.finish(limit: variable.domain.size))
        }
        for (writer, limit) in zip(links, reach) { files.append(try writer.finish(limit: limit)) }
        return try draft.finish(
            SegmentManifest(
                kind: .rows, subject: dataset.id.description,
                facts: ["rows": rows, "units": unitCount, "firstUnit": Int(first ?? 0), "endUnit": end], files: files))
    }
}
