import AuditLog
import JSON

/// Where an entry stands.
struct Place {
    let file: String
    let line: Int
}

/// Whether the entries tell a story that can be true: what was allowed had an intent, an active policy, an approved
/// project, registered data, and a budget that adds up.
///
/// A quality report needs no project, and charges none.
/// A question about made-up rows needs neither project nor data, so it must not be charged, and must name none that are
/// registered. A refused query may name things that do not exist; so everything but the pairing is asked of `allow` only.
struct MeaningChecks {
    /// An intent with what held when it was written.
    private struct Intent {
        let seq: Int
        let request: String?
        let project: String
        let approval: String
        let isMadeUp: Bool
        /// Whether it is of the gateway's own fixed questions on the quality of data, which belong to no project.
        let isReport: Bool
        let place: Place
        /// What an allowed outcome of it would be accused of.
        let faults: [(code: LogFinding.Code, message: String)]
    }

    private var open: [Int: Intent] = [:]
    private var closed: Set<Int> = []
    /// The intents that somebody cancelled.
    private var cancelled: Set<Int> = []
    private var policy: JSONValue?
    private var snapshots: [String: Set<String>] = [:]
    private var projects: [String: ProjectState] = [:]
    private var findings: [LogFinding] = []

    mutating func visit(_ entry: AuditEntry, at place: Place) {
        let event = entry.event
        switch entry.type {
        case "policy.activate":
            policy = ["bundle": event["bundle"] ?? .null, "charter": event["charter"] ?? .null]
        case "dataset.register":
            snapshots[event.text("dataset"), default: []].insert(event.text("snapshot"))
        case "dataset.retire":
            if event["snapshot"] == nil {
                snapshots[event.text("dataset")] = nil
            } else {
                snapshots[event.text("dataset")]?.remove(event.text("snapshot"))
            }
        case "query.intent", "quality.intent":
            open[entry.seq] = intent(entry, at: place)
        case "query.cancel":
            cancel(entry, at: place)
        case "query.outcome", "quality.outcome":
            judge(entry, at: place)
        default:
            projects[event.text("project")] = ProjectState.after(entry, before: projects[event.text("project")])
        }
    }

    /// All findings, with a notice for each intent that never had an outcome.
    func finish() -> [LogFinding] {
        findings
            + open.values.sorted { $0.seq < $1.seq }.map {
                LogFinding(.open, file: $0.place.file, line: $0.place.line, "entry \($0.seq): no outcome yet")
            }
    }

    private func intent(_ entry: AuditEntry, at place: Place) -> Intent {
        let event = entry.event
        let project = event.text("project")
        var faults: [(code: LogFinding.Code, message: String)] = []
        if event["policy"]?.sorted != policy?.sorted || policy == nil {
            faults.append((.policy, "its policy was not the active one"))
        }
        let isMadeUp = event.isAboutMadeUpRows
        let isReport = entry.isOfReport
        let state = projects[project]
        if !isMadeUp, !isReport,
            let fault = state?.fault(approval: event.text("approval"), at: entry.time) ?? missing(state)
        {
            faults.append((.project, fault))
        }
        for dataset in event.objects("datasets") {
            let id = dataset.text("id")
            let isRegistered = snapshots[id]?.contains(dataset.text("snapshot")) == true
            if isMadeUp {
                if isRegistered { faults.append((.dataset, "`\(id)` in that snapshot is no made-up data")) }
            } else if !isRegistered {
                faults.append((.dataset, "`\(id)` was not registered in that snapshot"))
            } else if state?.datasets.contains(id) == false {
                faults.append((.dataset, "`\(id)` was not approved for the project"))
            }
        }
        return Intent(
            seq: entry.seq, request: event.text("req"), project: project, approval: event.text("approval"),
            isMadeUp: isMadeUp, isReport: isReport, place: place, faults: faults)
    }

    private func missing(_ state: ProjectState?) -> String? { state == nil ? "the project was not approved" : nil }

    private mutating func cancel(_ entry: AuditEntry, at place: Place) {
        guard case .integer(let number)? = entry.event["intent"], open[number] != nil else {
            return report(.pair, place, "what it cancels is not under way")
        }
        cancelled.insert(number)
    }

    private mutating func judge(_ entry: AuditEntry, at place: Place) {
        guard case .integer(let number)? = entry.event["intent"], let intent = open.removeValue(forKey: number) else {
            let isSecond =
                if case .integer(let number)? = entry.event["intent"] { closed.contains(number) } else { false }
            return report(.pair, place, isSecond ? "its intent has an outcome already" : "it has no intent before it")
        }
        closed.insert(number)
        if intent.request != entry.event.text("req") {
            report(.pair, place, "its intent (entry \(number)) is of another request")
        }
        if intent.isReport != entry.isOfReport {
            report(.pair, place, "its intent (entry \(number)) is of another kind")
        }
        if intent.isMadeUp != entry.event.isAboutMadeUpRows, entry.event["decision"] != "aborted" {
            report(.pair, place, "its intent (entry \(number)) is about rows of the other tier")
        }
        if intent.isMadeUp, entry.event["budget"] != nil {
            report(.budget, place, "made-up rows are free, and this was charged")
        }
        if cancelled.remove(number) != nil, entry.event["decision"] != "aborted" {
            report(.pair, place, "its intent (entry \(number)) was cancelled")
        }
        let isAllowed = entry.event["decision"] == "allow"
        if isAllowed {
            for fault in intent.faults {
                report(fault.code, place, "allowed, but of its intent \(number): \(fault.message)")
            }
            // What happened since, while the question ran.
            if !intent.isMadeUp, !intent.isReport, intent.faults.isEmpty,
                let fault = projects[intent.project]?.fault(approval: intent.approval)
            {
                report(.project, place, "allowed, but by then \(fault)")
            }
        }
        // A failure may be charged too; a refusal that costs nothing need not speak of a budget.
        if !intent.isMadeUp, !intent.isReport,
            isAllowed || entry.event["decision"] == "error" && entry.event["budget"] != nil,
            let fault = projects[intent.project]?.settle(entry.event["budget"], at: entry.time)
        {
            report(.budget, place, fault)
        }
    }

    private mutating func report(_ code: LogFinding.Code, _ place: Place, _ message: String) {
        findings.append(LogFinding(code, file: place.file, line: place.line, message))
    }
}

extension AuditEntry {
    /// Whether it begins or ends a quality report.
    fileprivate var isOfReport: Bool { type.hasPrefix("quality.") }
}

extension JSONObject {
    /// Whether an entry says that it is about made-up rows.
    fileprivate var isAboutMadeUpRows: Bool { self["tier"] == "synthetic" }
}

extension JSONValue {
    /// The canonical text, for comparing objects whatever the order of their members.
    fileprivate var sorted: [UInt8]? { try? canonicalBytes() }
}
