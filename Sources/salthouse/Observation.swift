import GatewayAPI
import JSON

/// Everything that a running gateway tells its operator. The journal and the meters are made from it, and from nothing else.
///
/// No case has a place for a person, a project, a query or a number that depends on data about people: what a monitor
/// may see, anybody in the operator's office may come to see.
enum Observation: Sendable {
    case stage(Stage)
    /// A request by its route, nil for none; the code where it went otherwise than asked.
    case answered(route: String?, status: Int, code: String?)
    /// Somebody has reached a limit, or a lock begins: once for each name and minute.
    case limited(ReachedLimit)
    /// The gateway could not decide or record.
    case undecided(code: String, message: String)
    /// What the log's device took to make a batch durable.
    case logSynchronised(nanoseconds: Int64)
    /// A sentence for the person who watches.
    case said(String)

    /// From the first word of a start to the last of an end.
    enum Stage: String, CaseIterable { case starting, serving, draining, stopping }

    /// A line of the journal; nil for what is only counted.
    var journal: JSONObject? {
        switch self {
        case .stage(let stage): ["event": "stage", "stage": .string(stage.rawValue)]
        case .answered(let route, let status, let code):
            [
                "event": "answered", "route": .string(route ?? Meters.noRoute), "status": .integer(status),
                "code": code.map { .string($0) } ?? .null,
            ]
        case .limited(let limit): ["event": "limited", "limit": .string(limit.rawValue)]
        case .undecided(let code, let message):
            ["event": "undecided", "code": .string(code), "message": .string(message)]
        case .logSynchronised: nil
        case .said(let sentence): ["event": "said", "message": .string(sentence)]
        }
    }
}
