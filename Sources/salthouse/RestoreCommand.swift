import AuditLog
import Gateway
import GatewayStorage
import JSON
import Linux
import Snapshots

/// `salthouse restore`: makes a deployment from a backup and its keys, and lets it stand only once it has held.
///
/// A backup of an older version is brought up to date. It is put together beside its place, opened as a start would open it, and renamed at the end: a restore that was cut
/// short, or refused, leaves no deployment.
struct RestoreCommand {
    private let options: Options

    init(_ words: [String]) throws(CommandError) {
        options = try Options(
            words, values: ["--from", "--keys-from", "--directory", "--pin", "--policies"], flags: [])
        guard options.rest.isEmpty else { throw .usage("`restore` takes options only") }
    }

    func run() throws(CommandError) {
        let (from, keysFrom) = (try options.required("--from"), try options.required("--keys-from"))
        let directory = try options.required("--directory")
        let (backup, keys) = (try BackupManifest(reading: from), try BackupManifest(reading: keysFrom))
        guard backup.origin == keys.origin else {
            throw .failed("`\(keysFrom)` holds the keys of another log, \(keys.origin)")
        }
        try backup.version.demandKnown(from)
        try BackupFolder.begin(directory)
        let staged = Deployment(directory: "\(directory).restoring")
        guard !FileSystem.exists(staged.directory) else {
            throw .failed("`\(staged.directory)` was left by a restore that was cut short: remove it")
        }
        do throws(CommandError) {
            try backup.copy(from: from, to: staged.directory)
            try keys.copy(from: keysFrom, to: staged.directory)
            try BackupFolder.settle(staged.directory)
            try check(staged, against: backup)
            try doing { () throws(SystemError) in
                try FileSystem.rename(from: staged.directory, to: directory)
                try FileSystem.synchronizeDirectory(FileSystem.parent(of: directory))
            }
        } catch {
            try? FileSystem.removeTree(staged.directory)
            throw error
        }
        Console.say("restored \(backup.size) entries of \(backup.origin) to \(directory)")
        Console.say("give the folder to the gateway's user, and start it with the configuration that names it")
    }

    /// Opens it as a start does: the log is whole, signed by the key and not older than the pin; the database belongs to
    /// the log; policies and data are those that the log tells of. Then every value of the vault is opened, and held against
    /// its entry.
    private func check(_ staged: Deployment, against backup: BackupManifest) throws(CommandError) {
        let open = try OpenDeployment(
            upgrading: staged, pin: options.value("--pin"),
            check: { entries throws(CommandError) in
                guard entries >= backup.size else { throw .failed("the log is shorter than the backup says") }
            })
        defer { open.log.stop() }
        let choice = try PolicyChoice(
            in: open, folder: options.value("--policies"), dominance: DominanceFile(named: nil, of: staged))
        let generation: Generation?
        do throws(SnapshotError) {
            generation = try staged.store.current()
            try generation?.sweep { true }
        } catch { throw .told(error) }
        _ = try open.gateway(under: choice, jobs: .usual, issuers: { [] }, generation: { generation })
        let values: Int
        do throws(StoreError) { values = try open.vault.checkAll { Self.commitments(of: $0, in: open.log) } } catch {
            throw .told(error)
        }
        Console.say("\(values) values of the vault are what the log commits to")
    }

    /// None where the entry was pruned, or where a later log would have it: the vault may be newer than the log.
    private static func commitments(of sequence: Int, in log: AuditLog) -> Set<String> {
        guard sequence < log.size, let entry = try? log.entry(sequence), case .object(let digests)? = entry.event["sd"]
        else { return [] }
        return Set(digests.members.compactMap { if case .string(let digest) = $0.value { digest } else { nil } })
    }
}
