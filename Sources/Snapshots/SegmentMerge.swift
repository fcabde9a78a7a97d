import Catalogue

/// Makes one segment of several, so that a dataset that grows every week does not fall into ever more pieces.
enum SegmentMerge {
    /// Up to so many rows, a dataset is one segment: rewriting them takes seconds, and every query is then as fast as it
    /// can be.
    private static let rowsInOne = 1 << 26
    /// Above, segments of about the same size, to a factor of eight, are a tier; this many may stand beside each other.
    private static let segmentsInTier = 8

    /// Which segments to merge, by their numbers of rows: all, or those of the lowest tier that has too many.
    static func due(_ rows: [Int]) -> [Int]? {
        if rows.count > 1, rows.reduce(0, +) <= rowsInOne { return Array(rows.indices) }
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
        while let next = cursors.indices.filter({ cursors[$0].unit != nil }).min(by: { cursors[$0] < cursors[$1] }) {
            // The units of one segment that come before any of the others; of one unit, earlier segments come first.
            let limit = cursors.indices.filter { $0 != next }.compactMap { cursors[$0].unit }.min()
            try batch.append(segments[next], units: try cursors[next].advance(before: limit))
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

        mutating func append(_ segment: Segment, units places: Range<Int>) throws(SnapshotError) {
            let rows = try segment.rows(ofUnitsAt: places, units: &units)
            for (index, name) in names.enumerated() {
                try segment.column(name)?.withCodes(rows) { codes in codes.append(to: &columns[index]) }
            }
            for (index, role) in roles.enumerated() {
                try segment.link(role)?.withCodes(rows) { codes in codes.append(to: &links[index]) }
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
    /// The most units in one go.
    private static let longest = 1 << 12

    private let segment: Segment
    private var index = 0
    /// The unit that it stands at; nil at the end.
    private(set) var unit: UInt32?

    init(_ segment: Segment) throws(SnapshotError) {
        self.segment = segment
        unit = try segment.unit(at: 0)
    }

    static func < (left: UnitCursor, right: UnitCursor) -> Bool {
        (left.unit ?? .max) < (right.unit ?? .max)
    }

    /// Goes to the first unit that is not below a limit, or not so far, but one unit at least: the places gone over.
    mutating func advance(before limit: UInt32?) throws(SnapshotError) -> Range<Int> {
        var low = index + 1
        var high = min(index + Self.longest, segment.unitCount)
        while let limit, low < high {
            let middle = (low + high) / 2
            if let unit = try segment.unit(at: middle), unit < limit { low = middle + 1 } else { high = middle }
        }
        let places = index..<max(index + 1, high)
        index = places.upperBound
        unit = try segment.unit(at: index)
        return places
    }
}
