import AuditLog
import JSON

/// How long each step of a decision took, in working days since the text was handed in. Twenty are promised.
struct DecisionTimes {
    private static let promised = 20

    private struct Text: Hashable, Comparable {
        let project: String
        /// `amendment` where it is about a text that follows; empty where it is the project's own.
        let of: String

        static func < (left: Text, right: Text) -> Bool { (left.project, left.of) < (right.project, right.of) }
    }

    private struct Step {
        let text: Text
        let name: String
        let controller: String?
        let from: String
        let until: String
    }

    private let span: ReviewSpan
    private var handedIn: [Text: String] = [:]
    private var steps: [Step] = []

    init(in span: ReviewSpan) { self.span = span }

    mutating func hear(_ entry: AuditEntry) {
        let event = entry.event
        let text = Text(project: event.text("project"), of: event.text("of"))
        switch entry.type {
        case "project.submit": handedIn[text] = entry.day
        case "project.sign":
            let controller = event["controller"] == nil ? nil : event.text("controller")
            note(event.text("as"), controller, of: text, on: entry.day)
        case "project.meet": note("meeting", nil, of: text, on: entry.day)
        case "project.approve", "project.return", "project.refuse", "project.withdraw":
            note(String(entry.type.dropFirst("project.".count)), nil, of: text, on: entry.day)
            handedIn[text] = nil
        default: break
        }
    }

    private mutating func note(_ name: String, _ controller: String?, of text: Text, on day: String) {
        guard let start = handedIn[text], span.contains(day) else { return }
        steps.append(Step(text: text, name: name, controller: controller, from: start, until: day))
    }

    /// The steps that were taken, in their order, and the texts that wait on the last day.
    var json: JSONValue {
        let waiting = handedIn.sorted { $0.key < $1.key }.map {
            Step(text: $0.key, name: "waiting", controller: nil, from: $0.value, until: span.to)
        }
        return .array((steps + waiting).map(Self.json))
    }

    private static func json(_ step: Step) -> JSONValue {
        let days = ReviewSpan.workingDays(from: step.from, to: step.until)
        var object: JSONObject = ["project": .string(step.text.project), "step": .string(step.name)]
        if !step.text.of.isEmpty { object["of"] = .string(step.text.of) }
        object["controller"] = step.controller.map { .string($0) }
        object["from"] = .string(step.from)
        object["until"] = .string(step.until)
        object["workingDays"] = .integer(days)
        object["asPromised"] = .bool(days <= promised)
        return .object(object)
    }
}
