import AuditLog
import JSON

/// What those who watch over the charter did: suspensions, marks, recalls, and what was read of the log.
struct OversightActs {
    private struct Suspension {
        let entry: AuditEntry
        /// When it ended; nil while it lasts.
        var until: String?
    }

    private let span: ReviewSpan
    private var suspensions: [Suspension] = []
    private var marks: [JSONValue] = []
    private var recalls: [JSONValue] = []
    private var exports: [String: Int] = [:]

    init(in span: ReviewSpan) { self.span = span }

    mutating func hear(_ entry: AuditEntry) {
        let event = entry.event
        switch entry.type {
        case "project.suspend": suspensions.append(Suspension(entry: entry, until: nil))
        case "project.resume", "project.end":
            for index in suspensions.indices
            where suspensions[index].until == nil && suspensions[index].entry.event["project"] == event["project"] {
                suspensions[index].until = entry.day
            }
        default: break
        }
        guard span.contains(entry.day) else { return }
        switch entry.type {
        case "mark.change":
            marks.append([
                "project": .string(event.text("project")), "on": .string(entry.day),
                "mark": .string(event.text("mark")), "reason": .string(event.text("reason")),
            ])
        case "recall":
            recalls.append([
                "outcome": .integer(event.number("outcome") ?? 0), "on": .string(entry.day),
                "reason": .string(event.text("reason")),
            ])
        case "export": exports[event.text("what"), default: 0] += 1
        default: break
        }
    }

    /// The suspensions that lasted on one of the days.
    private var counted: [Suspension] { suspensions.filter { ($0.until ?? span.to) >= span.from } }

    /// The entries that tell of them: each commits to its reason.
    var suspensionEntries: [AuditEntry] { counted.map(\.entry) }

    /// The reason stands there where its disclosure is given and is what the entry commits to; an erased one does not.
    func suspensions(opening disclosures: [Disclosure]) -> JSONValue {
        .array(
            counted.map { suspension in
                let entry = suspension.entry
                var object: JSONObject = [
                    "project": .string(entry.event.text("project")), "on": .string(entry.day),
                    "entry": .integer(entry.seq),
                ]
                object["until"] = suspension.until.map { .string($0) }
                if let opened = disclosures.first(where: { $0.name == "reason" && entry.commits(to: $0) }) {
                    object["reason"] = opened.value
                    object["disclosure"] = .string(opened.text)
                }
                return .object(object)
            })
    }

    var markChanges: JSONValue { .array(marks) }
    var recalledAnswers: JSONValue { .array(recalls) }

    /// By what was read, how often.
    var readings: JSONValue {
        .array(
            exports.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
                ["what": .string($0.key), "count": .integer($0.value)]
            })
    }
}
