import AuditLog
import JSON

/// Incidents with their clock: within 72 hours of knowing, the regulator is told, or it is decided that it need not be.
struct IncidentClocks {
    private static let hours = 72

    private struct Incident {
        let reportedAt: String
        var severity: String
        var knownAt: String?
        var regulatorAt: String?
        var closedAt: String?
        var lastDay: String
    }

    private let span: ReviewSpan
    private var incidents: [String: Incident] = [:]

    init(in span: ReviewSpan) { self.span = span }

    mutating func hear(_ entry: AuditEntry) {
        let event = entry.event
        let id = event.text("incident")
        var incident =
            incidents[id]
            ?? Incident(
                reportedAt: entry.time, severity: event.text("severity"), knownAt: nil, regulatorAt: nil, closedAt: nil,
                lastDay: entry.day)
        if event["knownAt"] != nil { incident.knownAt = event.text("knownAt") }
        incident.lastDay = entry.day
        switch event.text("change") {
        case "regulator": incident.regulatorAt = incident.regulatorAt ?? entry.time
        case "closed": incident.closedAt = incident.closedAt ?? entry.time
        default: break
        }
        incidents[id] = incident
    }

    /// Those that were open, or about which something was done.
    var json: JSONValue {
        .array(
            incidents.filter { $0.value.closedAt == nil || $0.value.lastDay >= span.from }
                .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map(Self.json))
    }

    private static func json(_ id: String, _ incident: Incident) -> JSONValue {
        var object: JSONObject = [
            "incident": .string(id), "severity": .string(incident.severity),
            "reportedAt": .string(incident.reportedAt),
        ]
        object["knownAt"] = incident.knownAt.map { .string($0) }
        object["regulatorAt"] = incident.regulatorAt.map { .string($0) }
        object["closedAt"] = incident.closedAt.map { .string($0) }
        object["clock"] = .string(clock(incident))
        return .object(object)
    }

    private static func clock(_ incident: Incident) -> String {
        guard let settled = [incident.regulatorAt, incident.closedAt].compactMap({ $0 }).min() else { return "runs" }
        guard let known = incident.knownAt.flatMap(moment), let end = AuditTime(parsing: settled) else {
            return "unknown"
        }
        return end.milliseconds - known.milliseconds <= Int64(hours) * 3_600_000 ? "kept" : "missed"
    }

    /// A time in whole seconds, as incidents tell it.
    private static func moment(_ text: String) -> AuditTime? { AuditTime(parsing: "\(text.dropLast()).000Z") }
}
