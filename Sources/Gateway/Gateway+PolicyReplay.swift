import AuditLog
package import Governance
package import Identity
import JSON

/// A stretch of the past under another policy set.
package struct ReplayedStretch: Sendable {
    package let entries: [ReplayedEntry]
    package let read: Int
    package let unchanged: Int
    package let otherReasons: Int
    package let changed: Int
    package let notReplayable: [WhyNotReplayed: Int]
    /// The first entry that was not looked at; nil where the log has no more.
    package let next: Int?
}

extension Gateway {
    /// So many entries of the log are looked at for one page.
    private static let replayedAPage = 10_000

    /// Tries a set on the shelf against a stretch of the past; nil where there is no such set, or it does not read.
    ///
    /// It opens what the vault holds of each decision, so the reading is recorded first. What comes back says which
    /// clause would have answered what, and names nobody.
    package func replayPolicy(
        _ hash: String, from start: Int, by reader: AuthenticatedPrincipal
    ) throws(GatewayError) -> ReplayedStretch? {
        let shelved = try storing { () throws(StoreError) in try ShelvedPolicy(hash, on: parts.shelf) }
        guard case .set(let set)? = shelved else { return nil }
        let size = parts.log.size
        let start = min(max(0, start), size)
        let end = min(size, start + Self.replayedAPage)
        try recordReading("policy replay", start..<end, by: reader)
        var replay = PolicyReplay(set, vault: parts.vault)
        var found: [ReplayedEntry] = []
        var failure: StoreError?
        do throws(AuditError) {
            try parts.log.scan(from: start, to: end) { entry in
                do throws(StoreError) { found += try replay.hear(entry) } catch { failure = error }
                return failure == nil
            }
        } catch { throw .audit(error) }
        if let failure { throw .store(failure) }
        return ReplayedStretch(
            entries: found, read: replay.read, unchanged: replay.unchanged, otherReasons: replay.otherReasons,
            changed: replay.changed, notReplayable: replay.notReplayable, next: end < size ? end : nil)
    }
}
