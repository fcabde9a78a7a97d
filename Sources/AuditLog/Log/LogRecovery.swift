import JSON
import Linux
import OpenSSL

/// Finds out what a stored log is, and only then repairs what a crash may have left.
///
/// `inspect` changes nothing. `repair` may be interrupted at any point and run again: each of its steps leaves a log
/// that `inspect` accepts, and a quarantined file stays unreported until its `recovery` entry is durable.
struct LogRecovery {
    /// A sound log.
    struct Found {
        let head: LogHead
        let keys: KeyHistory
        let growth: TreeGrowth
        let extents: [[Extent]]
        /// The first entry of the last segment, and its bytes up to the last commit line.
        let activeFirst: Int
        let activeBytes: [UInt8]
        /// The bytes behind them.
        let tail: [UInt8]
        /// Quarantined files that a `recovery` entry tells of.
        let reported: Set<String>
        /// What to do with `segment.next`.
        let staged: Staged
        /// The last change of keys, where its checkpoint of both keys is missing.
        let missingHandover: (size: Int, root: TreeHash)?
    }

    enum Staged {
        case none
        /// It continues the log: the crash came before it was renamed.
        case adopt
        /// It belongs to a batch that never came to be.
        case setAside([UInt8])
    }

    let files: LogFiles
    let pin: String?

    /// Checks everything. Throws `damaged`, `rollback`, `fork` or `storage`.
    func inspect() throws(AuditError) -> Found {
        let promises = try readPromises()
        var walk = LogWalk(wantedSizes: Set(promises.map(\.checkpoint.size)))
        let firsts = try storing { () throws(SystemError) in try files.listSegments() }
        var sealed = Progress()
        var last = LogWalk.Segment()
        var lastBytes: [UInt8] = []
        for first in firsts {
            let name = LogFiles.segmentName(first: first)
            guard first == walk.head.size else {
                throw .damaged(LogFinding(.segment, file: name, "the segment before it is missing or not full"))
            }
            let path = files.segment(first: first)
            let isLast = first == firsts.last
            // The bytes of the last one decide what becomes of a tail: what is kept is what was checked.
            if isLast { lastBytes = try read(path, limit: LogFiles.maximumSegmentBytes) }
            let scan =
                isLast
                ? SegmentScan(lastBytes, level: .chain)
                : try storing { () throws(SystemError) in try SegmentScan(reading: path, level: .chain) }
            last = walk.walk(file: name, first: first, scan, stopping: true)
            try judge(last, bytes: lastBytes, walk: walk, isLast: isLast, name: name)
            sealed.add(last, of: scan)
        }
        guard let keys = walk.keys else {
            throw .damaged(LogFinding(.frame, file: LogFiles.segmentName(first: 0), "there is no genesis entry"))
        }
        let staged = try inspectStaged(walk: walk, segmentSize: keys.segmentSize, progress: &sealed)
        try judge(promises, walk: staged.walk, keys: keys)
        let signedSize = promises.map(\.checkpoint.size).max() ?? 0
        let faults = try storing { () throws(SystemError) in
            try staged.walk.pruningFaults(in: files, signedSize: signedSize)
        }
        if let fault = faults.first { throw .damaged(fault) }
        return Found(
            head: staged.walk.head, keys: staged.walk.keys ?? keys, growth: sealed.growth, extents: sealed.extents,
            activeFirst: staged.first ?? firsts.last ?? 0,
            activeBytes: staged.bytes ?? Array(lastBytes.prefix(last.committedBytes)),
            tail: Array(lastBytes.dropFirst(last.committedBytes)), reported: sealed.reported, staged: staged.verdict,
            missingHandover: missingHandover(staged.walk))
    }

    private func missingHandover(_ walk: LogWalk) -> (size: Int, root: TreeHash)? {
        guard let last = walk.keys?.keys.last, last.from > 0, let root = walk.roots[last.from],
            !FileSystem.exists(files.archived(size: last.from))
        else { return nil }
        return (last.from, root)
    }

    /// What the segments gave so far.
    private struct Progress {
        var growth = TreeGrowth()
        var extents: [[Extent]] = []
        var reported: Set<String> = []

        mutating func add(_ segment: LogWalk.Segment, of scan: SegmentScan) {
            growth.add(segment.growth)
            let lines = scan.lines.prefix(segment.committedLine)
            extents.append(lines.compactMap { [.entry, .dropped].contains($0.kind) ? $0.extent : nil })
            for (entry, _) in segment.entries where entry.type == "recovery" {
                if case .string(let file)? = entry.event["file"] { reported.insert(file) }
            }
        }
    }

    private func judge(
        _ segment: LogWalk.Segment, bytes: [UInt8], walk: LogWalk, isLast: Bool, name: String
    ) throws(AuditError) {
        guard segment.hasTail || !segment.findings.isEmpty else { return }
        let finding = segment.findings.first ?? LogFinding(.segment, file: name, "it does not end with a commit line")
        guard isLast, segment.committedBytes > 0,
            TornTail.isUnfinishedBatch(bytes[segment.committedBytes...], after: walk.head)
        else {
            throw .damaged(finding)
        }
    }

    private func read(_ path: String, limit: Int) throws(AuditError) -> [UInt8] {
        try storing { () throws(SystemError) in try FileSystem.readFile(path, maximumBytes: limit) }
    }
}

extension LogRecovery {
    /// A checkpoint that was published: the log must be at least this.
    private struct Promise {
        let note: SignedNote
        let checkpoint: Checkpoint
        let file: String
    }

    private func readPromises() throws(AuditError) -> [Promise] {
        var promises: [Promise] = []
        for path in [files.checkpoint, pin].compactMap({ $0 }) where FileSystem.exists(path) {
            let bytes = try read(path, limit: SignedNote.maximumBytes)
            guard let note = SignedNote(parsing: bytes), let checkpoint = Checkpoint(parsing: note.text) else {
                throw .damaged(LogFinding(.note, file: path, "this is not a checkpoint"))
            }
            promises.append(Promise(note: note, checkpoint: checkpoint, file: path))
        }
        return promises
    }

    private func judge(_ promises: [Promise], walk: LogWalk, keys: KeyHistory) throws(AuditError) {
        // A log that has lived has a checkpoint: without it nobody could tell a cut from a crash.
        if walk.head.size > 1, !promises.contains(where: { $0.file == files.checkpoint }) {
            throw .damaged(LogFinding(.note, file: "checkpoint", "there is none"))
        }
        for promise in promises {
            let checkpoint = promise.checkpoint
            guard checkpoint.origin.utf8.elementsEqual(keys.origin.utf8) else {
                throw .damaged(LogFinding(.origin, file: promise.file, "it is of another log"))
            }
            guard checkpoint.size <= walk.head.size else {
                throw .rollback(promised: checkpoint.size, found: walk.head.size)
            }
            guard promise.note.verdict(of: (walk.keys ?? keys).key(at: checkpoint.size)) == .valid else {
                throw .damaged(LogFinding(.signature, file: promise.file, "the log's key did not sign it"))
            }
            guard walk.roots[checkpoint.size] == checkpoint.root else { throw .fork(size: checkpoint.size) }
        }
    }

    /// Whether a staged segment continues a log that ends at a segment border.
    private func inspectStaged(
        walk: LogWalk, segmentSize: Int, progress: inout Progress
    ) throws(AuditError) -> (verdict: Staged, walk: LogWalk, first: Int?, bytes: [UInt8]?) {
        guard FileSystem.exists(files.staged) else { return (.none, walk, nil, nil) }
        let bytes = try read(files.staged, limit: LogFiles.maximumSegmentBytes)
        let first = walk.head.size
        var ahead = walk
        let scan = SegmentScan(bytes, level: .chain)
        let segment = ahead.walk(
            file: LogFiles.segmentName(first: first), first: first, scan, stopping: true)
        guard first > 0, first % segmentSize == 0, segment.findings.isEmpty, !segment.hasTail,
            segment.committedSize > first, segment.dropped == 0
        else { return (.setAside(bytes), walk, nil, nil) }
        progress.add(segment, of: scan)
        return (.adopt, ahead, first, bytes)
    }
}

extension LogRecovery {
    /// Sets aside what was torn and makes what remains durable. Returns the drafts that report it.
    func repair(_ found: Found) throws(AuditError) -> [AuditDraft] {
        do { return try repairFiles(found) } catch { throw .storage(error) }
    }

    private func repairFiles(_ found: Found) throws(SystemError) -> [AuditDraft] {
        try FileSystem.makeDirectory(files.quarantine, permissions: 0o750, intermediate: true)
        try FileSystem.makeDirectory(files.archive, permissions: 0o755, intermediate: true)
        if !found.tail.isEmpty { try quarantine(found.tail, size: found.head.size) }
        switch found.staged {
        case .none: break
        case .adopt:
            try SegmentWriter.install(
                files: files, first: found.activeFirst, settle: FileSystem.synchronizeDirectory)
        case .setAside(let bytes):
            try quarantine(bytes, size: found.head.size)
            try FileSystem.remove(files.staged)
        }
        try settle(found)
        try FileSystem.synchronizeDirectory(files.directory)
        return try unreported(found.reported)
    }

    /// Brings the active segment to exactly the bytes that were checked, on the disk.
    ///
    /// What was read may be in memory only, if an earlier process failed to write it: the kernel may have marked the
    /// lost pages clean. So the file is read back past memory; where that cannot be done or shows other bytes, it is
    /// written anew, into a new inode.
    private func settle(_ found: Found) throws(SystemError) {
        let path = files.segment(first: found.activeFirst)
        let file = try File.open(path, [.readWrite, .noFollow], permissions: 0)
        if try file.size() != found.activeBytes.count { try file.truncate(to: found.activeBytes.count) }
        do throws(SystemError) {
            try file.synchronize()
            if try DirectRead.holds(path, found.activeBytes) { return }
        } catch {
            if error.isOutOfSpace { throw error }
        }
        try FileSystem.writeAtomically(found.activeBytes, to: path, permissions: 0o640)
    }

    private func quarantine(_ bytes: [UInt8], size: Int) throws(SystemError) {
        let name = "\(LogFiles.twelveDigits(size))-\(Hex.encode(SHA256.hash(bytes)).prefix(16))"
        try FileSystem.writeAtomically(bytes, to: "\(files.quarantine)/\(name)", permissions: 0o440)
    }

    private func unreported(_ reported: Set<String>) throws(SystemError) -> [AuditDraft] {
        var drafts: [AuditDraft] = []
        for name in try FileSystem.list(files.quarantine) where !name.hasSuffix(".tmp") {
            guard !reported.contains("quarantine/\(name)") else { continue }
            let bytes = try FileSystem.readFile(
                "\(files.quarantine)/\(name)", maximumBytes: LogFiles.maximumSegmentBytes)
            drafts.append(
                AuditDraft(
                    type: "recovery",
                    event: [
                        "bytes": .integer(bytes.count), "file": .string("quarantine/\(name)"),
                        "sha256": .string(Hex.encode(SHA256.hash(bytes))),
                    ]))
        }
        return drafts
    }
}
