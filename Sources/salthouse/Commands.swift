/// Runs the command that the words name; gives the exit code: 0 done, 1 not done, 2 wrong words.
func run(_ words: [String]) -> Int32 {
    do throws(CommandError) {
        try dispatch(words)
        return 0
    } catch {
        Console.tell("salthouse: \(error.message)")
        return error.exitCode
    }
}

private func dispatch(_ words: [String]) throws(CommandError) {
    guard let command = words.first else { throw .usage("say what to do") }
    let rest = Array(words.dropFirst())
    if rest.contains("--help") || rest.contains("-h") {
        Console.say(Help.text(for: command) ?? Help.overview)
        return
    }
    switch command {
    case "demo": try DemoCommand(rest).run()
    case "serve": try ServeCommand(rest).run()
    case "backup": try BackupCommand(rest).run()
    case "restore": try RestoreCommand(rest).run()
    case "keys": try KeysCommand(rest).run()
    case "upgrade": try UpgradeCommand(rest).run()
    case "check-config": try CheckConfigCommand(rest).run()
    case "init": try InitCommand(rest).run()
    case "load": try LoadCommand(rest).run()
    case "datasets": try DatasetsCommand(rest).run()
    case "tokens": try TokensCommand(rest).run()
    case "policy": try PolicyCommand(rest).run()
    case "audit": try AuditCommand(rest).run()
    case "version", "--version": Console.say("salthouse \(Help.version)")
    case "help", "--help", "-h": Console.say(Help.overview)
    default: throw .usage("there is no command `\(command)`")
    }
}
