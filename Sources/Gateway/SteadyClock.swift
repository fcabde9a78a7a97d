import AuditLog
import Linux
import Synchronization

/// A clock that is never behind the newest entry of the log: a clock that was set back revives no approval, token or
/// opt-out list, and frees no budget.
final class SteadyClock: Sendable {
    private let clock: WallClock
    private let newest = Mutex(UnixTime(seconds: 0, nanoseconds: 0))

    init(_ clock: WallClock) { self.clock = clock }

    /// The time as the rest of the gateway sees it.
    var wall: WallClock { WallClock { max(self.clock.now(), self.newest.withLock { $0 }) } }

    /// Takes note of an entry's time.
    func hear(_ entry: AuditEntry) {
        guard let milliseconds = AuditTime(parsing: entry.time)?.milliseconds, milliseconds >= 0 else { return }
        let time = UnixTime(seconds: milliseconds / 1000, nanoseconds: Int32(milliseconds % 1000) * 1_000_000)
        newest.withLock { $0 = max($0, time) }
    }
}
