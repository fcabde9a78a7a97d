import AuditLog

/// `salthouse upgrade`: brings a deployment that an older program made up to date. There is no way back but a backup, so
/// one must be there that has everything.
struct UpgradeCommand {
    private let options: Options

    init(_ words: [String]) throws(CommandError) {
        options = try Options(words, values: ["--directory", "--backup", "--pin"], flags: ["--no-backup"])
        guard options.rest.isEmpty else { throw .usage("`upgrade` takes options only") }
        guard options.has("--no-backup") != (options.value("--backup") != nil) else {
            throw .usage("name the folder of a backup with `--backup`, or say `--no-backup` where you have another one")
        }
    }

    func run() throws(CommandError) {
        let deployment = try Deployment.existingOrOlder(try options.required("--directory"))
        let found = try deployment.version().number
        let current = FolderVersion.current.number
        guard found < current else { return Console.say("`\(deployment.directory)` is of version \(current) already") }
        let backup = try options.value("--backup").map { (folder) throws(CommandError) in
            try BackupManifest(reading: folder)
        }
        let origin = try deployment.origin()
        let open = try OpenDeployment(
            upgrading: deployment, pin: options.value("--pin"),
            check: { entries throws(CommandError) in
                guard let backup else { return }
                guard backup.origin == origin, backup.size == entries else {
                    throw .failed(
                        "the backup has \(backup.size) entries of \(backup.origin), and the log \(entries) of \(origin): make "
                            + "a new one with the gateway stopped; nothing was changed")
                }
            })
        open.log.stop()
        Console.say("`\(deployment.directory)` was of version \(found), and is of version \(current) now")
    }
}
