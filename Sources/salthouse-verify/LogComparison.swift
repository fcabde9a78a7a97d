import AuditLog
import JSON

/// Compares two copies of a log, whoever holds them: where do they part?
struct LogComparison {
    private let words: Words
    private let paths: [String]

    init(_ arguments: some Collection<String>) throws {
        words = try Words(arguments, options: ["--json": .none])
        paths = try words.paths(2, "two log directories")
    }

    func run() throws -> VerifyProgram.Exit {
        let left = try StoredEntries(directory: paths[0])
        let right = try StoredEntries(directory: paths[1])
        let common = min(left.leaves.count, right.leaves.count)
        let parting = (0..<common).first { left.leaves[$0] != right.leaves[$0] }
        let relation =
            if let parting {
                "they part at entry \(parting)"
            } else if left.leaves.count == right.leaves.count {
                "they are the same"
            } else if left.leaves.count < right.leaves.count {
                "the first is a beginning of the second"
            } else {
                "the second is a beginning of the first"
            }
        if words.has("--json") {
            let value: JSONValue = [
                "ok": .bool(parting == nil), "sizes": [.integer(left.leaves.count), .integer(right.leaves.count)],
                "partAt": parting.map { .integer($0) } ?? .null, "relation": .string(relation),
            ]
            Console.write(String(decoding: value.prettyBytes(), as: UTF8.self))
        } else {
            var text = "\(left.leaves.count) and \(right.leaves.count) entries: \(relation)\n"
            if let parting {
                text += "< \(try left.text(parting))\n> \(try right.text(parting))\n"
            }
            Console.write(text)
        }
        return parting == nil ? .holds : .fails
    }
}
