import AuditLog

/// `salthouse init`: an empty deployment.
struct InitCommand {
    private let options: Options

    init(_ words: [String]) throws(CommandError) {
        options = try Options(words, values: ["--directory", "--origin"], flags: [])
        guard options.rest.isEmpty else { throw .usage("`init` takes options only") }
    }

    func run() throws(CommandError) {
        let deployment = Deployment(directory: try options.required("--directory"))
        try deployment.create(origin: try options.required("--origin"))
        Console.say("made `\(deployment.directory)`")
        Console.say("the log's public key, for auditors: \(try deployment.signer().key)")
        Console.say("move \(deployment.keys)/next.key to a safe place away from this machine")
    }
}
