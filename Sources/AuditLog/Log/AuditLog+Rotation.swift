import JSON
package import Linux

/// Why a log changes its key.
package enum KeyChangeReason: String, Sendable, Hashable, CaseIterable {
    case planned
    case suspected
    /// The key in force is gone: the promised key alone signs, and verifiers ask the witnesses.
    case lost
}

/// A change of a log's key: to the one that the log promised, with a promise of the next.
package struct KeyChange: Sendable {
    /// The key in force; nil where it was lost.
    package let retiring: LogSigner?
    /// The promised key.
    package let signer: LogSigner
    /// SHA-256 of the key after that (`VerifierKey.digest`).
    package let nextKeyDigest: String
    package let reason: KeyChangeReason

    /// Throws `identity` where the retiring key is missing and not lost, or the digest is none.
    package init(
        retiring: LogSigner?, signer: LogSigner, nextKeyDigest: String, reason: KeyChangeReason
    ) throws(AuditError) {
        guard (retiring == nil) == (reason == .lost) else {
            throw .identity("a key that is not lost signs the change too")
        }
        guard TreeHash(hex: nextKeyDigest) != nil else {
            throw .identity("the next key's digest is not 64 lower hexadecimal digits")
        }
        self.retiring = retiring
        self.signer = signer
        self.nextKeyDigest = nextKeyDigest
        self.reason = reason
    }
}

extension AuditLog {
    /// Changes the key of a closed log: a `key.rotate` entry, then the handover, a checkpoint at exactly that size that
    /// both keys sign. Returns the size.
    ///
    /// Run again after a crash it finishes what was begun. Throws `notThePromisedKey`, `wrongKey` where the retiring
    /// key is not in force, or what opening the log throws.
    package static func rotateKey(
        at directory: String, _ change: KeyChange, clock: WallClock, pin: String?
    ) throws(AuditError) -> Int {
        let files = LogFiles(directory: directory)
        let lock = try lock(files)
        defer {
            try? lock.unlock()
            try? lock.close()
        }
        let recovery = LogRecovery(files: files, pin: pin)
        let found = try recovery.inspect()
        let inForce = found.keys.key(at: found.head.size)
        if inForce == change.signer.key {
            guard let handover = found.missingHandover else { return found.keys.keys.last?.from ?? 0 }
            try hand(over: change, size: handover.size, root: handover.root, files: files, pin: pin)
            return handover.size
        }
        guard change.signer.key.digest == found.keys.next else { throw .notThePromisedKey }
        if let retiring = change.retiring, retiring.key != inForce { throw .wrongKey }
        try check(clock, against: found.head)
        let drafts = try recovery.repair(found) + [draft(of: change)]
        var head = found.head
        var entries: [AuditEntry] = []
        for draft in drafts {
            let time = max(AuditTime(clock.now()), head.time ?? .start)
            let entry = try PreparedDraft(draft, index: 0) { _ in [] }.entry(after: head, time: time, numbers: [])
            head.add(entry)
            entries.append(entry)
        }
        let batch = Batch(
            entries, after: found.head, origin: found.keys.origin, segmentSize: found.keys.segmentSize)
        try storing { () throws(SystemError) in
            var segment = try SegmentWriter(files: files, first: found.activeFirst, disk: .real)
            try segment.write(batch.parts)
            segment.close()
        }
        try hand(over: change, size: batch.head.size, root: batch.root, files: files, pin: pin)
        return batch.head.size
    }

    private static func draft(of change: KeyChange) -> AuditDraft {
        AuditDraft(
            type: "key.rotate",
            event: [
                "key": .string(change.signer.key.description), "next": .string(change.nextKeyDigest),
                "reason": .string(change.reason.rawValue),
            ])
    }

    private static func hand(
        over change: KeyChange, size: Int, root: TreeHash, files: LogFiles, pin: String?
    ) throws(AuditError) {
        let checkpoint = Checkpoint(origin: change.signer.origin, size: size, root: root)
        let old = change.retiring.map { $0.note(checkpoint).signatures } ?? []
        let note = SignedNote(
            text: checkpoint.text, signatures: old + change.signer.note(checkpoint).signatures
        ).bytes
        try storing { () throws(SystemError) in
            try FileSystem.writeAtomically(note, to: files.archived(size: size), permissions: 0o444)
            try FileSystem.writeAtomically(note, to: files.checkpoint, permissions: 0o644)
            if let pin { try FileSystem.writeAtomically(note, to: pin, permissions: 0o644) }
        }
    }
}
