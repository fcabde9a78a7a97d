import JSON

/// `salthouse check-config`: would `serve --config FILE` start, and would it be safe?
struct CheckConfigCommand {
    private let options: Options

    init(_ words: [String]) throws(CommandError) {
        options = try Options(words, values: [], flags: ["--json", "--schema"])
        guard options.rest.count == (options.has("--schema") ? 0 : 1) else {
            throw .usage("`check-config` takes one file, or --schema")
        }
    }

    func run() throws(CommandError) {
        if options.has("--schema") { return Console.write(ServeSetting.schema.prettyBytes()) }
        let file = options.rest[0]
        let problems = Self.problems(of: file)
        if options.has("--json") {
            let verdict: JSONValue = [
                "ok": .bool(problems.isEmpty), "problems": .array(problems.map { .string($0) }),
            ]
            Console.say(String(decoding: verdict.bytes(), as: UTF8.self))
        } else {
            for problem in problems { Console.tell("- \(problem)") }
        }
        guard problems.isEmpty else {
            throw .failed("`\(file)`: a gateway would not start so; \(problems.count) to mend")
        }
        if !options.has("--json") { Console.say("`\(file)`: a gateway would start so") }
    }

    private static func problems(of file: String) -> [String] {
        do throws(CommandError) { return try ServeSettings(["--config", file]).problems() } catch {
            return [error.message]
        }
    }
}
