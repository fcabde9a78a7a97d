import AuditLog
import Catalogue
import JSON
import Synchronization

/// Which quality reports were drawn, as the log tells it: one for each dataset and analytic release, once for ever.
final class QualityReports: Sendable {
    private struct State {
        /// The report of each intent that has no outcome yet.
        var open: [Int: String] = [:]
        /// The outcome behind each report that was drawn.
        var drawn: [String: Int] = [:]
        /// What answers quote of those that were drawn, once somebody has read it.
        var figures: [String: QualityFigures] = [:]
    }

    private let state = Mutex(State())

    /// Such as `quality-person-2026-03`.
    static func name(_ dataset: DatasetID, _ asOf: Month) -> String { "quality-\(dataset)-\(asOf)" }

    func hear(_ entry: AuditEntry) {
        state.withLock { state in
            switch entry.type {
            case "quality.intent":
                guard case .string(let text)? = entry.event["dataset"], let dataset = DatasetID(text),
                    case .string(let month)? = entry.event["asOf"], let asOf = Month(month)
                else { return }
                state.open[entry.seq] = Self.name(dataset, asOf)
            case "quality.outcome":
                guard case .integer(let intent)? = entry.event["intent"],
                    let name = state.open.removeValue(forKey: intent), entry.event["decision"] == "allow"
                else { return }
                state.drawn[name] = entry.seq
            default: return
            }
        }
    }

    /// The outcome of a report by its name; nil before it was drawn.
    subscript(name: String) -> Int? { state.withLock { $0.drawn[name] } }

    func figures(of name: String) -> QualityFigures? { state.withLock { $0.figures[name] } }
    func keep(_ figures: QualityFigures?, of name: String) { state.withLock { $0.figures[name] = figures } }

    /// Whether the log has an intent at this place and no outcome of it yet.
    func isOpen(intent: Int) -> Bool { state.withLock { $0.open[intent] != nil } }
}
