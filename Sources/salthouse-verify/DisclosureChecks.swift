import AuditLog
import JSON

/// Whether opened values are what the entries commit to, and how many stay closed.
struct DisclosureChecks {
    private let file: String
    private var opened: [Int: [Disclosure]] = [:]
    private var closed = 0
    private var findings: [LogFinding] = []

    /// Reads `[{"seq": 5, "disclosure": "WyJ…"}, …]`; other members may stand beside.
    init(reading path: String) throws {
        file = path
        let list = try JSONCursor(JSONValue(parsing: try Given.file(path), limits: .document)).array()
        for (index, element) in list.enumerated() {
            let fields = try element.object()
            let seq = try fields.required("seq").integer(in: 0...Int.max)
            if let disclosure = Disclosure(parsing: try fields.required("disclosure").string()) {
                opened[seq, default: []].append(disclosure)
            } else {
                findings.append(LogFinding(.disclosure, file: path, "/\(index): this is no disclosure"))
            }
        }
    }

    mutating func visit(_ entry: AuditEntry, at place: Place) {
        let given = opened.removeValue(forKey: entry.seq) ?? []
        for disclosure in given where !entry.commits(to: disclosure) {
            findings.append(
                LogFinding(
                    .disclosure, file: place.file, line: place.line,
                    "entry \(entry.seq) does not commit to the value given for `\(disclosure.name)`"))
        }
        guard case .object(let commitments)? = entry.event["sd"] else { return }
        closed += commitments.count - Set(given.filter { entry.commits(to: $0) }.map(\.name)).count
    }

    /// What is left to say about a log of so many entries. Those that nobody saw were pruned, or have a problem of their
    /// own.
    func finish(size: Int) -> [LogFinding] {
        let strays = opened.keys.sorted().map { seq in
            seq < size
                ? LogFinding(.pruning, file: file, "entry \(seq) is not here to be compared with its values")
                : LogFinding(.disclosure, file: file, "there is no entry \(seq)")
        }
        let redacted = closed == 0 ? [] : [LogFinding(.redacted, file: file, "\(closed) values were not opened")]
        return findings + strays + redacted
    }
}
