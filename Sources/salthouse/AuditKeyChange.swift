import AuditLog
import Linux
import OpenSSL

/// `salthouse keys rotate signing`, or `audit rotate-key`: hands the log to the key that it promised, and promises the next.
struct AuditKeyChange {
    private let options: Options
    private let reason: KeyChangeReason

    init(_ words: [String]) throws(CommandError) {
        options = try Options(
            words, values: ["--directory", "--next-key", "--following", "--reason", "--pin"], flags: [])
        guard let reason = KeyChangeReason(rawValue: options.value("--reason") ?? "planned") else {
            throw .usage("`--reason` takes planned, suspected or lost")
        }
        self.reason = reason
    }

    func run() throws(CommandError) {
        let deployment = try Deployment.existing(try options.required("--directory"))
        let origin = try deployment.origin()
        let nextFile = try options.required("--next-key")
        let followingFile = try options.required("--following")
        if !FileSystem.exists(followingFile) {
            try Deployment.makeKey(followingFile)
        }
        let next = try read(nextFile)
        let following = try read(followingFile)
        let size = try logging { () throws(AuditError) in
            let retiring: LogSigner?
            do throws(CommandError) { retiring = reason == .lost ? nil : try deployment.signer() } catch {
                throw .identity(error.message)
            }
            let change = try KeyChange(
                retiring: retiring, signer: try LogSigner(origin: origin, seed: next),
                nextKeyDigest: try LogSigner(origin: origin, seed: following).key.digest, reason: reason)
            return try AuditLog.rotateKey(at: deployment.log, change, clock: .system, pin: options.value("--pin"))
        }
        // Last: until the log has changed hands the old key is the one to begin again with.
        try doing { () throws(SystemError) in
            try FileSystem.writeAtomically(
                Array("\(Hex.encode(next))\n".utf8), to: "\(deployment.keys)/signing.key", permissions: 0o400)
        }
        Console.say("from entry \(size) on the log is signed by \(try deployment.signer().key)")
        Console.say("move \(followingFile) to a safe place away from this machine, and destroy the old key")
    }

    private func read(_ file: String) throws(CommandError) -> [UInt8] {
        let bytes = try doing { () throws(SystemError) in try FileSystem.readFile(file, maximumBytes: 256) }
        let digits = String(decoding: bytes.filter { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        guard let seed = Hex.decode(digits), seed.count == 32 else {
            throw .failed("`\(file)` must hold 64 hexadecimal digits")
        }
        return seed
    }
}
