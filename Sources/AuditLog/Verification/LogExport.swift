import Linux

/// A copy of a log for an auditor: exactly what its published checkpoint promises, and nothing in flight.
package enum LogExport {
    /// Copies a log that may be at work into a new directory. Returns the number of entries.
    ///
    /// Throws `damaged` where no commit line stands at the checkpoint's size, or `storage`.
    package static func copy(from source: String, to target: String) throws(AuditError) -> Int {
        let published = try published(in: source)
        try copy(published, from: source, to: target)
        return published.size
    }

    /// A checkpoint that stands beside a log, and up to where it promises entries.
    package struct Published: Sendable {
        package let size: Int
        let note: [UInt8]
    }

    /// The published checkpoint of a log that may be at work. Throws `damaged` or `storage`.
    package static func published(in source: String) throws(AuditError) -> Published {
        let note = try read(LogFiles(directory: source).checkpoint)
        guard let checkpoint = SignedNote(parsing: note).flatMap({ Checkpoint(parsing: $0.text) }) else {
            throw .damaged(LogFinding(.note, file: "checkpoint", "this is not a checkpoint"))
        }
        return Published(size: checkpoint.size, note: note)
    }

    /// How many entries of a log that may be at work stand under a commit line: what is published soon, if not yet.
    /// Throws `storage`.
    package static func committed(in source: String) throws(AuditError) -> Int {
        let files = LogFiles(directory: source)
        let scan = try storing { () throws(SystemError) -> SegmentScan? in
            guard let last = try files.listSegments().last else { return nil }
            return try SegmentScan(reading: files.segment(first: last), level: .chain)
        }
        return scan?.lines.last { $0.kind == .commit }?.number ?? 0
    }

    /// Copies a log up to one of its checkpoints, which the log may have left behind since.
    package static func copy(
        _ checkpoint: Published, from source: String, to target: String
    ) throws(AuditError) {
        let (from, to) = (LogFiles(directory: source), LogFiles(directory: target))
        try storing { () throws(SystemError) in
            for folder in [to.segments, to.archive] {
                try FileSystem.makeDirectory(folder, permissions: 0o755, intermediate: true)
            }
        }
        var isWhole = false
        for first in try storing({ () throws(SystemError) in try from.listSegments() }) where first < checkpoint.size {
            let whole = try read(from.segment(first: first))
            let scan = SegmentScan(whole, level: .chain)
            var bytes = whole[...]
            if let end = scan.lines.last(where: { $0.kind == .commit && $0.number == checkpoint.size }) {
                bytes = bytes[...end.extent.range.upperBound]
                isWhole = true
            }
            try write(Array(bytes), to.segment(first: first))
        }
        guard isWhole else {
            throw .damaged(LogFinding(.truncated, file: "checkpoint", "no commit line stands at its size"))
        }
        for name in try storing({ () throws(SystemError) in try FileSystem.list(from.archive) }) {
            // An archive of a later moment speaks of entries that are not in this copy.
            guard !name.hasSuffix(".tmp"), let size = Int(name.prefix(12)), size <= checkpoint.size else { continue }
            try write(try read("\(from.archive)/\(name)"), "\(to.archive)/\(name)")
        }
        try write(checkpoint.note, to.checkpoint)
    }

    private static func read(_ path: String) throws(AuditError) -> [UInt8] {
        try storing { () throws(SystemError) in
            try FileSystem.readFile(path, maximumBytes: LogFiles.maximumSegmentBytes)
        }
    }

    private static func write(_ bytes: [UInt8], _ path: String) throws(AuditError) {
        try storing { () throws(SystemError) in
            try FileSystem.writeAtomically(bytes, to: path, permissions: 0o444)
        }
    }
}

/// The archived checkpoints of a log, for those who have them stamped by an outside clock.
package enum CheckpointArchive {
    /// Puts the published checkpoint into the archive, if nothing of its size stands there. Gives its path.
    package static func keepPublished(of directory: String) throws(AuditError) -> String {
        let files = LogFiles(directory: directory)
        return try storing { () throws(SystemError) in
            let note = try FileSystem.readFile(files.checkpoint, maximumBytes: SignedNote.maximumBytes)
            let size = SignedNote(parsing: note).flatMap { Checkpoint(parsing: $0.text) }?.size ?? 0
            let path = files.archived(size: size)
            if !FileSystem.exists(path) { try FileSystem.writeAtomically(note, to: path, permissions: 0o444) }
            return path
        }
    }

    /// The sizes and paths of what is archived, the newest first.
    package static func list(of directory: String) throws(AuditError) -> [(size: Int, path: String)] {
        let files = LogFiles(directory: directory)
        return try storing { () throws(SystemError) in
            try FileSystem.list(files.archive).reversed().compactMap { name in
                Int(name).flatMap { name.utf8.count == 12 ? ($0, "\(files.archive)/\(name)") : nil }
            }
        }
    }
}
