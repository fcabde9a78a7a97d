import AuditLog
package import Identity
package import JSON

/// The machine time that answering takes is published each month (BAL-2).
extension Gateway {
    /// Records so many minutes of processor time, of all that was done together: what one question takes depends on the
    /// data, and is never told.
    package func record(cpuMinutes minutes: Int, on day: CivilDay) throws(GatewayError) {
        let month = String(day.description.prefix(7))
        let event: JSONObject = [
            "req": .string(parts.requestName()), "month": .string(month), "cpuMinutes": .integer(max(0, minutes)),
        ]
        try append([AuditDraft(type: "machine.use", event: event)])
    }

    /// Such as `2026-04`: nothing of it is published before it is over.
    var thisMonth: String { String(now.day.description.prefix(7)) }

    /// The months that are over, with the hours of processor time and the number of answers.
    package var publishedMachineUse: JSONValue {
        published.machineUse(before: thisMonth)
    }
}
