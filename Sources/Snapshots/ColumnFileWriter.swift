import Linux
import OpenSSL

/// Writes one file of a segment piece by piece: never more than a mebibyte of it is in memory.
final class ColumnFileWriter {
    private let name: String
    private let file: File
    private let width: Int
    private let hasher = SHA256Hasher()
    private var piece: [UInt8] = []
    private var digests: [UInt8] = []
    private(set) var count = 0

    init(directory: String, name: String, width: Int) throws(SnapshotError) {
        self.name = name
        self.width = width
        file = try storing { () throws(SystemError) in
            try File.open("\(directory)/\(name)", [.readWrite, .create, .exclusive], permissions: 0o440)
        }
        piece.reserveCapacity(CheckedFile.chunkBytes)
    }

    func append(_ numbers: [UInt32]) throws(SnapshotError) {
        var start = 0
        while start < numbers.count {
            let end = min(start + (CheckedFile.chunkBytes - piece.count) / width, numbers.count)
            Self.pack(numbers, start..<end, width, into: &piece)
            count += end - start
            start = end
            if piece.count == CheckedFile.chunkBytes { try flush() }
        }
    }

    private static func pack(_ numbers: [UInt32], _ range: Range<Int>, _ width: Int, into piece: inout [UInt8]) {
        for index in range {
            let number = numbers[index]
            piece.append(UInt8(truncatingIfNeeded: number))
            if width >= 2 { piece.append(UInt8(truncatingIfNeeded: number >> 8)) }
            if width == 4 {
                piece.append(UInt8(truncatingIfNeeded: number >> 16))
                piece.append(UInt8(truncatingIfNeeded: number >> 24))
            }
        }
    }

    func append(_ pseudonym: Pseudonym) throws(SnapshotError) {
        piece += pseudonym.bytes
        count += 1
        if piece.count == CheckedFile.chunkBytes { try flush() }
    }

    private func flush() throws(SnapshotError) {
        guard !piece.isEmpty else { return }
        try storing { () throws(SystemError) in try file.writeAll(piece) }
        hasher.update(piece)
        digests += hasher.finish()
        piece.removeAll(keepingCapacity: true)
    }

    /// Makes the file durable, and says what the manifest must say of it.
    func finish(limit: Int) throws(SnapshotError) -> SegmentManifest.FileEntry {
        try flush()
        try storing { () throws(SystemError) in
            try file.synchronize()
            try file.close()
        }
        return SegmentManifest.FileEntry(name: name, width: width, count: count, limit: limit, digests: digests)
    }
}
