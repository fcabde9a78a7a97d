import AuditLog
import Gateway
import GatewayStorage
import Linux
import Snapshots

/// `salthouse backup`: a copy of a deployment of one moment, while a gateway may be at work on it.
///
/// The order makes it one moment. The published data come first, and the log is awaited that tells of them. Then the
/// log's checkpoint is read, and the database copied: rows are staged before their entry is written, so the copy has the
/// rows of every entry under the checkpoint; where it shows a row of a later entry already, both are taken again. The
/// vault comes last: it holds what an entry commits to before the entry is there, and what is more is harmless.
struct BackupCommand {
    private let options: Options

    /// The gateway publishes a checkpoint each second, so that one of so many tries succeeds on a busy one too.
    private static let tries = 200
    private static let pause = 50

    init(_ words: [String]) throws(CommandError) {
        options = try Options(words, values: ["--directory", "--to", "--keys-to"], flags: [])
        guard options.rest.isEmpty else { throw .usage("`backup` takes options only") }
    }

    func run() throws(CommandError) {
        // Of an older version too: a backup comes before an upgrade.
        let deployment = try Deployment.existingOrOlder(try options.required("--directory"))
        let (to, keysTo) = (try options.required("--to"), try options.required("--keys-to"))
        guard !"\(keysTo)/".hasPrefix("\(to)/"), !"\(to)/".hasPrefix("\(keysTo)/") else {
            throw .usage("`--keys-to` must lie apart: whoever gets both opens everything")
        }
        try BackupFolder.begin(to)
        try BackupFolder.begin(keysTo)
        for name in ["log", "vault", "policies", "data"] { try BackupFolder.make("\(to)/\(name)") }
        for name in ["keys", "vault"] { try BackupFolder.make("\(keysTo)/\(name)") }

        let files = try doingWithSnapshots { () throws(SnapshotError) in try deployment.store.publishedFiles() }
        let committed = try logging { () throws(AuditError) in try LogExport.committed(in: deployment.log) }
        let secret = try deployment.databaseSecret()
        let checkpoint = try copyDatabase(of: deployment, to: "\(to)/gateway.db", sealedBy: secret, covering: committed)
        try logging { () throws(AuditError) in
            try LogExport.copy(checkpoint, from: deployment.log, to: "\(to)/log")
        }
        do throws(StoreError) {
            try StoreCopy.makeVault(of: deployment.vault, at: "\(to)/vault", keys: "\(keysTo)/vault")
        } catch { throw .told(error) }
        try copyPolicies(of: deployment, to: "\(to)/policies")
        if let files { try copy(files, from: deployment.data, to: "\(to)/data") }
        for (name, path) in deployment.keysToKeep where FileSystem.exists(path) {
            try BackupManifest.copy(path, to: "\(keysTo)/keys/\(name)", permissions: 0o400)
        }
        try BackupManifest.copy("\(deployment.directory)/origin", to: "\(to)/origin", permissions: 0o640)
        // Only with the key that was copied does the copy open.
        guard try deployment.databaseSecret() == secret else {
            throw .failed("a key was changed while the backup was made: make another one")
        }
        let version = try deployment.version()
        if version.number > 1 { try version.write(to: to) }
        for folder in [keysTo, to] {
            try BackupFolder.settle(folder)
            try BackupManifest(
                of: folder, origin: try deployment.origin(), version: version, size: checkpoint.size
            ).write(to: folder)
        }
        Console.say("backed up \(checkpoint.size) entries of \(try deployment.origin()) to \(to)")
        Console.say("the keys that open it are in \(keysTo): keep them apart from it")
    }

    /// The database, and a checkpoint that covers every entry which its rows were told by, and no row less.
    private func copyDatabase(
        of deployment: Deployment, to target: String, sealedBy secret: [UInt8], covering committed: Int
    ) throws(CommandError) -> LogExport.Published {
        for _ in 0..<Self.tries {
            let checkpoint = try logging { () throws(AuditError) in try LogExport.published(in: deployment.log) }
            if checkpoint.size >= committed {
                let applied: Int
                do throws(StoreError) {
                    applied = try StoreCopy.make(of: deployment.database, at: target, secret: secret)
                } catch { throw .told(error) }
                if applied < checkpoint.size { return checkpoint }
                try doing { () throws(SystemError) in try FileSystem.remove(target) }
            }
            WorkerThread.pause(milliseconds: Self.pause)
        }
        throw .failed("the log's checkpoint stays behind its entries: look at what the gateway says, and try again")
    }

    /// Every set on the shelf. Which one is in force the log says.
    private func copyPolicies(of deployment: Deployment, to target: String) throws(CommandError) {
        let shelf = deployment.policies
        for hash in try shelving({ () throws(StoreError) in try shelf.hashes() }) {
            try BackupManifest.copy(shelf.path(of: hash), to: "\(target)/\(hash).json", permissions: 0o440)
        }
    }

    private func copy(_ files: PublishedFiles, from data: String, to target: String) throws(CommandError) {
        for path in files.paths {
            try BackupFolder.make(FileSystem.parent(of: "\(target)/\(path)"))
            try BackupManifest.copy("\(data)/\(path)", to: "\(target)/\(path)", permissions: 0o440)
        }
        try doing { () throws(SystemError) in
            try FileSystem.writeAtomically(files.current, to: "\(target)/CURRENT", permissions: 0o640)
        }
    }

    private func doingWithSnapshots<Value>(_ body: () throws(SnapshotError) -> Value) throws(CommandError) -> Value {
        do throws(SnapshotError) { return try body() } catch { throw .told(error) }
    }
}
