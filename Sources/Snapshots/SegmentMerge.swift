import Catalogue

/// Makes one segment of several, so that a dataset that grows every week does not fall into ever more pieces.
enum SegmentMerge {
    /// Segments of about the same size, to a factor of eight, are a tier; this many may stand beside each other.
    private static let segmentsInTier = 8

    /// Which segments to merge, by their numbers of rows: those of the lowest tier that has too many.
    static func due(_ rows: [Int]) -> [Int]? {
        let tiers = Dictionary(grouping: rows.indices) { tier(of: rows[$0]) }
        return tiers.sorted { $0.key < $1.key }.first { $0.value.count > segmentsInTier }?.value
    }

    /// The number of octal digits.
    private static func tier(of rows: Int) -> Int { (Int.bitWidth - rows.leadingZeroBitCount + 2) / 3 }

    /// Writes the rows of several segments as one. Each piece that is read is verified.
    static func merge(
        _ segments: [Segment], of dataset: Dataset, reach: [Int], in workspace: LoaderWorkspace
    ) throws(SnapshotError) -> StagedSegment {
        let writer = try RowSegmentWriter(workspace, dataset: dataset)
        var cursors: [UnitCursor] = []
        for segment in segments { cursors.append(try UnitCursor(segment)) }
        var batch = Batch(dataset)
        while let unit = cursors.compactMap(\.unit).min() {
            for (index, segment) in segments.enumerated() where cursors[index].unit == unit {
                try batch.append(segment, rows: try cursors[index].rows(), of: unit)
                try cursors[index].advance()
            }
            if batch.isFull { try batch.flush(to: writer) }
        }
        try batch.flush(to: writer)
        return try writer.finish(reach: reach)
    }

    private struct Batch {
        let names: [String]
        let roles: [String]
        var units: [UInt32] = []
        var columns: [[UInt32]]
        var links: [[UInt32]]

        init(_ dataset: Dataset) {
            names = dataset.storedVariables.map(\.name)
            roles = dataset.links.map(\.role)
            columns = names.map { _ in [] }
            links = roles.map { _ in [] }
        }

        var isFull: Bool { units.count >= 1 << 14 }

        mutating func append(_ segment: Segment, rows: Range<Int>, of unit: UInt32) throws(SnapshotError) {
            units += repeatElement(unit, count: rows.count)
            for (index, name) in names.enumerated() {
                try segment.column(name)?.withCodes(rows) { codes throws(SnapshotError) in
                    for row in 0..<codes.count { columns[index].append(codes[row]) }
                }
            }
            for (index, role) in roles.enumerated() {
                try segment.link(role)?.withCodes32(rows) { targets throws(SnapshotError) in
                    for row in targets.indices { links[index].append(targets[row]) }
                }
            }
        }

        mutating func flush(to writer: RowSegmentWriter) throws(SnapshotError) {
            try writer.append(unitOfRow: units, columns: columns, links: links)
            units.removeAll(keepingCapacity: true)
            for index in columns.indices { columns[index].removeAll(keepingCapacity: true) }
            for index in links.indices { links[index].removeAll(keepingCapacity: true) }
        }
    }
}

/// Walks over the units of a segment.
private struct UnitCursor {
    private let segment: Segment
    private var index = 0
    /// The unit that it stands at; nil at the end.
    private(set) var unit: UInt32?

    init(_ segment: Segment) throws(SnapshotError) {
        self.segment = segment
        unit = try segment.unit(at: 0)
    }

    mutating func advance() throws(SnapshotError) {
        index += 1
        unit = try segment.unit(at: index)
    }

    func rows() throws(SnapshotError) -> Range<Int> { try segment.rows(ofUnitAt: index) }
}
