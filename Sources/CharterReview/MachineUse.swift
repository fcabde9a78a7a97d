package import AuditLog
package import JSON

/// How much machine time each month took, and how many answers left in it.
package struct MachineUse: Sendable {
    private struct Month {
        var answers = 0
        /// Nil where no entry tells.
        var cpuMinutes: Int?
    }

    private var months: [String: Month] = [:]

    package init() {}

    package mutating func hear(_ entry: AuditEntry) {
        let event = entry.event
        if entry.type == "query.outcome", event["tier"] == nil, event["decision"] == "allow" {
            months[String(entry.time.prefix(7)), default: Month()].answers += 1
        } else if entry.type == "machine.use" {
            let month = event.text("month")
            let before = months[month]?.cpuMinutes ?? 0
            let (sum, overflow) = before.addingReportingOverflow(event.number("cpuMinutes") ?? 0)
            months[month, default: Month()].cpuMinutes = overflow ? .max : sum
        }
    }

    /// By month, those from one on left out where it is given: processor time in whole hours, rounded up, so that no
    /// question can be seen in it.
    package func json(before end: String?) -> JSONValue {
        .array(
            months.filter { month, _ in end.map { month < $0 } ?? true }.sorted { $0.key < $1.key }.map { month, use in
                var object: JSONObject = ["month": .string(month), "answers": .integer(use.answers)]
                object["cpuHours"] = use.cpuMinutes.map { .integer($0 / 60 + ($0 % 60 > 0 ? 1 : 0)) }
                return .object(object)
            })
    }
}
