import AuditLog
import Foundation
import Linux

/// The newest checkpoint of a log that this auditor has seen: the cheapest witness there is. One file a log and first
/// key, in the auditor's own home.
struct Memory {
    private let path: String

    /// Nil where no directory is given and there is no home to keep one in.
    init?(directory given: String?, key: VerifierKey) {
        let environment = ProcessInfo.processInfo.environment
        let directory: String
        if let given {
            directory = given
        } else if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            directory = "\(state)/salthouse-verify"
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            directory = "\(home)/.local/state/salthouse-verify"
        } else {
            return nil
        }
        path = "\(directory)/\(key.digest).checkpoint"
    }

    /// What was kept at the last visit.
    func recall() throws(SystemError) -> LogVerifier.KnownCheckpoint? {
        guard FileSystem.exists(path) else { return nil }
        return LogVerifier.KnownCheckpoint(
            file: "remembered", bytes: try FileSystem.readFile(path, maximumBytes: SignedNote.maximumBytes))
    }

    /// Keeps the checkpoint of a log that holds. What was remembered is a beginning of it, or it would not hold.
    func keep(_ report: LogVerifier.Report) throws(SystemError) {
        guard !report.checkpoint.isEmpty else { return }
        try FileSystem.makeDirectory(FileSystem.parent(of: path), permissions: 0o700, intermediate: true)
        try FileSystem.writeAtomically(report.checkpoint, to: path, permissions: 0o600)
    }
}
