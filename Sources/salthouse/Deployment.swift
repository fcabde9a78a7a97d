import AuditLog
import DataLoading
import Linux
import OpenSSL
import Snapshots

/// The files of one deployment. Keys, vault, database, data and log lie in folders of their own.
struct Deployment {
    let directory: String

    var data: String { "\(directory)/data" }
    var log: String { "\(directory)/log" }
    var vault: String { "\(directory)/vault" }
    var database: String { "\(directory)/gateway.db" }
    var keys: String { "\(directory)/keys" }
    var pseudonymKey: String { key("pseudonym.key") }
    private var signingKey: String { key("signing.key") }
    private var nextKey: String { "\(keys)/next.key" }
    private var gatewaySecret: String { key("gateway.secret") }
    /// What seals the rows of the database, once it was changed; before that, the gateway's secret does.
    private var databaseKey: String { key("database.key") }
    /// The one to come, while it is changed.
    var nextDatabaseKey: String { "\(keys)/database.key.next" }
    /// The rules of dominance, where `--dominance` names no other file.
    var dominanceFile: String { key("dominance.json") }
    private var originFile: String { "\(directory)/origin" }

    /// What only the gateway's user may read, whether it is there or not; rules of dominance look to themselves.
    var secretPlaces: [String] {
        [keys, signingKey, nextKey, gatewaySecret, databaseKey, nextDatabaseKey, pseudonymKey, vault, database]
    }

    /// The keys that a restored deployment needs, by the names of their files. Never the next key, which lies elsewhere.
    var keysToKeep: [(name: String, path: String)] {
        [
            ("signing.key", signingKey), ("gateway.secret", gatewaySecret), ("database.key", databaseKey),
            ("pseudonym.key", pseudonymKey), ("dominance.json", dominanceFile),
        ]
    }

    /// A key that the service manager gave as a credential goes before the one in the folder.
    private func key(_ name: String) -> String { Credentials.given(name) ?? "\(keys)/\(name)" }

    /// The policy sets that stewards may put into force, the one in force among them.
    var policies: PolicyFolder { PolicyFolder(directory: "\(directory)/policies") }
    var store: GenerationStore { GenerationStore(directory: data) }
    var exists: Bool { FileSystem.exists(originFile) }

    /// Makes the folders, the keys and an empty log. A deployment that stands already is left as it is.
    func create(origin: String) throws(CommandError) {
        guard !exists else { throw .failed("`\(directory)` holds a deployment already") }
        try doing { () throws(SystemError) in
            try FileSystem.makeDirectory(directory, permissions: 0o750, intermediate: true)
            try FileSystem.makeDirectory(keys, permissions: 0o700, intermediate: true)
            try FileSystem.makeDirectory(data, permissions: 0o750, intermediate: true)
        }
        for file in [pseudonymKey, signingKey, nextKey, gatewaySecret] where !FileSystem.exists(file) {
            try Self.makeKey(file)
        }
        try DominanceFile(path: dominanceFile).makeUnlessThere()
        do throws(AuditError) {
            let next = try LogSigner(origin: origin, seed: try secret(nextKey))
            let identity = try LogIdentity(
                signer: try LogSigner(origin: origin, seed: try secret(signingKey)), nextKeyDigest: next.key.digest)
            try AuditLog.create(at: log, identity: identity, segmentSize: 65_536, clock: .system)
        } catch { throw .failed(error.message) }
        try FolderVersion.current.write(to: directory)
        try doing { () throws(SystemError) in
            try FileSystem.writeAtomically(Array("\(origin)\n".utf8), to: originFile, permissions: 0o640)
        }
    }

    func origin() throws(CommandError) -> String {
        let bytes = try doing { () throws(SystemError) in try FileSystem.readFile(originFile, maximumBytes: 1024) }
        return String(decoding: bytes.filter { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    func signer() throws(CommandError) -> LogSigner {
        let origin = try origin()
        do throws(AuditError) { return try LogSigner(origin: origin, seed: try secret(signingKey)) } catch {
            throw .failed(error.message)
        }
    }

    func secret() throws(CommandError) -> [UInt8] { try hexadecimal(gatewaySecret) }

    /// What seals the rows of the database.
    func databaseSecret() throws(CommandError) -> [UInt8] {
        FileSystem.exists(databaseKey) ? try hexadecimal(databaseKey) : try secret()
    }

    /// Writes 32 new secret bytes in the place of what is there.
    static func makeKey(_ file: String) throws(CommandError) {
        try doing { () throws(SystemError) in
            try FileSystem.writeAtomically(
                Array("\(Hex.encode(SecureRandom.bytes(32)))\n".utf8), to: file, permissions: 0o400)
        }
    }

    /// A key's bytes, where the error is the log's to tell.
    private func secret(_ file: String) throws(AuditError) -> [UInt8] {
        do throws(CommandError) { return try hexadecimal(file) } catch { throw .identity(error.message) }
    }

    func hexadecimal(_ file: String) throws(CommandError) -> [UInt8] {
        let bytes = try doing { () throws(SystemError) in try FileSystem.readFile(file, maximumBytes: 256) }
        let digits = String(decoding: bytes.filter { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        guard let secret = Hex.decode(digits), secret.count == 32 else {
            throw .failed("`\(file)` must hold 64 hexadecimal digits")
        }
        return secret
    }

    func version() throws(CommandError) -> FolderVersion { try FolderVersion(of: directory) }

    /// Must be there, and of this program's version: what it is not, `init` makes, or `upgrade`.
    static func existing(_ directory: String) throws(CommandError) -> Deployment {
        let deployment = try existingOrOlder(directory)
        try deployment.version().demandCurrent(directory)
        return deployment
    }

    /// The same, where an older version will do.
    static func existingOrOlder(_ directory: String) throws(CommandError) -> Deployment {
        let deployment = Deployment(directory: directory)
        guard deployment.exists else {
            throw .failed("`\(directory)` holds no deployment; `salthouse init` makes one")
        }
        try deployment.version().demandKnown(directory)
        return deployment
    }
}

/// Runs calls of the kernel with the command's error.
func doing<Value>(_ body: () throws(SystemError) -> Value) throws(CommandError) -> Value {
    do throws(SystemError) { return try body() } catch { throw .failed(error.message) }
}
