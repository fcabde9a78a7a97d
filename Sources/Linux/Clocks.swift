import CLinux
import Glibc

/// Where civil time comes from: the system's clock, or a fixed or scripted one in tests.
package struct WallClock: Sendable {
    private let read: @Sendable () -> UnixTime

    /// A clock that asks a closure.
    package init(reading read: @escaping @Sendable () -> UnixTime) { self.read = read }

    package func now() -> UnixTime { read() }

    /// `CLOCK_REALTIME`: may be set back by the operator or by time synchronisation.
    package static let system = WallClock {
        let time = readClock(CLOCK_REALTIME)
        return UnixTime(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec))
    }

    /// A clock that always tells the same time.
    package static func fixed(_ time: UnixTime) -> WallClock { WallClock { time } }
}

/// A moment on a clock that never goes back, in nanoseconds since an unspecified start (on Linux: the boot).
package struct MonotonicInstant: Sendable, Hashable, Comparable {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static func < (left: MonotonicInstant, right: MonotonicInstant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// This moment and some milliseconds more; stops at the end of time instead of overflowing.
    package func advanced(byMilliseconds milliseconds: Int) -> MonotonicInstant {
        let (step, tooLong) = Int64(milliseconds).multipliedReportingOverflow(by: 1_000_000)
        let (sum, tooLate) = nanoseconds.addingReportingOverflow(step)
        return MonotonicInstant(nanoseconds: tooLong || tooLate ? (milliseconds < 0 ? .min : .max) : sum)
    }

    /// Milliseconds until a later moment, rounded up; 0 where it has come.
    package func milliseconds(until later: MonotonicInstant) -> Int {
        guard later > self else { return 0 }
        let (span, overflow) = later.nanoseconds.subtractingReportingOverflow(nanoseconds)
        return overflow ? .max : Int((span - 1) / 1_000_000 + 1)
    }
}

/// Where time for deadlines comes from: the system's monotonic clock, or a scripted one in tests.
package struct MonotonicClock: Sendable {
    private let read: @Sendable () -> MonotonicInstant

    /// A clock that asks a closure.
    package init(reading read: @escaping @Sendable () -> MonotonicInstant) { self.read = read }

    package func now() -> MonotonicInstant { read() }

    /// `CLOCK_MONOTONIC`.
    package static let system = MonotonicClock {
        let time = readClock(CLOCK_MONOTONIC)
        return MonotonicInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}

func readClock(_ clock: clockid_t) -> timespec {
    var time = timespec()
    let status = unsafe clock_gettime(clock, &time)
    precondition(status == 0, "the kernel has no such clock")
    return time
}
