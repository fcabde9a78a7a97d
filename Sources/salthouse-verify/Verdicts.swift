import AuditLog
import JSON

/// The result for a log.
struct LogVerdict {
    private let report: LogVerifier.Report
    private let level: VerificationLevel
    private let findings: [LogFinding]

    init(report: LogVerifier.Report, level: VerificationLevel, more: [LogFinding]) {
        self.report = report
        self.level = level
        findings = report.findings + more
    }

    var holds: Bool { findings.allSatisfy(\.isNotice) }

    var text: String {
        let name = report.origin.map { "log \($0)" } ?? "a log that does not say its name"
        let signed = report.signedSize.map { "the newest signed checkpoint covers \($0)" } ?? "no signed checkpoint"
        let witnessed = report.witnessedSize.map { "enough witnesses have seen \($0) entries\n" } ?? ""
        return """
            \(name)
            \(report.size) entries in \(report.segments) segments; \(signed)
            root \(report.root.base64)

            """ + witnessed + (level == .full ? "" : "the meaning of entries was not checked\n") + findings.report
    }

    var json: String {
        let value: JSONValue = [
            "ok": .bool(holds),
            "origin": report.origin.map { .string($0) } ?? .null,
            "size": .integer(report.size),
            "root": .string(report.root.base64),
            "level": .string(level.rawValue),
            "signedSize": report.signedSize.map { .integer($0) } ?? .null,
            "witnessedSize": report.witnessedSize.map { .integer($0) } ?? .null,
            "segments": .integer(report.segments),
            "findings": .array(findings.map(\.json)),
        ]
        return String(decoding: value.prettyBytes(), as: UTF8.self)
    }
}

/// The result for a receipt.
struct ReceiptVerdict {
    let reading: ReceiptReading

    var holds: Bool { reading.findings.allSatisfy(\.isNotice) }

    var text: String {
        var text = ""
        if let entry = reading.entry {
            text += "entry \(entry.seq), \(entry.type), written \(entry.time)\n"
            text += String(decoding: JSONValue.object(entry.event).prettyBytes(), as: UTF8.self)
        }
        for disclosure in reading.disclosures {
            text += "\(disclosure.name): \(String(decoding: disclosure.value.bytes(), as: UTF8.self))\n"
        }
        if let checkpoint = reading.checkpoint {
            text += "under the checkpoint of \(checkpoint.origin) over \(checkpoint.size) entries\n"
        }
        return text + reading.findings.report
    }

    var json: String {
        let value: JSONValue = [
            "ok": .bool(holds),
            "seq": reading.entry.map { .integer($0.seq) } ?? .null,
            "type": reading.entry.map { .string($0.type) } ?? .null,
            "time": reading.entry.map { .string($0.time) } ?? .null,
            "event": reading.entry.map { .object($0.event) } ?? .null,
            "disclosures": .array(reading.disclosures.map { ["name": .string($0.name), "value": $0.value] }),
            "findings": .array(reading.findings.map(\.json)),
        ]
        return String(decoding: value.prettyBytes(), as: UTF8.self)
    }
}

extension [LogFinding] {
    /// Each on a line of its own, and a last line that sums up.
    var report: String { map { "\($0)\n" }.joined() + summary + "\n" }

    private var summary: String {
        let failures = count { !$0.isNotice }
        let notices = count - failures
        let tail = notices == 0 ? "" : notices == 1 ? ", 1 notice" : ", \(notices) notices"
        return failures == 0 ? "HOLDS\(tail)" : "FAILS: \(failures) \(failures == 1 ? "problem" : "problems")\(tail)"
    }
}

extension LogFinding {
    var json: JSONValue {
        [
            "code": .string(code.rawValue), "file": .string(file), "line": line.map { .integer($0) } ?? .null,
            "message": .string(message),
        ]
    }
}
