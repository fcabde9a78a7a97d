import AuditLog
import Linux

/// Checks a whole log.
struct LogCheck {
    private let words: Words
    private let directory: String
    private let level: VerificationLevel

    init(_ arguments: some Collection<String>) throws {
        words = try Words(
            arguments,
            options: [
                "--key": .one, "--level": .one, "--known": .many, "--policy": .one, "--fresh": .one,
                "--disclosures": .one, "--memory": .one, "--no-memory": .none, "--threads": .one, "--json": .none,
            ])
        directory = try words.paths(1, "one log directory, or a command: see --help")[0]
        guard let level = VerificationLevel(rawValue: words.value("--level") ?? "full") else {
            throw UsageError(message: "--level takes full or chain")
        }
        self.level = level
        if words.has("--fresh"), !words.has("--policy") { throw UsageError(message: "--fresh needs a --policy") }
        if words.has("--disclosures"), level != .full {
            throw UsageError(message: "--disclosures needs the level full")
        }
    }

    func run(now: UnixTime) throws -> VerifyProgram.Exit {
        let key = try Given.key(words)
        let memory = words.has("--no-memory") ? nil : Memory(directory: words.value("--memory"), key: key)
        var known = try words.all("--known").map { LogVerifier.KnownCheckpoint(file: $0, bytes: try Given.file($0)) }
        if let remembered = try memory?.recall() { known.append(remembered) }
        var meaning = MeaningChecks()
        var silence = SilenceCheck()
        var disclosures = try words.value("--disclosures").map { try DisclosureChecks(reading: $0) }
        let evidence = LogVerifier.Evidence(
            known: known, policy: try Given.policy(words), freshSince: try Given.freshSince(words, now: now))
        let effort = LogVerifier.Effort(level: level, threads: try threads())
        let report = try LogVerifier.verify(directory: directory, key: key, evidence: evidence, effort: effort) {
            entry, file, line in
            let place = Place(file: file, line: line)
            if level == .full {
                meaning.visit(entry, at: place)
                silence.visit(entry, at: place)
            }
            disclosures?.visit(entry, at: place)
        }
        let verdict = LogVerdict(
            report: report, level: level,
            more: (level == .full ? meaning.finish() + silence.findings : [])
                + (disclosures?.finish(size: report.size) ?? []))
        Console.write(words.has("--json") ? verdict.json : verdict.text)
        if verdict.holds { try memory?.keep(report) }
        return verdict.holds ? .holds : .fails
    }

    private func threads() throws(UsageError) -> Int {
        guard let text = words.value("--threads") else { return 2 }
        guard let count = Int(text), (1...64).contains(count) else {
            throw UsageError(message: "--threads takes a number from 1 to 64")
        }
        return count
    }
}
