/// Something a verifier has to say about a stored log: a stable code, the file, the line, and words.
package struct LogFinding: Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        case frame = "E-FRAME"
        case canon = "E-CANON"
        case schema = "E-SCHEMA"
        case seq = "E-SEQ"
        case chain = "E-CHAIN"
        case time = "E-TIME"
        case commit = "E-COMMIT"
        case root = "E-ROOT"
        case segment = "E-SEGMENT"
        case tile = "E-TILE"
        case truncated = "E-TRUNCATED"
        case note = "E-NOTE"
        case signature = "E-SIG"
        case key = "E-KEY"
        case origin = "E-ORIGIN"
        case rollback = "E-ROLLBACK"
        case witness = "E-WITNESS"
        case stale = "E-STALE"
        case fork = "E-FORK"
        case pair = "E-SEM-PAIR"
        case budget = "E-SEM-BUDGET"
        case policy = "E-SEM-POLICY"
        case dataset = "E-SEM-DATASET"
        case project = "E-SEM-PROJECT"
        case disclosure = "E-DISCLOSURE"
        case review = "E-REVIEW"
        case pruned = "E-PRUNED"
        case tail = "W-TAIL"
        case open = "W-OPEN"
        case redacted = "W-REDACTED"
        case rotation = "W-KEY"
        case silence = "W-SILENCE"
        case pruning = "W-PRUNED"
    }

    package let code: Code
    /// Relative to the log's directory where it lies inside.
    package let file: String
    /// From 1; nil where the finding is about the whole file.
    package let line: Int?
    package let message: String

    package init(_ code: Code, file: String, line: Int? = nil, _ message: String) {
        self.code = code
        self.file = file
        self.line = line
        self.message = message
    }

    /// Whether this is worth knowing but proves nothing wrong.
    package var isNotice: Bool { code.rawValue.hasPrefix("W-") }

    package var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return "\(code.rawValue) \(place): \(message)"
    }
}
