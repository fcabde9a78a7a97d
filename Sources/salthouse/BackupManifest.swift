import JSON
import Linux
import OpenSSL

/// `backup.json`: the files of a backup with their digests. It is written last, so that a backup without it is none.
///
/// It finds damage, not malice: what somebody changed on purpose, digests included, is found by the log, whose signature
/// it cannot give, and by the seals and digests that the log commits to.
struct BackupManifest {
    struct Entry {
        let path: String
        let bytes: Int
        let digest: String
    }

    let origin: String
    /// The version of the folder that it was made of.
    let version: FolderVersion
    /// How many entries of the log are in it.
    let size: Int
    let files: [Entry]

    /// The second says of which version the folder was; what the first has is of version 1.
    private static let formats = 1...2
    private static let name = "backup.json"
    private static let piece = 1 << 20

    static func isThere(in folder: String) -> Bool { FileSystem.exists("\(folder)/\(name)") }

    /// Looks at every file of a folder.
    init(of folder: String, origin: String, version: FolderVersion, size: Int) throws(CommandError) {
        self.origin = origin
        self.version = version
        self.size = size
        files = try Self.paths(below: folder, "").map { (path) throws(CommandError) in
            let (bytes, digest) = try Self.digest("\(folder)/\(path)")
            return Entry(path: path, bytes: bytes, digest: digest)
        }
    }

    func write(to folder: String) throws(CommandError) {
        let json: JSONValue = [
            "format": .integer(Self.formats.upperBound), "version": .integer(version.number),
            "program": .string(Help.version), "origin": .string(origin), "entries": .integer(size),
            "files": .array(
                files.map {
                    ["path": .string($0.path), "bytes": .integer($0.bytes), "sha256": .string($0.digest)]
                }),
        ]
        try doing { () throws(SystemError) in
            try FileSystem.writeAtomically(json.prettyBytes(), to: "\(folder)/\(Self.name)", permissions: 0o440)
        }
    }

    init(reading folder: String) throws(CommandError) {
        let path = "\(folder)/\(Self.name)"
        guard FileSystem.exists(path) else {
            throw .failed("`\(folder)` holds no finished backup: `\(Self.name)` is missing")
        }
        let bytes = try doing { () throws(SystemError) in try FileSystem.readFile(path, maximumBytes: 16 << 20) }
        do throws(JSONError) {
            let fields = try JSONCursor(JSONValue(parsing: bytes, limits: .document)).object()
            let format = try fields.required("format")
            guard Self.formats.contains(try format.integer()) else {
                throw format.fail(
                    "not a format up to \(Self.formats.upperBound): restore with the version of the program that wrote it"
                )
            }
            try fields.allowOnly("format", "version", "program", "origin", "entries", "files")
            version = FolderVersion(
                number: try fields.optional("version")?.integer(in: 1...Int(Int32.max)) ?? 1,
                program: try fields.required("program").string())
            origin = try fields.required("origin").string()
            size = try fields.required("entries").integer(in: 1...Int.max)
            files = try fields.required("files").array().map { (item) throws(JSONError) in try Self.entry(item) }
        } catch { throw .failed("`\(path)`: \(error)") }
    }

    private static func entry(_ cursor: JSONCursor) throws(JSONError) -> Entry {
        let fields = try cursor.object()
        let path = try fields.required("path")
        let parts = try path.string().split(separator: "/", omittingEmptySubsequences: false)
        // No name leads out of the folder.
        guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { throw path.fail("not a path below") }
        return Entry(
            path: try path.string(), bytes: try fields.required("bytes").integer(in: 0...Int.max),
            digest: try fields.required("sha256").string())
    }

    /// Copies the files into another folder, each as it was; nothing else that lies there comes along.
    func copy(from folder: String, to target: String) throws(CommandError) {
        for file in files {
            let place = "\(target)/\(file.path)"
            try BackupFolder.make(FileSystem.parent(of: place))
            let copied = try Self.copy(
                "\(folder)/\(file.path)", to: place, permissions: Self.permissions(of: file.path))
            guard copied == (file.bytes, file.digest) else {
                throw .failed("`\(folder)/\(file.path)` is damaged: it is not as it was when the backup was made")
            }
        }
    }

    /// Keys for reading alone, data and policies as they were published, all else for the gateway's user.
    private static func permissions(of path: String) -> UInt32 {
        if path.hasPrefix("keys/") { return 0o400 }
        if path.hasPrefix("data/") || path.hasPrefix("policies/") { return path == "data/CURRENT" ? 0o640 : 0o440 }
        return path.hasPrefix("log/") || ["origin", "deployment.json"].contains(path) ? 0o640 : 0o600
    }

    private static func paths(below folder: String, _ path: String) throws(CommandError) -> [String] {
        let names = try doing { () throws(SystemError) in try FileSystem.list("\(folder)/\(path)") }
        var found: [String] = []
        for name in names {
            let inner = path.isEmpty ? name : "\(path)/\(name)"
            found += FileSystem.kind("\(folder)/\(inner)") == .directory ? try paths(below: folder, inner) : [inner]
        }
        return found
    }

    private static func digest(_ path: String) throws(CommandError) -> (bytes: Int, digest: String) {
        try read(path) { (_) throws(SystemError) in }
    }

    /// Copies one file durably, and gives what was read.
    @discardableResult
    static func copy(_ path: String, to target: String, permissions: UInt32) throws(CommandError) -> (Int, String) {
        let file = try doing { () throws(SystemError) in
            try File.open(target, [.readWrite, .create, .exclusive, .noFollow], permissions: permissions)
        }
        let read = try read(path) { (piece) throws(SystemError) in try file.writeAll(piece) }
        try doing { () throws(SystemError) in
            try file.setPermissions(permissions)
            try file.synchronize()
            try file.close()
        }
        return read
    }

    private static func read(
        _ path: String, _ take: ([UInt8]) throws(SystemError) -> Void
    ) throws(CommandError) -> (bytes: Int, digest: String) {
        do throws(SystemError) {
            let file = try File.open(path, [.readOnly, .noFollow], permissions: 0)
            let hasher = SHA256Hasher()
            var place = 0
            while true {
                let part = try file.read(count: piece, at: place)
                if part.isEmpty { return (place, Hex.encode(hasher.finish())) }
                hasher.update(part)
                try take(part)
                place += part.count
            }
        } catch { throw .failed(error.message) }
    }
}

/// The folders that a backup, or a restored deployment, is made of.
enum BackupFolder {
    /// A new folder, for this user alone; one that holds something is left as it is.
    static func begin(_ path: String) throws(CommandError) {
        if FileSystem.exists(path) {
            let names = try doing { () throws(SystemError) in try FileSystem.list(path) }
            guard names.isEmpty else { throw .failed("`\(path)` is there already, and not empty: name another folder") }
        }
        try make(path)
    }

    static func make(_ path: String) throws(CommandError) {
        try doing { () throws(SystemError) in
            try FileSystem.makeDirectory(path, permissions: 0o700, intermediate: true)
        }
    }

    /// Makes the names in a folder, and in those below, durable.
    static func settle(_ path: String) throws(CommandError) {
        try doing { () throws(SystemError) in try settleAll(path) }
    }

    private static func settleAll(_ path: String) throws(SystemError) {
        for name in try FileSystem.list(path) where FileSystem.kind("\(path)/\(name)") == .directory {
            try settleAll("\(path)/\(name)")
        }
        try FileSystem.synchronizeDirectory(path)
    }
}
