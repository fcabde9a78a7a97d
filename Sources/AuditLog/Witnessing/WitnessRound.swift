import JSON
import Linux
import Synchronization

/// A witness's answer over whatever carries it; nil where it could not be reached.
package typealias WitnessTransport =
    @Sendable (_ witness: WitnessPolicy.Witness, _ body: [UInt8]) -> (status: Int, body: [UInt8])?

/// Shows the log's checkpoints to the witnesses of a policy and keeps what they sign. It is not on the way of any
/// answer: a background thread calls `run` from time to time.
package final class WitnessRound: Sendable {
    /// How it went with one witness.
    package enum Outcome: Sendable, Hashable {
        case cosigned
        case unreachable
        /// It has seen a longer log than this: an older state was put back here, or another log is shown to it.
        case hasSeenMore(size: Int)
        /// Its signature is not of the key that the policy names.
        case wrongKey
        case refused(status: Int)
    }

    private let log: AuditLog
    private let policy: WitnessPolicy
    private let transport: WitnessTransport
    /// What each witness saw last, as far as is known; it tells us where we are wrong.
    private let seen = Mutex<[String: Int]>([:])
    private let archivedDay = Mutex("")

    /// `transport` carries a request to the `add-checkpoint` of a witness. A quorum that was kept before counts again.
    ///
    /// Throws `storage` where the kept checkpoint cannot be read.
    package init(log: AuditLog, policy: WitnessPolicy, transport: @escaping WitnessTransport) throws(AuditError) {
        self.log = log
        self.policy = policy
        self.transport = transport
        let files = log.files
        guard FileSystem.exists(files.cosigned) else { return }
        let bytes = try storing { () throws(SystemError) in
            try FileSystem.readFile(files.cosigned, maximumBytes: SignedNote.maximumBytes)
        }
        if let note = SignedNote(parsing: bytes), let checkpoint = Checkpoint(parsing: note.text),
            case .quorum(let seenAt) = policy.verdict(on: note)
        {
            log.witnessing.take(note, size: checkpoint.size, seenAt: seenAt)
        }
    }

    /// Asks every witness that has an address. Keeps the cosigned checkpoint where a quorum has signed; the first of
    /// each day goes into the archive, and into the log as `witness.cosigned`.
    package func run() throws(AuditError) -> [String: Outcome] {
        guard let note = SignedNote(parsing: log.checkpoint), let checkpoint = Checkpoint(parsing: note.text) else {
            return [:]
        }
        var outcomes: [String: Outcome] = [:]
        var signatures: [SignedNote.Signature] = []
        for witness in policy.witnesses where witness.address != nil {
            let (outcome, given) = try ask(witness, note, checkpoint)
            outcomes[witness.name] = outcome
            signatures += given
        }
        let cosigned = note.adding(signatures)
        guard !signatures.isEmpty, case .quorum(let seenAt) = policy.verdict(on: cosigned) else { return outcomes }
        try keep(cosigned, checkpoint, seenAt: seenAt)
        return outcomes
    }

    private func ask(
        _ witness: WitnessPolicy.Witness, _ note: SignedNote, _ checkpoint: Checkpoint
    ) throws(AuditError) -> (Outcome, [SignedNote.Signature]) {
        var old = min(seen.withLock { $0[witness.name] ?? 0 }, checkpoint.size)
        // A second try with the size that the witness told; more would be a quarrel.
        for _ in 0..<2 {
            let proof = old == 0 ? [] : try log.consistency(from: old, to: checkpoint.size)
            let request = WitnessRequest(old: old, proof: proof, note: note, checkpoint: checkpoint)
            guard let reply = transport(witness, request.bytes) else { return (.unreachable, []) }
            switch reply.status {
            case 200:
                let lines = SignedNote.signatures(parsing: String(decoding: reply.body, as: UTF8.self)) ?? []
                let own = lines.filter {
                    SignedNote(text: note.text, signatures: [$0]).verdict(of: witness.key) == .valid
                }
                guard !own.isEmpty else { return (.wrongKey, []) }
                seen.withLock { $0[witness.name] = checkpoint.size }
                return (.cosigned, own)
            case 409:
                let text = String(decoding: reply.body, as: UTF8.self)
                guard text.hasSuffix("\n"), let told = plainDecimal(text.dropLast()) else {
                    return (.refused(status: 409), [])
                }
                guard told <= checkpoint.size else { return (.hasSeenMore(size: told), []) }
                guard told != old else { return (.refused(status: 409), []) }
                old = told
            default: return (.refused(status: reply.status), [])
            }
        }
        return (.refused(status: 409), [])
    }

    private func keep(_ note: SignedNote, _ checkpoint: Checkpoint, seenAt: UInt64?) throws(AuditError) {
        let day = seenAt.map { AuditTime(secondsSince1970: $0).day } ?? ""
        let isFirstOfDay = archivedDay.withLock { last in
            defer { last = day }
            return last != day
        }
        let files = log.files
        try storing { () throws(SystemError) in
            try FileSystem.writeAtomically(note.bytes, to: files.cosigned, permissions: 0o644)
            guard isFirstOfDay else { return }
            try FileSystem.writeAtomically(
                try merged(note, files.archived(size: checkpoint.size)).bytes,
                to: files.archived(size: checkpoint.size), permissions: 0o444)
        }
        log.witnessing.take(note, size: checkpoint.size, seenAt: seenAt)
        guard isFirstOfDay else { return }
        let names = policy.witnesses.filter { note.cosigned(by: $0.key) != nil }.map { JSONValue.string($0.name) }
        _ = try log.append([
            AuditDraft(
                type: "witness.cosigned",
                event: [
                    "size": .integer(checkpoint.size), "root": .string(checkpoint.root.base64),
                    "witnesses": .array(names),
                ])
        ])
    }

    /// With the signatures that stand in the archive already, such as those of a change of keys.
    private func merged(_ note: SignedNote, _ path: String) throws(SystemError) -> SignedNote {
        guard FileSystem.exists(path),
            let old = SignedNote(parsing: try FileSystem.readFile(path, maximumBytes: SignedNote.maximumBytes)),
            old.text == note.text
        else { return note }
        return old.adding(note.signatures)
    }
}
