import AuditLog
import JSON
import Synchronization

/// The jobs that ended without an answer, as the log tells it: cancelled, refused when they were to leave, or cut short.
///
/// A projection of the log, like the ledgers. An answer, a failure and what waits for people stand in the store.
final class EndedJobs: Sendable {
    private struct State {
        /// By the entry of its intent, the public name of the answer.
        var open: [Int: String] = [:]
        /// By name, the entry of the outcome.
        var ended: [String: Int] = [:]
    }

    private let state = Mutex(State())

    func hear(_ entries: [AuditEntry]) {
        state.withLock { state in
            for entry in entries { Self.hear(entry, &state) }
        }
    }

    /// The entry of the outcome; nil where no job of this name ended so.
    subscript(id: String) -> Int? { state.withLock { $0.ended[id] } }

    private static func hear(_ entry: AuditEntry, _ state: inout State) {
        switch entry.type {
        case "query.intent":
            guard entry.event["job"] == .bool(true), case .string(let request)? = entry.event["req"] else { return }
            state.open[entry.seq] = Gateway.answerID(request)
        case "query.outcome":
            guard case .integer(let intent)? = entry.event["intent"], let id = state.open.removeValue(forKey: intent),
                entry.event["budget"] == nil
            else { return }
            state.ended[id] = entry.seq
        default: return
        }
    }
}
