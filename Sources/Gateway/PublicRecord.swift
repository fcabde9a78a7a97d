import AuditLog
import CharterReview
import JSON
import Synchronization

/// What the public may read of the log without signing in: machine time by month, and answers under random names.
///
/// A projection of the log, like the ledgers. It shows a month only once it is over, in the order of names that were
/// drawn at random: nobody can see when in the month an answer left, or which one left after which.
final class PublicRecord: Sendable {
    /// An answer as it is listed.
    struct Answer {
        /// Drawn at random when its outcome was recorded.
        let name: String
        /// Such as `2026-04`.
        let month: String
        let project: String
        /// What is public of the shape of its table.
        let shape: JSONValue
        /// The entries of its question and its outcome.
        let intent: Int
        let outcome: Int
    }

    fileprivate struct State {
        var use = MachineUse()
        /// Intents without an outcome.
        var asked: [Int: (project: String, shape: JSONValue)] = [:]
        /// Each shape once: there are few of them, and their answers share it.
        var shapes: Set<JSONValue> = []
        /// By month.
        var answers: [String: [Answer]] = [:]
        /// The months whose answers stand in the order of their names.
        var inOrder: Set<String> = []
        var recalled: Set<Int> = []
    }

    private let state = Mutex(State())

    func hear(_ entries: [AuditEntry]) {
        state.withLock { state in
            for entry in entries { state.hear(entry) }
        }
    }

    /// The machine use of the months before this one.
    func machineUse(before month: String) -> JSONValue { state.withLock { $0.use.json(before: month) } }

    /// The answers of the months before this one, by month and name, held ones too, and the outcomes called back.
    func answers(before month: String) -> (answers: [Answer], recalled: Set<Int>) {
        state.withLock { state in
            let months = state.answers.keys.filter { $0 < month }.sorted()
            return (months.flatMap { state.listed(in: $0) }, state.recalled)
        }
    }
}

extension PublicRecord.State {
    fileprivate mutating func hear(_ entry: AuditEntry) {
        use.hear(entry)
        let event = entry.event
        switch entry.type {
        case "query.intent":
            guard event["tier"] == nil, case .string(let project)? = event["project"],
                case .object(let shape)? = event["shape"]
            else { return }
            let told = ["unit", "dimensions", "measures"].compactMap { name in shape[name].map { (name, $0) } }
            asked[entry.seq] = (project, shapes.insert(.object(JSONObject(told))).memberAfterInsert)
        case "query.outcome":
            guard case .integer(let intent)? = event["intent"], let asked = asked.removeValue(forKey: intent),
                case .string(let name)? = event["listed"]
            else { return }
            list(
                PublicRecord.Answer(
                    name: name, month: String(entry.time.prefix(7)), project: asked.project, shape: asked.shape,
                    intent: intent, outcome: entry.seq))
        case "recall":
            if case .integer(let outcome)? = event["outcome"] { recalled.insert(outcome) }
        default: break
        }
    }

    private mutating func list(_ answer: PublicRecord.Answer) {
        answers[answer.month, default: []].append(answer)
        inOrder.remove(answer.month)
    }

    /// The answers of a month by name, put in order once it is read: a month that is over changes no more.
    fileprivate mutating func listed(in month: String) -> [PublicRecord.Answer] {
        if inOrder.insert(month).inserted { answers[month]?.sort { $0.name < $1.name } }
        return answers[month] ?? []
    }
}
