import AuditLog
import JSON

/// Checks a log and adds up its ledgers, as the gateway tells them at `/v1/audit/ledgers`.
struct LedgerCheck {
    private let words: Words
    private let directory: String

    init(_ arguments: some Collection<String>) throws {
        words = try Words(arguments, options: ["--key": .one, "--entries": .one, "--day": .one])
        directory = try words.paths(1, "one log directory")[0]
    }

    func run() throws -> VerifyProgram.Exit {
        var limit = Int.max
        if let text = words.value("--entries") {
            guard let count = Int(text), count >= 1 else {
                throw UsageError(message: "--entries takes a number from 1")
            }
            limit = count
        }
        if let day = words.value("--day"), LedgerFold.number(ofDay: day) == nil {
            throw UsageError(message: "--day takes a day such as 2026-04-01")
        }
        var fold = LedgerFold()
        let report = try LogVerifier.verify(
            directory: directory, key: try Given.key(words),
            evidence: .init(known: [], policy: nil, freshSince: nil), effort: .init(level: .full, threads: 2)
        ) { entry, _, _ in
            if entry.seq < limit { fold.visit(entry) }
        }
        guard report.findings.allSatisfy(\.isNotice), limit <= report.size || limit == .max else {
            Console.write(report.findings.report)
            if limit != .max, limit > report.size { Console.complain("there are \(report.size) entries") }
            return .fails
        }
        let value = fold.report(day: words.value("--day") ?? fold.lastDay, entries: min(limit, report.size))
        Console.write(String(decoding: value.bytes(), as: UTF8.self) + "\n")
        return .holds
    }
}
