package import Linux

extension AuditLog {
    /// Creates a log with its genesis entry and first checkpoint; `segmentSize` is 65,536 but in tests (a power of two).
    ///
    /// Throws `alreadyExists`, `identity` or `storage`. A crash leaves either no log or a whole one.
    package static func create(
        at directory: String, identity: LogIdentity, segmentSize: Int, clock: WallClock
    ) throws(AuditError) {
        let files = LogFiles(directory: directory)
        guard !FileSystem.exists(files.segment(first: 0)) else { throw .alreadyExists }
        guard KeyHistory.isSegmentSize(segmentSize) else {
            throw .identity("a segment has a power of two of entries, 2 to 65,536")
        }
        let signer = identity.signer
        let draft = AuditDraft(
            type: "genesis", event: KeyHistory.genesis(of: identity, segmentSize: segmentSize))
        let entry = try PreparedDraft(draft, index: 0) { _ in [] }
            .entry(after: LogHead(), time: AuditTime(clock.now()), numbers: [])
        let batch = Batch([entry], after: LogHead(), origin: signer.origin, segmentSize: segmentSize)
        let note = signer.note(Checkpoint(origin: signer.origin, size: 1, root: batch.root)).bytes
        try storing { () throws(SystemError) in
            for folder in [files.segments, files.archive, files.quarantine] {
                try FileSystem.makeDirectory(folder, permissions: 0o755, intermediate: true)
            }
            for part in batch.parts {
                try FileSystem.writeAtomically(part.bytes, to: files.segment(first: part.first), permissions: 0o640)
            }
            try FileSystem.writeAtomically(note, to: files.checkpoint, permissions: 0o644)
            try FileSystem.writeAtomically(note, to: files.archived(size: 1), permissions: 0o444)
            try FileSystem.synchronizeDirectory(files.directory)
            try FileSystem.synchronizeDirectory(FileSystem.parent(of: files.directory))
        }
    }
}
