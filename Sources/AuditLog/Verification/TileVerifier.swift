import Linux

/// Checks a log that was exported or mirrored as the files of C2SP tlog-tiles, against the key that signs it now.
package struct TileVerifier {
    private let directory: String
    private(set) var findings: [LogFinding] = []
    /// What the checkpoint says; nil where it cannot be read.
    private(set) var checkpoint: Checkpoint?
    private(set) var bundled = 0

    /// What came of it.
    package struct Report: Sendable {
        package let findings: [LogFinding]
        package let checkpoint: Checkpoint?
        /// How many entries could be compared with the tree: none where the mirror holds hashes alone.
        package let bundledEntries: Int
    }

    /// Checks the checkpoint, every hash tile that it covers, and the bundles of entries where there are some.
    ///
    /// Throws `storage` where something cannot be read: then nothing is known.
    package static func verify(directory: String, key: VerifierKey) throws(AuditError) -> Report {
        var verifier = TileVerifier(directory: directory)
        try storing { () throws(SystemError) in try verifier.run(key) }
        return Report(
            findings: verifier.findings, checkpoint: verifier.checkpoint, bundledEntries: verifier.bundled)
    }

    private init(directory: String) { self.directory = directory }

    private mutating func run(_ key: VerifierKey) throws(SystemError) {
        let name = "checkpoint"
        let bytes = try FileSystem.readFile("\(directory)/\(name)", maximumBytes: SignedNote.maximumBytes)
        guard let note = SignedNote(parsing: bytes), let checkpoint = Checkpoint(parsing: note.text) else {
            return findings.append(LogFinding(.note, file: name, "this is not a checkpoint"))
        }
        self.checkpoint = checkpoint
        if !checkpoint.origin.utf8.elementsEqual(key.name.utf8) {
            findings.append(LogFinding(.origin, file: name, line: 1, "it is of another log"))
        }
        if note.verdict(of: key) != .valid {
            findings.append(LogFinding(.signature, file: name, "the key did not sign it"))
        }
        try checkTree(of: checkpoint)
    }

    private mutating func checkTree(of checkpoint: Checkpoint) throws(SystemError) {
        guard let leaves = try hashes(level: 0, count: checkpoint.size) else { return }
        try checkBundles(leaves)
        var range = CompactRange()
        var growth = TreeGrowth()
        for leaf in leaves { range.append(leaf, to: &growth) }
        for (level, expected) in growth.levels.enumerated().dropFirst() {
            guard let stored = try hashes(level: level, count: expected.count),
                let place = expected.indices.first(where: { stored[$0] != expected[$0] })
            else { continue }
            let path = Self.path(.hashes(level: level), at: place / Tile.width, of: expected.count)
            findings.append(
                LogFinding(.tile, file: path, "hash \(place % Tile.width) is not that of the tile below it"))
        }
        guard range.root != checkpoint.root else { return }
        findings.append(
            LogFinding(.root, file: "checkpoint", line: 3, "the tiles of \(checkpoint.size) entries give another root"))
    }

    /// All stored hashes of a level; nil where a tile is missing or has another length.
    private mutating func hashes(level: Int, count: Int) throws(SystemError) -> [TreeHash]? {
        var hashes: [TreeHash] = []
        for index in 0..<((count + Tile.width - 1) / Tile.width) {
            let path = Self.path(.hashes(level: level), at: index, of: count)
            let width = min(Tile.width, count - index * Tile.width)
            guard FileSystem.exists("\(directory)/\(path)") else {
                findings.append(LogFinding(.tile, file: path, "it is missing"))
                return nil
            }
            let bytes = try FileSystem.readFile("\(directory)/\(path)", maximumBytes: 1 << 20)
            guard bytes.count == width * TreeHash.byteCount else {
                findings.append(LogFinding(.tile, file: path, "it has not exactly \(width) hashes"))
                return nil
            }
            hashes += TreeHash.all(in: bytes.span)
        }
        return hashes
    }

    /// Compares the entries, where there are any, with their leaves.
    private mutating func checkBundles(_ leaves: [TreeHash]) throws(SystemError) {
        guard FileSystem.exists("\(directory)/tile/entries") else { return }
        for index in 0..<((leaves.count + Tile.width - 1) / Tile.width) {
            let path = Self.path(.entries, at: index, of: leaves.count)
            let expected = leaves[(index * Tile.width)..<min(leaves.count, (index + 1) * Tile.width)]
            guard FileSystem.exists("\(directory)/\(path)") else {
                findings.append(LogFinding(.tile, file: path, "it is missing"))
                continue
            }
            let bytes = try FileSystem.readFile(
                "\(directory)/\(path)", maximumBytes: Tile.width * (AuditEntry.maximumStoredBytes + 2))
            guard let entries = Self.entries(of: bytes), entries.count == expected.count else {
                findings.append(LogFinding(.tile, file: path, "it has not exactly \(expected.count) entries"))
                continue
            }
            bundled += entries.count
            for (entry, leaf) in zip(entries, expected) where .leaf(entry) != leaf {
                let seq = expected.startIndex + (entries.firstIndex(of: entry) ?? 0)
                findings.append(LogFinding(.tile, file: path, "entry \(seq) is not the one in the tree"))
                break
            }
        }
    }

    /// Each entry after its length in two bytes; nil where the bytes do not end with an entry.
    private static func entries(of bytes: [UInt8]) -> [ArraySlice<UInt8>]? {
        var entries: [ArraySlice<UInt8>] = []
        var place = 0
        while place < bytes.count {
            guard place + 2 <= bytes.count else { return nil }
            let length = Int(bytes[place]) << 8 | Int(bytes[place + 1])
            guard place + 2 + length <= bytes.count else { return nil }
            entries.append(bytes[(place + 2)..<(place + 2 + length)])
            place += 2 + length
        }
        return entries
    }

    /// The path of a tile in a tree with so many hashes at its level.
    private static func path(_ content: TilePath.Content, at index: Int, of count: Int) -> String {
        TilePath(content, index: index, width: min(Tile.width, count - index * Tile.width)).description
    }
}
