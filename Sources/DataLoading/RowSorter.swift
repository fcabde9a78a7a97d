import Catalogue
import Linux
import Snapshots

/// Puts rows in the order of their units, however many they are: sorted runs on the disk, merged at the end.
///
/// Rows of one unit keep the order in which they came. Memory: twice `runBytes`, and `mergeBytes` while merging.
final class RowSorter {
    private let layout: RowLayout
    private let directory: String
    private let runBytes: Int
    private var rows: [UInt8] = []
    private var units: [UInt32] = []
    private var runs: [String] = []

    /// What all runs together may hold in memory while they are merged.
    private static let mergeBytes = 64 << 20

    /// - Parameters:
    ///   - directory: where runs may be written; they are removed when they are merged.
    ///   - runBytes: how many bytes of rows are sorted in memory at a time.
    init(_ layout: RowLayout, directory: String, runBytes: Int) {
        self.layout = layout
        self.directory = directory
        self.runBytes = runBytes
    }

    /// Adds a row: its unit, and its codes and link targets in the order of the layout.
    func append(_ unit: UInt32, _ number: (Int) -> UInt32) throws(SystemError) {
        if rows.count + layout.stride > runBytes { try spill() }
        // Taken whole at the start, so that growing never copies; the kernel gives pages as they are written.
        if rows.isEmpty { rows.reserveCapacity(runBytes) }
        units.append(unit)
        RowLayout.append(unit, width: 4, to: &rows)
        for index in layout.widths.indices {
            RowLayout.append(number(index), width: layout.widths[index], to: &rows)
        }
    }

    /// The offsets of the rows in memory, in the order of their units.
    private func order() -> [Int] {
        let stride = layout.stride
        if zip(units, units.dropFirst()).allSatisfy({ $0 <= $1 }) { return units.indices.map { $0 * stride } }
        // The unit above, the place below: all different, so that sorting keeps the order of a unit's rows.
        var keys = units.indices.map { UInt64(units[$0]) << 32 | UInt64($0) }
        keys.sort()
        return keys.map { Int(truncatingIfNeeded: $0 & 0xFFFF_FFFF) * stride }
    }

    private func spill() throws(SystemError) {
        let path = "\(directory)/run-\(runs.count)"
        let file = try File.open(path, [.readWrite, .create, .exclusive], permissions: 0o600)
        var piece: [UInt8] = []
        for offset in order() {
            piece += rows[offset..<(offset + layout.stride)]
            if piece.count >= 1 << 20 {
                try file.writeAll(piece)
                piece.removeAll(keepingCapacity: true)
            }
        }
        try file.writeAll(piece)
        try file.close()
        runs.append(path)
        rows.removeAll(keepingCapacity: true)
        units.removeAll(keepingCapacity: true)
    }

    /// Hands on every row once, in order: the bytes it stands in and where it begins there.
    func finish(_ handOn: ([UInt8], Int) throws(LoadError) -> Void) throws(LoadError) {
        if runs.isEmpty {
            for offset in order() { try handOn(rows, offset) }
            return
        }
        var readers: [RunReader] = []
        do throws(SystemError) {
            try spill()
            rows = []
            units = []
            let each = max(Self.mergeBytes / runs.count / layout.stride, 64) * layout.stride
            for path in runs { readers.append(try RunReader(path, bytes: each, layout)) }
            try FileSystem.remove(all: runs)
        } catch { throw .storage(error) }
        var heap = MergeHeap(readers.enumerated().compactMap { run, reader in reader.unit.map { ($0, run) } })
        while let run = heap.first {
            try handOn(readers[run].piece, readers[run].offset)
            do throws(SystemError) { heap.replaceFirst(with: try readers[run].advance()) } catch {
                throw .storage(error)
            }
        }
    }
}

extension FileSystem {
    fileprivate static func remove(all paths: [String]) throws(SystemError) {
        for path in paths { try remove(path) }
    }
}

/// Reads the rows of one sorted run.
private struct RunReader {
    private let file: File
    private let bytes: Int
    private let layout: RowLayout
    private var next = 0
    private(set) var piece: [UInt8] = []
    private(set) var offset = 0

    init(_ path: String, bytes: Int, _ layout: RowLayout) throws(SystemError) {
        file = try File.openForReading(path)
        self.bytes = bytes
        self.layout = layout
        try fill()
    }

    /// The unit of the row that stands at `offset`; nil at the end.
    var unit: UInt32? { offset < piece.count ? layout.unit(at: offset, in: piece) : nil }

    mutating func advance() throws(SystemError) -> UInt32? {
        offset += layout.stride
        if offset == piece.count { try fill() }
        return unit
    }

    private mutating func fill() throws(SystemError) {
        piece = try file.read(count: bytes, at: next)
        next += piece.count
        offset = 0
    }
}

/// The runs by the unit that each stands at; of equal units the earlier run comes first.
private struct MergeHeap {
    private var keys: [UInt64]

    init(_ heads: [(unit: UInt32, run: Int)]) {
        // Sorted is a heap.
        keys = heads.map { UInt64($0.unit) << 32 | UInt64($0.run) }.sorted()
    }

    var first: Int? { keys.first.map { Int(truncatingIfNeeded: $0 & 0xFFFF_FFFF) } }

    /// The first run has gone on to another unit, or has ended.
    mutating func replaceFirst(with unit: UInt32?) {
        if let unit {
            keys[0] = UInt64(unit) << 32 | keys[0] & 0xFFFF_FFFF
        } else {
            let last = keys.removeLast()
            if keys.isEmpty { return }
            keys[0] = last
        }
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < keys.count && keys[child] < keys[least] {
                least = child
            }
            if least == parent { return }
            keys.swapAt(parent, least)
            parent = least
        }
    }
}
