import CLinux
import Glibc

/// The time that processors have spent on this process.
package enum ProcessorTime {
    /// Whole minutes since the start, of all threads together, rounded up.
    package static var minutes: Int {
        let time = readClock(CLOCK_PROCESS_CPUTIME_ID)
        return (time.tv_sec + (time.tv_nsec > 0 ? 1 : 0) + 59) / 60
    }
}
