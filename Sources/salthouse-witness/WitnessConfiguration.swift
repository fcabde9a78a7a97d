import AuditLog
import JSON
import Linux
import OpenSSL

/// The one file that a witness is run with.
///
/// ```json
/// {
///   "name": "witness.council.example.org",
///   "listen": "127.0.0.1:8090",
///   "keyFile": "witness.key",
///   "stateDirectory": "state",
///   "logs": [{"key": "tre.example.org/log+1a2b3c4d+AX…", "title": "The region's research gateway"}]
/// }
/// ```
/// A log that changed its key has one line for each key. Relative paths begin at the file's own folder.
struct WitnessConfiguration {
    struct Log {
        let key: VerifierKey
        let title: String
    }

    let name: String
    let listen: String
    let keyFile: String
    let stateDirectory: String
    let logs: [Log]

    /// Why a witness cannot be run with a file.
    struct Fault: Error {
        let message: String
    }

    init(path: String) throws {
        let fields = try JSONCursor(
            JSONValue(parsing: try FileSystem.readFile(path, maximumBytes: 1 << 20), limits: .document)
        ).object()
        try fields.allowOnly("name", "listen", "keyFile", "stateDirectory", "logs")
        name = try fields.required("name").string()
        listen = try fields.required("listen").string()
        let folder = FileSystem.parent(of: path)
        func place(_ text: String) -> String { text.hasPrefix("/") ? text : "\(folder)/\(text)" }
        keyFile = place(try fields.required("keyFile").string())
        stateDirectory = place(try fields.required("stateDirectory").string())
        logs = try fields.required("logs").array().map { element in
            let log = try element.object()
            try log.allowOnly("key", "title")
            let member = try log.required("key")
            guard let key = VerifierKey(parsing: try member.string()), key.kind == .signature else {
                throw member.fail("is not a log's key of the form name+hex+base64")
            }
            return Log(key: key, title: try log.optional("title")?.string() ?? key.name)
        }
        guard !logs.isEmpty else { throw Fault(message: "a witness watches at least one log") }
    }

    /// The witness's own key: read, or made where the file is missing.
    func signer() throws -> WitnessSigner {
        if !FileSystem.exists(keyFile) {
            try FileSystem.writeAtomically(
                Array("\(Hex.encode(SecureRandom.bytes(32)))\n".utf8), to: keyFile, permissions: 0o400)
        }
        let bytes = try FileSystem.readFile(keyFile, maximumBytes: 256)
        guard let seed = Hex.decode(String(decoding: bytes.filter { $0 != 0x0A }, as: UTF8.self)) else {
            throw Fault(message: "`\(keyFile)` must hold 64 hexadecimal digits")
        }
        return try WitnessSigner(name: name, seed: seed)
    }
}
