import AuditLog
import Linux

/// Checks one receipt.
struct ReceiptCheck {
    private let words: Words
    private let file: String

    init(_ arguments: some Collection<String>) throws {
        words = try Words(
            arguments, options: ["--key": .one, "--policy": .one, "--fresh": .one, "--json": .none])
        file = try words.paths(1, "one receipt")[0]
    }

    func run(now: UnixTime) throws -> VerifyProgram.Exit {
        let reading = ReceiptReading(
            checking: try Given.file(file), key: try Given.key(words), policy: try Given.policy(words),
            freshSince: try Given.freshSince(words, now: now), file: file)
        let verdict = ReceiptVerdict(reading: reading)
        Console.write(words.has("--json") ? verdict.json : verdict.text)
        return verdict.holds ? .holds : .fails
    }
}
