package import Linux
import Synchronization

/// The append-only log `tre-audit/1`: a hash chain and a Merkle tree in one, in text files that anybody can check.
///
/// One writer a log; any thread may append, read and take receipts. After the first error of the disk nothing more is
/// accepted by this object: end the process and open the log again, which recovers.
package final class AuditLog: Sendable {
    let files: LogFiles
    let state: LogState
    let tree: TreeStore
    let segmentSize: Int
    let keys: KeyHistory
    let signer: LogSigner
    private let salts: @Sendable (Int) -> [UInt8]
    private let space: SpaceGuard
    let witnessing = WitnessStanding()
    private let queue: CommitQueue
    private let lock: File
    private let committer: WorkerThread

    /// The most entries of one batch.
    package static let maximumBatch = 256
    /// How far the clock may be behind the last entry when a log is opened.
    private static let maximumClockStepBack = 5000

    /// Opens a log and repairs what a crash left. Nothing is changed until everything has been checked.
    ///
    /// `salts` gives so many random bytes. Throws `locked`, `damaged`, `rollback`, `fork`, `clockBehind`, `wrongKey`,
    /// `handoverMissing` or `storage`.
    package init(
        opening directory: String, signer: LogSigner, vault: any DisclosureVault, clock: WallClock,
        ticks: MonotonicClock, salts: @escaping @Sendable (Int) -> [UInt8], settings: AuditLogSettings
    ) throws(AuditError) {
        let files = LogFiles(directory: directory)
        let lock = try Self.lock(files)
        let space = SpaceGuard(files: files, policy: settings.space)
        let recovery = LogRecovery(files: files, pin: settings.pin)
        let found = try recovery.inspect()
        guard found.keys.key(at: found.head.size) == signer.key else { throw .wrongKey }
        if let handover = found.missingHandover { throw .handoverMissing(size: handover.size) }
        try Self.check(clock, against: found.head)
        try storing { () throws(SystemError) in try space.makeRoom() }
        let reports = try recovery.repair(found)

        let note = signer.note(Checkpoint(origin: signer.origin, size: found.head.size, root: found.head.tree.root))
        var publisher = CheckpointPublisher(
            files: files, pin: settings.pin, every: settings.publishEvery, ticks: ticks)
        publisher.take(note.bytes, size: found.head.size, time: found.head.time)
        let state = LogState(
            LogState.Durable(
                size: found.head.size, signedCheckpoint: note.bytes, publishedCheckpoint: note.bytes,
                extents: found.extents))
        let queue = CommitQueue()
        let tree = try storing { () throws(SystemError) in
            try TreeStore(directory: files.tree, contents: found.growth)
        }
        let segment = try storing { () throws(SystemError) in
            try SegmentWriter(files: files, first: found.activeFirst, disk: settings.disk)
        }
        let committer = Committer(
            queue: queue, state: state, vault: vault, clock: clock, signer: signer,
            segmentSize: found.keys.segmentSize, tree: tree, publisher: publisher, segment: segment, space: space,
            head: found.head)
        self.committer = try storing { () throws(SystemError) in
            try WorkerThread(name: "audit-log") {
                var committer = committer
                committer.run()
            }
        }
        self.files = files
        self.state = state
        self.tree = tree
        self.space = space
        self.queue = queue
        self.lock = lock
        self.salts = salts
        self.signer = signer
        keys = found.keys
        segmentSize = found.keys.segmentSize
        if !reports.isEmpty { _ = try append(reports) }
        try publish()
        try storing { () throws(SystemError) in try space.takeBallast() }
    }

    deinit { stop() }

    /// Writes entries and returns when they are durable, in the order given and all in one commit.
    ///
    /// Throws `draft` where one cannot be logged, `busy` where too much waits, `diskLow` where there is little room and
    /// `witnessesSilent` where a demanded quorum is too old (nothing was accepted), `vault` where the disclosures were
    /// not stored (nothing was written), `closed` or `storage` once the log has failed.
    package func append(_ batch: [AuditDraft]) throws(AuditError) -> [AuditEntry] {
        guard !batch.isEmpty else { return [] }
        guard batch.count <= min(Self.maximumBatch, segmentSize - 1) else {
            throw .draft(index: 0, reason: "a batch has at most \(min(Self.maximumBatch, segmentSize - 1)) entries")
        }
        try space.admit(batch)
        try witnessing.admit(batch)
        var drafts: [PreparedDraft] = []
        for (index, draft) in batch.enumerated() {
            drafts.append(try PreparedDraft(draft, index: index, salt: salts))
        }
        return try queue.push(drafts).wait()
    }

    /// Writes the file `checkpoint` now, over everything durable, and returns when that is durable itself.
    package func publish() throws(AuditError) {
        _ = try queue.pushPublication().wait()
    }

    /// Writes what waits, publishes the last checkpoint, ends the writer and releases the lock. A second call does
    /// nothing.
    package func stop() {
        queue.close()
        committer.join()
        state.update { if $0.failure == nil { $0.failure = .closed } }
        try? lock.unlock()
        try? lock.close()
    }

    /// The number of durable entries.
    package var size: Int { state.read { $0.size } }

    /// Whether nothing more is accepted, after `stop` or an error.
    package var isClosed: Bool { state.read { $0.failure } != nil }

    /// Whether the device has so little room that only what closes the log in order is admitted.
    package var isShortOfSpace: Bool { space.isLow }

    /// The newest published checkpoint, a signed note.
    package var checkpoint: [UInt8] { state.read { $0.publishedCheckpoint } }

    /// The newest signed checkpoint, a signed note: it covers every entry that `append` has given back, and may not be
    /// published yet.
    package var signedCheckpoint: [UInt8] { state.read { $0.signedCheckpoint } }

    /// The key that signs, to be given to auditors.
    package var key: VerifierKey { keys.key(at: size) }

    static func lock(_ files: LogFiles) throws(AuditError) -> File {
        guard FileSystem.exists(files.segment(first: 0)) else {
            throw .damaged(LogFinding(.segment, file: LogFiles.segmentName(first: 0), "there is no log here"))
        }
        let file = try storing { () throws(SystemError) in
            try File.open(files.lock, [.readWrite, .create], permissions: 0o640)
        }
        guard try storing({ () throws(SystemError) in try file.tryLockExclusive() }) else { throw .locked }
        return file
    }

    static func check(_ clock: WallClock, against head: LogHead) throws(AuditError) {
        guard let last = head.time else { return }
        let behind = Int(last.milliseconds - AuditTime(clock.now()).milliseconds)
        guard behind <= maximumClockStepBack else { throw .clockBehind(milliseconds: behind) }
    }
}
