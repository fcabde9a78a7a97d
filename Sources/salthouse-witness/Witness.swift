import AuditLog
import Linux
import OpenSSL
import Synchronization

/// Remembers the newest checkpoint of each log and signs what continues it: stored first, durably, then signed.
///
/// One request at a time: between the look at what was seen and the moment at which the new is stored nobody may come
/// in, or two histories could both be signed.
final class Witness: Sendable {
    /// What was seen of a log.
    struct Sight: Sendable {
        let note: SignedNote
        let checkpoint: Checkpoint
    }

    let signer: WitnessSigner
    let keys: [VerifierKey]
    private let directory: String
    private let clock: WallClock
    private let sights: Mutex<[String: Sight]>

    /// Reads what was seen before. A file that does not read stops the witness: it must not begin anew by itself.
    init(signer: WitnessSigner, keys: [VerifierKey], directory: String, clock: WallClock) throws {
        self.signer = signer
        self.keys = keys
        self.directory = directory
        self.clock = clock
        var sights: [String: Sight] = [:]
        for origin in Set(keys.map(\.name)) {
            let path = "\(directory)/\(Self.fileName(origin))"
            guard FileSystem.exists(path) else { continue }
            guard let note = SignedNote(parsing: try FileSystem.readFile(path, maximumBytes: SignedNote.maximumBytes)),
                let checkpoint = Checkpoint(parsing: note.text), checkpoint.origin == origin
            else { throw WitnessConfiguration.Fault(message: "`\(path)` is not a checkpoint of `\(origin)`") }
            sights[origin] = Sight(note: note, checkpoint: checkpoint)
        }
        self.sights = Mutex(sights)
    }

    /// The answer of `add-checkpoint`.
    enum Answer {
        case cosigned(SignedNote.Signature)
        case conflict(seen: Int)
        case refused(status: Int, String)
    }

    /// Throws where the disk refuses; then nothing was signed.
    func add(_ body: [UInt8]) throws(SystemError) -> Answer {
        try sights.withLock { sights throws(SystemError) in
            switch WitnessJudgement(of: body, keys: keys, seen: { sights[$0]?.checkpoint }) {
            case .refuse(let status, let message): return .refused(status: status, message)
            case .conflict(let seen): return .conflict(seen: seen)
            case .accept(let note, let checkpoint):
                let path = "\(directory)/\(Self.fileName(checkpoint.origin))"
                try FileSystem.writeAtomically(note.bytes, to: path, permissions: 0o600)
                sights[checkpoint.origin] = Sight(note: note, checkpoint: checkpoint)
                let signature = signer.cosign(checkpoint, at: clock.now())
                // For those who ask this witness directly; losing it in a crash loses nothing that was promised.
                let cosigned = note.adding([signature])
                try FileSystem.writeAtomically(cosigned.bytes, to: path, permissions: 0o600)
                sights[checkpoint.origin] = Sight(note: cosigned, checkpoint: checkpoint)
                return .cosigned(signature)
            }
        }
    }

    /// What was seen last of each log.
    var all: [String: Sight] { sights.withLock { $0 } }

    /// A log's name where it cannot stand in a path: SHA-256 in lower hexadecimal (C2SP tlog-witness).
    static func fileName(_ origin: String) -> String { Hex.encode(SHA256.hash(Array(origin.utf8))) }
}
