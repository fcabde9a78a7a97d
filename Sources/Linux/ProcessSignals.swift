import CLinux
import Glibc

/// What the process does with signals. Programs call `prepare` before their first thread.
package enum ProcessSignals {
    package enum Request: Sendable, Hashable {
        /// SIGHUP: a terminal that was closed, or an operator who changed what the process reads.
        case hungUp
        /// SIGINT: somebody at the keyboard.
        case interrupted
        /// SIGTERM: the system or the operator.
        case terminated
    }

    /// From now on a write to a closed connection or above a file limit is an error instead of the end of the process,
    /// and SIGHUP, SIGINT and SIGTERM wait for `next`. Holds for this thread and those it starts.
    package static func prepare() {
        _ = signal(SIGPIPE, SIG_IGN)
        _ = signal(SIGXFSZ, SIG_IGN)
        var signals = awaited()
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Waits until somebody asks something of the process; with a limit, nil where nobody did for so long. On a
    /// `WorkerThread`, or after `prepare`.
    package static func next(withinSeconds seconds: Int? = nil) -> Request? {
        var signals = awaited()
        while true {
            let number: Int32
            if let seconds {
                var time = timespec(tv_sec: seconds, tv_nsec: 0)
                number = unsafe sigtimedwait(&signals, nil, &time)
                if number < 0, errno == EAGAIN { return nil }
            } else {
                number = unsafe sigwaitinfo(&signals, nil)
            }
            switch number {
            case SIGHUP: return .hungUp
            case SIGINT: return .interrupted
            case SIGTERM: return .terminated
            default: continue
            }
        }
    }

    private static func awaited() -> sigset_t {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGHUP)
        unsafe sigaddset(&signals, SIGINT)
        unsafe sigaddset(&signals, SIGTERM)
        return signals
    }
}
