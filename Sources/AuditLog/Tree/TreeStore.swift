import Linux
import Synchronization

/// The files `tree/0`, `tree/1` …: the hashes of each tile level, 32 bytes each.
///
/// Everything here is derived from the segments: never synchronised, compared at every start and written anew where
/// it differs. A crash may leave it behind the log; a liar who changes it makes proofs that nobody accepts.
final class TreeStore: Sendable {
    private let directory: String
    private let files: Mutex<[File]>
    /// The middles of tiles, never stored.
    private let middles: Mutex<TreeGrowth>

    /// Brings the files to exactly these contents and keeps them open.
    init(directory: String, contents: TreeGrowth) throws(SystemError) {
        self.directory = directory
        try FileSystem.makeDirectory(directory, permissions: 0o750, intermediate: true)
        var files: [File] = []
        for level in contents.levels.indices {
            files.append(try Self.open("\(directory)/\(level)", expected: contents.bytes(level: level)))
        }
        var stale = files.count
        while FileSystem.exists("\(directory)/\(stale)") {
            try FileSystem.remove("\(directory)/\(stale)")
            stale += 1
        }
        self.files = Mutex(files)
        var middles = TreeGrowth()
        middles.addMiddles(contents)
        self.middles = Mutex(middles)
    }

    /// Adds the hashes of a batch that is durable in its segment.
    func append(_ growth: TreeGrowth) throws(SystemError) {
        middles.withLock { $0.addMiddles(growth) }
        for level in growth.levels.indices {
            let bytes = growth.bytes(level: level)
            let known = files.withLock { $0.count > level ? $0[level] : nil }
            if let known {
                try known.writeAll(bytes)
            } else {
                let file = try Self.open("\(directory)/\(level)", expected: [])
                try file.writeAll(bytes)
                files.withLock { $0.append(file) }
            }
        }
    }

    /// The bytes of hashes of a level: fewer than asked for where the file ends.
    func bytes(level: Int, range: Range<Int>) throws(SystemError) -> [UInt8] {
        guard let file = files.withLock({ $0.indices.contains(level) ? $0[level] : nil }) else { return [] }
        return try file.read(
            count: range.count * TreeHash.byteCount, at: range.lowerBound * TreeHash.byteCount)
    }

    /// Proofs from the stored hashes. Throws `damagedTree` where they end before the log does.
    var prover: TreeProver {
        TreeProver { level, range in
            self.middles.withLock { $0.middles(level: level, range: range).map { Array($0) } }
        } stored: { (level, range) throws(AuditError) in
            let bytes = try storing { () throws(SystemError) in try self.bytes(level: level, range: range) }
            guard bytes.count == range.count * TreeHash.byteCount else { throw .damagedTree(level: level) }
            return TreeHash.all(in: bytes.span)
        }
    }

    private static func open(_ path: String, expected: [UInt8]) throws(SystemError) -> File {
        let file = try File.open(path, [.appendOnly, .create], permissions: 0o640)
        let stored = try file.read(count: expected.count + 1, at: 0)
        if ByteSearch.areEqual(stored.span, expected.span) { return file }
        try file.truncate(to: 0)
        try file.writeAll(expected)
        return file
    }
}
