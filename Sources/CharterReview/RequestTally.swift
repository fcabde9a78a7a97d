import AuditLog
import JSON

/// How many questions were asked, and what became of them.
struct RequestTally {
    private var answered = 0
    private var refused = 0
    private var failed = 0
    private var ended = 0
    private var held = 0
    private var checked = 0
    private var madeUp = 0
    private var notUnderstood = 0

    mutating func hear(_ entry: AuditEntry) {
        let event = entry.event
        switch entry.type {
        case "query.outcome" where event["tier"] != nil: madeUp += 1
        case "query.outcome":
            switch event.text("decision") {
            case "allow": answered += 1
            case "deny": refused += 1
            case "error": failed += 1
            default: ended += 1
            }
        case "query.check": checked += event.number("count") ?? 1
        case "review.hold": held += 1
        case "request.rejected" where event["reasons"] == nil: notUnderstood += 1
        default: break
        }
    }

    var json: JSONValue {
        [
            "answered": .integer(answered), "refused": .integer(refused), "failed": .integer(failed),
            "ended": .integer(ended), "heldForPeople": .integer(held), "checkedInAdvance": .integer(checked),
            "ofMadeUpRows": .integer(madeUp), "notUnderstood": .integer(notUnderstood),
        ]
    }
}
