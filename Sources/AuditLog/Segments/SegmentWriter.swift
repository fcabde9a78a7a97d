package import Linux

/// The file that entries are appended to. Tests put a failing one in its place.
package protocol AppendFile: Sendable {
    /// Writes all bytes at the end. After an error an unknown part of them has been written.
    func writeAll(_ bytes: [UInt8]) throws(SystemError)
    /// Returns when everything written is durable.
    func synchronizeData() throws(SystemError)
}

extension File: AppendFile {}

/// The active segment, and the step to the next one.
///
/// A new segment is first written whole under another name (`segment.next`), made durable, and renamed into its place:
/// no crash leaves half a header. A batch that crosses the border is staged that way *before* its first part is
/// appended to the old segment. That append decides: recovery puts a staged segment in its place where it continues
/// the log, and sets it aside where it does not. So a batch is in the log wholly or not at all, here too.
struct SegmentWriter {
    private let files: LogFiles
    private let disk: LogDisk
    private var active: (first: Int, file: File, end: any AppendFile)
    /// The bytes of the active segment.
    private(set) var byteCount: Int

    /// Opens the segment that begins with entry `first` and has been checked.
    init(files: LogFiles, first: Int, disk: LogDisk) throws(SystemError) {
        self.files = files
        self.disk = disk
        let file = try Self.open(files.segment(first: first))
        active = (first, file, disk.append(file))
        byteCount = try file.size()
    }

    /// Makes the parts of one batch durable, in order. Any error is final: see `Committer`.
    mutating func write(_ parts: [Batch.Part]) throws(SystemError) {
        if let next = parts.first(where: { $0.first != active.first }) { try stage(next) }
        for part in parts {
            if part.first == active.first {
                try active.end.writeAll(part.bytes)
                try active.end.synchronizeData()
                byteCount += part.bytes.count
            } else {
                try moveOn(to: part)
            }
        }
    }

    /// Gives up the file and its lock. Everything acknowledged is durable already, so an error here is no news.
    func close() {
        try? active.file.unlock()
        try? active.file.close()
    }

    private func stage(_ part: Batch.Part) throws(SystemError) {
        try FileSystem.writeAtomically(part.bytes, to: files.staged, permissions: 0o640)
    }

    private mutating func moveOn(to part: Batch.Part) throws(SystemError) {
        try active.file.synchronize()
        try active.file.setPermissions(0o440)
        try Self.install(files: files, first: part.first, settle: disk.settle)
        let file = try Self.open(files.segment(first: part.first))
        try active.file.unlock()
        try active.file.close()
        active = (part.first, file, disk.append(file))
        byteCount = part.bytes.count
    }

    /// Puts the staged segment in its place, durably.
    static func install(
        files: LogFiles, first: Int, settle: (String) throws(SystemError) -> Void
    ) throws(SystemError) {
        try FileSystem.rename(from: files.staged, to: files.segment(first: first))
        try settle(files.segments)
        try settle(files.directory)
    }

    private static func open(_ path: String) throws(SystemError) -> File {
        let file = try File.open(path, [.appendOnly, .noFollow], permissions: 0)
        guard try file.tryLockContentsExclusive() else {
            throw SystemError(operation: "lock", path: path, errno: 11)
        }
        return file
    }
}
