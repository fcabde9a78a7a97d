import AuditLog
import Linux
import Synchronization

/// Whether questions can be answered now, and if not, why: for proxies and monitors, in words that tell nothing of data.
package enum Readiness: String, Sendable, Hashable, CaseIterable {
    case serving
    /// It was told to stop, and answers what still comes until then.
    case draining
    /// The audit log takes nothing more until the program is started again.
    case logClosed = "log-closed"
    /// The device of the log is nearly full: only what closes the log in order is still written.
    case diskLow = "disk-low"
    case noData = "no-data"
    case databaseFailed = "database-failed"
}

extension Gateway {
    /// What is so now; of several reasons the one that lasts longest.
    package var readiness: Readiness {
        if parts.log.isClosed { return .logClosed }
        if parts.log.isShortOfSpace { return .diskLow }
        do throws(StoreError) { _ = try parts.store.appliedSequence() } catch { return .databaseFailed }
        if isDraining.load(ordering: .relaxed) { return .draining }
        return parts.generation() == nil ? .noData : .serving
    }

    /// Says from now on that it is about to stop; it goes on answering.
    package func drain() { isDraining.store(true, ordering: .relaxed) }

    /// How many questions run, and how many wait for a thread.
    package var questions: (running: Int, waiting: Int) { jobs.load }
}
