package import Linux
import Synchronization

/// What witnesses have seen of a log, and what the log does when they have not looked for long.
final class WitnessStanding: Sendable {
    private struct State: Sendable {
        var note: SignedNote?
        var size = 0
        var seenAt: UInt64?
        var demand: (seconds: UInt64, clock: WallClock)?
    }

    private let state = Mutex(State())

    /// Types that are admitted without witnesses: a log that nobody looks at must still be able to say so.
    private static let admittedAlways: Set<String> = [
        "recovery", "boot", "shutdown", "heartbeat", "clock", "witness.cosigned", "anchor",
    ]

    func take(_ note: SignedNote, size: Int, seenAt: UInt64?) {
        state.withLock { state in
            guard size >= state.size else { return }
            state.note = note
            state.size = size
            state.seenAt = max(seenAt ?? 0, state.seenAt ?? 0)
        }
    }

    func demand(seconds: UInt64, clock: WallClock) {
        state.withLock { $0.demand = (seconds, clock) }
    }

    /// The newest cosigned checkpoint, if it covers an entry.
    func note(covering seq: Int) -> (note: SignedNote, size: Int)? {
        state.withLock { state in
            guard let note = state.note, seq < state.size else { return nil }
            return (note, state.size)
        }
    }

    /// Throws `witnessesSilent` for drafts that need a fresh quorum where there is none.
    func admit(_ drafts: [AuditDraft]) throws(AuditError) {
        let isSilent = state.withLock { state in
            guard let demand = state.demand else { return false }
            let now = UInt64(max(0, demand.clock.now().seconds))
            return now > (state.seenAt ?? 0) + demand.seconds
        }
        guard isSilent, !drafts.allSatisfy({ Self.admittedAlways.contains($0.type) }) else { return }
        throw .witnessesSilent
    }
}

extension AuditLog {
    /// From now on refuses new entries, but those of the log itself, while the last quorum of witnesses is older than
    /// this.
    package func demandWitnesses(within seconds: UInt64, clock: WallClock) {
        witnessing.demand(seconds: seconds, clock: clock)
    }
}
