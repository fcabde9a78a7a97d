import AuditLog
import JSON
import Synchronization

/// The answers that wait for two people, and what these said, as the log tells it.
///
/// A projection of the log, like the ledgers: an answer that was held leaves only where the log has two yeses to it, and
/// no database can say otherwise.
final class Reviews: Sendable {
    /// How many people must agree.
    static let people = 2

    enum State: String {
        case waiting, released, refused
    }

    struct Decision {
        /// The reviewer's pseudonym.
        let by: String
        let releases: Bool
        /// The entry that tells of it.
        let entry: Int
    }

    struct Review {
        let answer: String
        let project: String
        /// The intent of the query that was answered.
        let intent: Int
        /// When it was held, and why.
        let time: String
        let reasons: [String]
        fileprivate(set) var decisions: [Decision]

        /// One no is enough.
        var state: State {
            if decisions.contains(where: { !$0.releases }) { return .refused }
            return decisions.count < Reviews.people ? .waiting : .released
        }
    }

    private struct Known {
        /// By intent, which rises with time.
        var reviews: [Int: Review] = [:]
        var intents: [String: Int] = [:]
    }

    private let known = Mutex(Known())

    func hear(_ entries: [AuditEntry]) {
        known.withLock { known in
            for entry in entries { Self.hear(entry, &known) }
        }
    }

    /// The review of an answer; nil where it was never held.
    func review(of answer: String) -> Review? {
        known.withLock { known in known.intents[answer].flatMap { known.reviews[$0] } }
    }

    /// Whether the answer to a question was never held, or two people have let it leave.
    func mayLeave(intent: Int) -> Bool {
        known.withLock { known in known.reviews[intent].map { $0.state == .released } ?? true }
    }

    /// Those without an end, oldest first.
    var waiting: [Review] {
        known.withLock { $0.reviews.values.filter { $0.state == .waiting } }.sorted { $0.intent < $1.intent }
    }

    private static func hear(_ entry: AuditEntry, _ known: inout Known) {
        guard ["review.hold", "review.decide"].contains(entry.type),
            case .integer(let intent)? = entry.event["intent"]
        else { return }
        if entry.type == "review.hold", case .string(let request)? = entry.event["req"],
            case .string(let project)? = entry.event["project"]
        {
            let answer = Gateway.answerID(request)
            known.intents[answer] = intent
            known.reviews[intent] = Review(
                answer: answer, project: project, intent: intent, time: entry.time,
                reasons: entry.event.texts("reasons"), decisions: [])
        } else if case .string(let by)? = entry.event["by"] {
            known.reviews[intent]?.decisions.append(
                Decision(by: by, releases: entry.event["decision"] == "release", entry: entry.seq))
        }
    }
}
