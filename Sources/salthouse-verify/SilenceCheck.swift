import AuditLog
import JSON

/// Where a log was silent for longer than its writer had promised: at every start it says how often it gives a sign of
/// life, and any entry is one.
struct SilenceCheck {
    /// Seconds between two signs of life, by the last entry that said so; nil before a first, and after a shutdown.
    private var every: Int?
    private var last: (time: AuditTime, text: String)?
    /// The entry that comes next, where none was pruned: nobody knows what signs were among those.
    private var next = 0
    private(set) var findings: [LogFinding] = []

    /// A sign may come late; twice the distance means that one is missing.
    private static let patience = 2
    /// No promise is longer than a century.
    private static let longest = 3_155_760_000

    mutating func visit(_ entry: AuditEntry, at place: Place) {
        if entry.seq != next { (every, last) = (nil, nil) }
        next = entry.seq + 1
        guard let time = AuditTime(parsing: entry.time) else { return }
        if let every, let last, time.milliseconds - last.time.milliseconds > Int64(every * 1000 * Self.patience) {
            findings.append(
                LogFinding(
                    .silence, file: place.file, line: place.line,
                    "no sign of life from \(last.text) to \(entry.time), though one was promised every \(every) seconds"
                ))
        }
        last = (time, entry.time)
        if entry.type == "shutdown" {
            every = nil
        } else if ["boot", "heartbeat"].contains(entry.type), case .integer(let seconds)? = entry.event["every"] {
            every = min(seconds, Self.longest)
        }
    }
}
