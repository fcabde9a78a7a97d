import AuditLog
import Catalogue
import Governance
import Identity
import JSON
import Synchronization

/// The release that each project works with, as the log tells it: the newest one of which it had an answer.
///
/// A projection of the log, like the ledgers. An open request counts as if it had its answer already, so that a project
/// cannot be on two releases at once.
final class CurrentReleases: Sendable {
    private struct Asked {
        let project: String
        let asOf: Month
    }

    private struct State {
        var current: [String: CurrentRelease] = [:]
        /// What each intent without an outcome asks about.
        var open: [Int: Asked] = [:]
        var reserved: [String: Asked] = [:]
    }

    private let state = Mutex(State())

    func hear(_ entries: [AuditEntry]) {
        state.withLock { state in
            for entry in entries { Self.hear(entry, &state) }
        }
    }

    /// The project's release; nil before its first answer.
    func current(of project: String) -> CurrentRelease? { state.withLock { $0.current[project] } }

    /// Whether the project may ask about a release now; where it may, that is held for `request`, if one is named.
    func turn(
        of project: String, to asOf: Month, on today: CivilDay, holdingFor request: String?
    ) -> ReleaseTurn {
        state.withLock { state in
            let held = state.reserved.values.filter { $0.project == project }
                .map { CurrentRelease(asOf: $0.asOf, since: today) }
            // Of two on one release the answered one comes first: it knows since when.
            let current = ([state.current[project]].compactMap { $0 } + held)
                .reduce(nil as CurrentRelease?) { newest, next in
                    newest.map { $0.asOf >= next.asOf } ?? false ? newest : next
                }
            let turn = current?.turn(to: asOf, on: today) ?? .allowed
            if turn == .allowed, let request { state.reserved[request] = Asked(project: project, asOf: asOf) }
            return turn
        }
    }

    func giveUp(_ request: String) { state.withLock { $0.reserved[request] = nil } }

    private static func hear(_ entry: AuditEntry, _ state: inout State) {
        switch entry.type {
        case "query.intent":
            guard case .string(let project)? = entry.event["project"], case .string(let text)? = entry.event["asOf"],
                let asOf = Month(text)
            else { return }
            state.open[entry.seq] = Asked(project: project, asOf: asOf)
        case "query.outcome":
            guard case .integer(let intent)? = entry.event["intent"], let asked = state.open.removeValue(forKey: intent)
            else { return }
            // Only what was paid for, were it with nothing, has shown the project anything.
            guard entry.event["budget"] != nil, let day = CivilDay(String(entry.time.prefix(10))),
                state.current[asked.project].map({ $0.asOf < asked.asOf }) ?? true
            else { return }
            state.current[asked.project] = CurrentRelease(asOf: asked.asOf, since: day)
        default: return
        }
    }
}
