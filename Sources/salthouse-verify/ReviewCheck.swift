import AuditLog
import CharterReview
import JSON

/// Checks a log and makes a charter review again from it, which must be the one that was handed out, byte for byte.
struct ReviewCheck {
    private let words: Words
    private let log: String
    private let pack: String

    init(_ arguments: some Collection<String>) throws {
        words = try Words(arguments, options: ["--key": .one])
        let paths = try words.paths(2, "a log directory and the review that was handed out")
        (log, pack) = (paths[0], paths[1])
    }

    func run() throws -> VerifyProgram.Exit {
        var given = try Given.file(pack)
        if given.last == 0x0A { given.removeLast() }
        let told = try JSONValue(parsing: given, limits: .document)
        guard let read = CharterReview.Pack(reading: told),
            var review = CharterReview(of: read.span, under: read.checkpoint)
        else { throw UsageError(message: "`\(pack)` is no charter review") }
        let known = LogVerifier.KnownCheckpoint(file: pack, bytes: read.checkpoint)
        let report = try LogVerifier.verify(
            directory: log, key: try Given.key(words), evidence: .init(known: [known], policy: nil, freshSince: nil),
            effort: .init(level: .full, threads: 2)
        ) { entry, _, _ in review.visit(entry) }
        let made = review.report(opening: read.disclosures)
        let findings = report.findings + (made.bytes() == given ? [] : differences(told, made))
        let holds = findings.allSatisfy(\.isNotice)
        Console.write("the review of \(read.span.from) to \(read.span.to), made of \(review.entries) entries\n")
        Console.write(findings.report)
        return holds ? .holds : .fails
    }

    /// The parts that the log tells otherwise; the whole where only the order or the spelling is another.
    private func differences(_ told: JSONValue, _ made: JSONValue) -> [LogFinding] {
        guard case .object(let told) = told, case .object(let made) = made else { return [] }
        let parts = made.keys.filter { told[$0] != made[$0] } + told.keys.filter { made[$0] == nil }
        return (parts.isEmpty ? ["the order of the members, or a space between them,"] : parts.map { "`\($0)`" }).map {
            LogFinding(.review, file: pack, "\($0) is not what the entries give")
        }
    }
}
