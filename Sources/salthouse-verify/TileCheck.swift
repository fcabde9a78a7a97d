import AuditLog
import JSON

/// Checks a log in the form of tiles: an export, or a mirror of what the gateway serves.
struct TileCheck {
    private let words: Words
    private let directory: String

    init(_ arguments: some Collection<String>) throws {
        words = try Words(arguments, options: ["--key": .one, "--json": .none])
        directory = try words.paths(1, "one directory of tiles")[0]
    }

    func run() throws -> VerifyProgram.Exit {
        let report = try TileVerifier.verify(directory: directory, key: try Given.key(words))
        let holds = report.findings.isEmpty
        if words.has("--json") {
            let value: JSONValue = [
                "ok": .bool(holds), "origin": report.checkpoint.map { .string($0.origin) } ?? .null,
                "size": report.checkpoint.map { .integer($0.size) } ?? .null,
                "entries": .integer(report.bundledEntries), "findings": .array(report.findings.map(\.json)),
            ]
            Console.write(String(decoding: value.prettyBytes(), as: UTF8.self))
        } else {
            let log = report.checkpoint.map { "log \($0.origin), \($0.size) entries\n" } ?? ""
            let bundled = report.bundledEntries == 0 ? "hashes alone" : "\(report.bundledEntries) entries"
            Console.write("\(log)\(bundled) compared with the tree\n\(report.findings.report)")
        }
        return holds ? .holds : .fails
    }
}
