import JSON
import Linux

/// The one thread that writes: number, time, chain, one write, one synchronisation, a second look, a signature, and
/// only then the acknowledgements.
///
/// No timer gathers a batch: while one is being made durable the next one gathers by itself. Exactly one is in flight,
/// so at most the last batch of a log can be torn.
struct Committer {
    let queue: CommitQueue
    let state: LogState
    let vault: any DisclosureVault
    let clock: WallClock
    let signer: LogSigner
    let segmentSize: Int
    let tree: TreeStore
    var publisher: CheckpointPublisher
    var segment: SegmentWriter
    let space: SpaceGuard
    var head: LogHead
    private var hasReportedClock = false

    init(
        queue: CommitQueue, state: LogState, vault: any DisclosureVault, clock: WallClock, signer: LogSigner,
        segmentSize: Int, tree: TreeStore, publisher: CheckpointPublisher, segment: SegmentWriter, space: SpaceGuard,
        head: LogHead
    ) {
        self.queue = queue
        self.state = state
        self.vault = vault
        self.clock = clock
        self.signer = signer
        self.segmentSize = segmentSize
        self.tree = tree
        self.publisher = publisher
        self.segment = segment
        self.space = space
        self.head = head
    }

    /// Works until the queue is closed and empty, or the first error.
    mutating func run() {
        while true {
            if publisher.isDue { publish([]) }
            // One place is kept free for a `clock` entry, so that no batch spans more than two segments.
            let room = segmentSize - head.size % segmentSize - 1
            switch queue.next(until: publisher.deadline, maximumEntries: room) {
            case .commit(let requests): commit(requests)
            case .publish(let tickets): publish(tickets)
            case nil: publish([])
            case .stop:
                publish([])
                segment.close()
                return
            }
        }
    }

    private mutating func commit(_ requests: [CommitQueue.Request]) {
        if let failure = state.read({ $0.failure }) {
            return resolve(requests, .failure(failure))
        }
        do {
            let composed = try compose(requests)
            do { try store(composed) } catch {
                return resolve(requests, .failure(.vault(error)))  // nothing was written: the log stays open
            }
            let batch = Batch(composed.entries, after: head, origin: signer.origin, segmentSize: segmentSize)
            try write(batch)
            for (request, entries) in zip(requests, composed.byRequest) { request.ticket.resolve(.success(entries)) }
        } catch {
            fail(error)
            resolve(requests, .failure(error))
        }
    }

    private mutating func write(_ batch: Batch) throws(AuditError) {
        let before = segment.byteCount
        try storing { () throws(SystemError) in try segment.write(batch.parts) }
        // The buffer is hashed again: a bit that flipped in memory must not be signed.
        guard batch.isIntact(after: head) else { throw .hashesDiffer }
        try storing { () throws(SystemError) in try tree.append(batch.growth) }
        head = batch.head
        let checkpoint = Checkpoint(origin: signer.origin, size: head.size, root: batch.root)
        let note = signer.note(checkpoint).bytes
        publisher.take(note, size: head.size, time: head.time)
        state.update { durable in
            durable.size = checkpoint.size
            durable.signedCheckpoint = note
            for part in batch.parts { durable.add(part, segmentSize: segmentSize, shift: before) }
        }
        space.look()
    }

    private mutating func publish(_ tickets: [CommitQueue.Ticket]) {
        do throws(AuditError) {
            if let failure = state.read({ $0.failure }) { throw failure }
            if let published = try storing({ () throws(SystemError) in try publisher.publish() }) {
                state.update { $0.publishedCheckpoint = published }
            }
            for ticket in tickets { ticket.resolve(.success([])) }
        } catch {
            fail(error)
            for ticket in tickets { ticket.resolve(.failure(error)) }
        }
    }

    /// Closes the log for ever in this process: after a failed write nobody knows what lies on the disk.
    private func fail(_ error: AuditError) {
        state.update { if $0.failure == nil { $0.failure = error } }
        queue.close()
    }

    private func resolve(_ requests: [CommitQueue.Request], _ result: Result<[AuditEntry], AuditError>) {
        for request in requests { request.ticket.resolve(result) }
    }
}

extension Committer {
    /// The entries of some requests, in order.
    private struct Composed {
        /// All of them, with those of the log's own.
        var entries: [AuditEntry] = []
        /// Those that were asked for.
        var byRequest: [[AuditEntry]] = []
        var rows: [VaultRow] = []
    }

    private mutating func compose(_ requests: [CommitQueue.Request]) throws(AuditError) -> Composed {
        var composed = Composed()
        var end = head
        for request in requests {
            var own: [AuditEntry] = []
            for draft in request.drafts {
                let now = AuditTime(clock.now())
                if let warning = try clockEntry(now: now, after: end) {
                    end.add(warning)
                    composed.entries.append(warning)
                }
                let time = max(now, end.time ?? now)
                let entry = try draft.entry(after: end, time: time, numbers: own.map(\.seq))
                end.add(entry)
                own.append(entry)
                composed.entries.append(entry)
                composed.rows += draft.disclosures.map {
                    VaultRow(
                        seq: entry.seq, digest: $0.disclosure.digest, disclosure: $0.disclosure.text,
                        subject: $0.subject)
                }
            }
            composed.byRequest.append(own)
        }
        return composed
    }

    /// An entry that says so when the clock has gone back by more than a second; once, until it has caught up.
    private mutating func clockEntry(now: AuditTime, after end: LogHead) throws(AuditError) -> AuditEntry? {
        guard let last = end.time, last > now else {
            hasReportedClock = false
            return nil
        }
        let behind = Int(last.milliseconds - now.milliseconds)
        guard behind > 1000, !hasReportedClock else { return nil }
        hasReportedClock = true
        let draft = AuditDraft(type: "clock", event: ["behind": .integer(behind)])
        return try PreparedDraft(draft, index: 0) { _ in [] }.entry(after: end, time: last, numbers: [])
    }

    private func store(_ composed: Composed) throws(VaultError) {
        if !composed.rows.isEmpty { try vault.store(composed.rows) }
    }
}

extension LogState.Durable {
    /// Notes where the entries of a part stand. `shift` is the length of the segment before, where it is continued.
    mutating func add(_ part: Batch.Part, segmentSize: Int, shift: Int) {
        let index = part.first / segmentSize
        let isNew = index == extents.count
        if isNew { extents.append([]) }
        extents[index] += part.extents.map {
            Extent(offset: $0.offset + (isNew ? 0 : UInt32(clamping: shift)), length: $0.length)
        }
    }
}
