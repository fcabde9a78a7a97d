import Linux
import Synchronization

/// Watches the room on the log's device, and keeps the ballast.
final class SpaceGuard: Sendable {
    private let files: LogFiles
    private let policy: SpacePolicy
    private let low = Atomic(false)

    /// Types that are admitted when there is little room: what a log needs to say how it begins, lives and ends.
    private static let admittedAlways: Set<String> = [
        "recovery", "shutdown", "boot", "heartbeat", "clock", "vault.erase", "prune",
    ]

    init(files: LogFiles, policy: SpacePolicy) {
        self.files = files
        self.policy = policy
    }

    /// Before a repair: gives up the ballast where there is too little room for one.
    func makeRoom() throws(SystemError) {
        look()
        if low.load(ordering: .relaxed), FileSystem.exists(files.ballast) { try FileSystem.remove(files.ballast) }
    }

    /// Takes room again for the next emergency, where there is enough.
    func takeBallast() throws(SystemError) {
        guard policy.ballastBytes > 0, !FileSystem.exists(files.ballast) else { return }
        let space = try FileSystem.space(at: files.directory)
        guard space.free >= policy.limit(of: space.total) + policy.ballastBytes else { return }
        let file = try File.open(files.ballast, [.readWrite, .create, .noFollow], permissions: 0o600)
        do throws(SystemError) { try file.reserve(bytes: policy.ballastBytes) } catch {
            // A file system that cannot reserve has no use for ballast.
            try FileSystem.remove(files.ballast)
        }
    }

    /// Looks how much room there is. Called after every batch, and before one while there is little.
    func look() {
        guard policy.lowWaterBytes > 0, let space = try? FileSystem.space(at: files.directory) else { return }
        low.store(space.free < policy.limit(of: space.total), ordering: .relaxed)
    }

    /// Whether there is too little now.
    var isLow: Bool {
        look()
        return low.load(ordering: .relaxed)
    }

    /// Throws `diskLow` for drafts that can wait.
    func admit(_ drafts: [AuditDraft]) throws(AuditError) {
        guard low.load(ordering: .relaxed), isLow,
            !drafts.allSatisfy({ Self.admittedAlways.contains($0.type) })
        else { return }
        throw .diskLow
    }
}
