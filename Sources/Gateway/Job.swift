import DisclosureControl
import Governance
import Identity
package import JSON
import Linux
import QueryLanguage

/// One question from its intent to its end, whether its asker waits for it or not.
///
/// It ends in one of two ways. Its own thread releases, withholds or aborts it; or somebody ends it from outside, who
/// cancels it or takes its authorisation away: then the outcome stands in the log first, and the thread hears of it at
/// once, in the engine or in its wait for the tick, and leaves everything as it was. Both happen under `gates` and only
/// while the log has no outcome, so there is exactly one.
///
/// Values that were drawn for a question which ends without an answer are thrown away, whoever ended it. Nobody has seen
/// them, so a second draw tells no more than a first; to keep them, the data's ledgers would have to pay for them.
final class Job: Sendable {
    private struct State {
        var isRunning = false
        /// The entry of the outcome that somebody else gave it.
        var end: Int?
    }

    let agreed: Agreed
    /// The entry of its intent.
    let intent: Int
    let asker: Asker
    private let arrival: MonotonicInstant
    private let state = Monitor(State())

    init(_ agreed: Agreed, intent: Int, by asker: Asker, since arrival: MonotonicInstant) {
        self.agreed = agreed
        self.intent = intent
        self.asker = asker
        self.arrival = arrival
    }

    /// The public name of its answer.
    var id: String { Gateway.answerID(agreed.request) }

    /// Under which name what its entries tell of its asker can be erased.
    var subject: String { "\(agreed.project.id)/\(asker.principal.person)" }

    /// What is held while it gets its outcome, and while a record changes that its outcome depends on.
    var gates: Set<String> {
        ["project \(agreed.project.id)", "person \(asker.principal.person)", "person \(agreed.project.proposal.owner)"]
    }

    /// The entry of the outcome that it was given from outside; nil while it is under way, or answered.
    var end: Int? { state.read { $0.end } }
    var isRunning: Bool { state.read { $0.isRunning } }

    func run() { state.update { $0.isRunning = true } }

    /// Tells its thread that it has ended.
    func end(at entry: Int) { state.update { $0.end = entry } }

    /// Waits for the end of a step of this length since the arrival, or for its own; at once where the step has none.
    func wait(forStep step: Int, _ ticks: MonotonicClock) {
        guard step > 0 else { return }
        let spent = arrival.milliseconds(until: ticks.now())
        let end = arrival.advanced(byMilliseconds: ReplyTick.end(ofStep: step, after: spent))
        _ = state.wait(until: end) { $0.end }
    }

    /// How far it is, told from the clock, the queue and the question alone.
    func status(place: Int, _ ticks: MonotonicClock) -> JobStatus {
        let tick = agreed.tick
        let spent = arrival.milliseconds(until: ticks.now())
        let next =
            tick.milliseconds == 0
            ? 0 : ReplyTick.end(ofStep: tick.milliseconds, after: max(0, spent - tick.afterwards)) + tick.afterwards
        return JobStatus(
            id: id, project: agreed.project.id, says: agreed.plan.query.says, isRunning: isRunning, place: place,
            tickMilliseconds: tick.milliseconds, nextMilliseconds: max(0, next - spent))
    }
}

/// What may be told of a question that is under way: nothing here comes from the data.
package struct JobStatus: Sendable, Hashable {
    package let id: String
    let project: String
    let says: String
    let isRunning: Bool
    /// Its place among those that wait, from 1 on; 0 where it runs.
    let place: Int
    /// The length of its tick.
    let tickMilliseconds: Int
    /// When its answer could be there, if it does not wait for a thread.
    let nextMilliseconds: Int

    package var path: String { "/v1/queries/\(id)" }

    /// When looking again makes sense: 1 second or more.
    package var retryAfterSeconds: Int { max(1, (nextMilliseconds + 999) / 1000) }

    package var json: JSONObject {
        [
            "query": .string(id), "status": isRunning ? "running" : "waiting", "path": .string(path),
            "project": .string(project), "says": .string(says),
            "progress": [
                "place": .integer(place), "tickMilliseconds": .integer(tickMilliseconds),
                "nextMilliseconds": .integer(nextMilliseconds),
            ],
        ]
    }
}
