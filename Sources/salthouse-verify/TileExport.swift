import AuditLog
import Linux

/// Writes a checked log as the files of C2SP tlog-tiles, which any static web server can hand out.
struct TileExport {
    private let words: Words
    private let paths: [String]

    init(_ arguments: some Collection<String>) throws {
        words = try Words(arguments, options: ["--key": .one, "--entries": .none])
        paths = try words.paths(2, "a log directory and a new directory")
    }

    func run() throws -> VerifyProgram.Exit {
        let (source, target) = (paths[0], paths[1])
        guard !FileSystem.exists(target) else { throw UsageError(message: "`\(target)` exists already") }
        let wantsEntries = words.has("--entries")
        var bundles = EntryBundles(directory: target)
        var failure: SystemError?
        let report = try LogVerifier.verify(
            directory: source, key: try Given.key(words), evidence: .init(known: [], policy: nil, freshSince: nil),
            effort: .init(level: wantsEntries ? .full : .chain, threads: 2)
        ) { entry, _, _ in
            guard wantsEntries, failure == nil else { return }
            do throws(SystemError) { try bundles.add(entry) } catch { failure = error }
        }
        if let failure { throw failure }
        guard report.findings.allSatisfy(\.isNotice), let size = report.signedSize else {
            Console.write(report.findings.report)
            return .fails
        }
        guard !wantsEntries || report.pruned == 0 else {
            Console.complain("\(report.pruned) entries were pruned, so there are no whole bundles: leave out --entries")
            if FileSystem.exists(target) { try FileSystem.removeTree(target) }
            return .fails
        }
        try writeTiles(of: report.tree, size: size, to: target)
        if wantsEntries { try bundles.finish(size: size) }
        try write(report.checkpoint, to: "\(target)/checkpoint")
        Console.write("\(size) entries as tiles in \(target)\n")
        return .holds
    }

    private func writeTiles(of tree: VerifiedTree, size: Int, to target: String) throws(SystemError) {
        var level = 0
        var count = size
        while count > 0 {
            for index in 0...((count - 1) / Tile.width) {
                let width = min(Tile.width, count - index * Tile.width)
                guard let bytes = tree.tile(level: level, index: index, width: width) else { continue }
                let path = TilePath(.hashes(level: level), index: index, width: width).description
                try write(bytes, to: "\(target)/\(path)")
            }
            level += 1
            count >>= Tile.height
        }
    }
}

/// Entries, 256 together, each after its length in two bytes.
private struct EntryBundles {
    let directory: String
    private var entries: [[UInt8]] = []
    private var index = 0

    init(directory: String) { self.directory = directory }

    mutating func add(_ entry: AuditEntry) throws(SystemError) {
        entries.append(entry.bytes)
        if entries.count == Tile.width { try flush(width: Tile.width) }
    }

    /// Writes the partial bundle of a tree of this size.
    mutating func finish(size: Int) throws(SystemError) {
        let width = min(entries.count, size - index * Tile.width)
        if width > 0 { try flush(width: width) }
    }

    private mutating func flush(width: Int) throws(SystemError) {
        let bytes = entries[..<width].flatMap { [UInt8($0.count >> 8), UInt8($0.count & 0xff)] + $0 }
        try write(bytes, to: "\(directory)/\(TilePath(.entries, index: index, width: width).description)")
        index += 1
        entries = []
    }
}

private func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
    try FileSystem.makeDirectory(FileSystem.parent(of: path), permissions: 0o755, intermediate: true)
    let file = try File.open(path, [.readWrite, .create, .exclusive], permissions: 0o644)
    try file.writeAll(bytes)
    try file.close()
}
