import Glibc

/// What the process does with signals. Programs call `prepare` before their first thread.
package enum ProcessSignals {
    package enum Termination: Sendable, Hashable {
        /// SIGINT: somebody at the keyboard.
        case interrupted
        /// SIGTERM: the system or the operator.
        case terminated
    }

    /// From now on a write to a closed connection or above a file limit is an error instead of the end of the process,
    /// and SIGINT and SIGTERM wait for `waitForTermination`. Holds for this thread and those it starts.
    package static func prepare() {
        _ = signal(SIGPIPE, SIG_IGN)
        _ = signal(SIGXFSZ, SIG_IGN)
        var signals = terminationSignals()
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Waits until the process is asked to end. On a `WorkerThread`, or after `prepare`.
    package static func waitForTermination() -> Termination {
        var signals = terminationSignals()
        var number: Int32 = 0
        while unsafe sigwait(&signals, &number) != 0 {}
        return number == SIGINT ? .interrupted : .terminated
    }

    /// What is asked of a process that serves.
    package enum Request: Sendable, Hashable {
        case end(Termination)
        /// SIGHUP: read the files again.
        case readAgain
    }

    /// From now on SIGHUP too waits, for `waitForRequest`. Holds for this thread and those it starts.
    package static func prepareReadingAgain() {
        var signals = requestSignals()
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Waits until the process is asked for something. After `prepareReadingAgain`.
    package static func waitForRequest() -> Request {
        var signals = requestSignals()
        var number: Int32 = 0
        while unsafe sigwait(&signals, &number) != 0 {}
        switch number {
        case SIGHUP: return .readAgain
        case SIGINT: return .end(.interrupted)
        default: return .end(.terminated)
        }
    }

    private static func requestSignals() -> sigset_t {
        var signals = terminationSignals()
        unsafe sigaddset(&signals, SIGHUP)
        return signals
    }

    private static func terminationSignals() -> sigset_t {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGINT)
        unsafe sigaddset(&signals, SIGTERM)
        return signals
    }
}
