import JSON
import Linux

/// Checks a stored log against one public key. Opens nothing for writing and takes no lock.
package struct LogVerifier {
    /// What came of it.
    package struct Report: Sendable {
        /// Nil where there is no sound genesis.
        package internal(set) var origin: String?
        /// Entries up to the last commit line.
        package internal(set) var size = 0
        package internal(set) var root = TreeHash.emptyTree
        /// Entries under the signed checkpoint; nil where it cannot be read.
        package internal(set) var signedSize: Int?
        package internal(set) var segments = 0
        /// Entries that were taken out: only their hashes are here.
        package internal(set) var pruned = 0
        /// The file `checkpoint`, where it reads as a note.
        package internal(set) var checkpoint: [UInt8] = []
        /// The entries that enough witnesses have seen; nil where no policy was given, or none has enough of them.
        package internal(set) var witnessedSize: Int?
        /// In the order found; notices among them.
        package internal(set) var findings: [LogFinding] = []
        /// All hashes of the tree, as they follow from the entries.
        package internal(set) var tree = VerifiedTree()
    }

    /// What an auditor brings along, besides the key.
    package struct Evidence: Sendable {
        let known: [KnownCheckpoint]
        let policy: WitnessPolicy?
        let freshSince: UInt64?

        /// `known` are checkpoints kept from earlier; `policy` says whose cosignatures are needed; with `freshSince`
        /// (seconds since 1970) they must be at least as new as that.
        package init(known: [KnownCheckpoint], policy: WitnessPolicy?, freshSince: UInt64?) {
            self.known = known
            self.policy = policy
            self.freshSince = freshSince
        }
    }

    /// A checkpoint that somebody kept, with the name of its file.
    package struct KnownCheckpoint: Sendable {
        let file: String
        let bytes: [UInt8]

        package init(file: String, bytes: [UInt8]) {
            self.file = file
            self.bytes = bytes
        }
    }

    private let files: LogFiles
    /// The trust root: the key of the genesis.
    private let key: VerifierKey
    private let effort: Effort
    let evidence: Evidence
    var report = Report()

    /// How closely to look, and with how many threads.
    package struct Effort: Sendable {
        let level: VerificationLevel
        let threads: Int

        package init(level: VerificationLevel, threads: Int) {
            self.level = level
            self.threads = threads
        }
    }

    /// Checks a log's folder. `visit` sees every committed entry that was not pruned, in order, with its file and line; at the level `chain`
    /// only those of the log itself (genesis, changes of keys and the like).
    ///
    /// Throws `storage` where something cannot be read: then nothing is known.
    package static func verify(
        directory: String, key: VerifierKey, evidence: Evidence, effort: Effort,
        visit: (_ entry: AuditEntry, _ file: String, _ line: Int) -> Void
    ) throws(AuditError) -> Report {
        var verifier = LogVerifier(
            files: LogFiles(directory: directory), key: key, effort: effort, evidence: evidence)
        do {
            try verifier.run(visit: visit)
            return verifier.report
        } catch { throw .storage(error) }
    }

    private init(files: LogFiles, key: VerifierKey, effort: Effort, evidence: Evidence) {
        self.evidence = evidence
        self.files = files
        self.key = key
        self.effort = effort
    }

    private mutating func run(visit: (AuditEntry, String, Int) -> Void) throws(SystemError) {
        let own = try readOwnCheckpoints()
        let foreign = evidence.known.compactMap { read($0.file, $0.bytes) }
        if let newest = own.first(where: { $0.file == "checkpoint" }) {
            report.signedSize = newest.checkpoint.size
            report.checkpoint = newest.note.bytes
        }
        var walk = LogWalk(wantedSizes: Set((own + foreign).map(\.checkpoint.size)))
        try walkSegments(&walk, visit: visit)
        checkGenesis(walk.keys)
        for signed in own { judge(signed, walk: walk, beyond: .truncated, other: .root) }
        for signed in foreign { judge(signed, walk: walk, beyond: .rollback, other: .fork) }
        if let keys = walk.keys { judgeHandovers(own, keys: keys) }
        if let policy = evidence.policy { judgeWitnesses(own + foreign, policy: policy, walk: walk) }
        if let signed = report.signedSize, signed < report.size {
            add(.tail, file: "checkpoint", "\(report.size - signed) entries are not under a signed checkpoint yet")
        }
        report.findings += try walk.pruningFaults(in: files, signedSize: report.signedSize ?? 0)
        report.pruned = walk.thinned.reduce(0) { $0 + $1.dropped }
        if report.pruned > 0 {
            add(
                .pruning, file: "segments",
                "\(report.pruned) entries in \(walk.thinned.count) segments were pruned; their hashes are kept")
        }
        try checkTree()
    }

    mutating func add(_ code: LogFinding.Code, file: String, line: Int? = nil, _ message: String) {
        report.findings.append(LogFinding(code, file: file, line: line, message))
    }
}

extension LogVerifier {
    private mutating func walkSegments(
        _ walk: inout LogWalk, visit: (AuditEntry, String, Int) -> Void
    ) throws(SystemError) {
        let firsts = try files.listSegments()
        report.segments = firsts.count
        if firsts.isEmpty { add(.segment, file: "segments", "there are none") }
        let scanner = SegmentScanner(files: files, level: effort.level, threads: effort.threads)
        func take(_ first: Int, _ scan: SegmentScan) throws(SystemError) {
            let file = LogFiles.segmentName(first: first)
            if first != walk.head.size { add(.segment, file: file, "what should stand before it is missing") }
            let segment = walk.walk(file: file, first: first, scan, stopping: false)
            join(segment, file: file, isLast: first == firsts.last, walk: walk)
            for (entry, line) in segment.entries {
                visit(entry, file, line)
                if entry.type == "key.rotate", entry.event["reason"] == "lost" {
                    add(.rotation, file: file, line: line, "the old key was lost: ask the witnesses about this change")
                }
            }
        }
        try scanner.forEach(firsts, failing: { $0 }, take)
    }

    private mutating func join(_ segment: LogWalk.Segment, file: String, isLast: Bool, walk: LogWalk) {
        report.size = segment.committedSize
        report.tree.growth.add(segment.growth)
        guard isLast else {
            report.findings += segment.findings
            let isFull = walk.keys.map { walk.head.size.isMultiple(of: $0.segmentSize) } ?? true
            if segment.hasTail || !isFull {
                add(.segment, file: file, "it is not full, or does not end with a commit line")
            }
            return
        }
        report.root = segment.hasTail ? walk.roots[report.size] ?? report.root : walk.head.tree.root
        // Bytes that no checkpoint promises may be a batch in flight, or one that a crash tore.
        let isInFlight = segment.hasTail && report.size >= (report.signedSize ?? Int.max)
        report.findings += segment.findings.filter { !isInFlight || ($0.line ?? 0) <= segment.committedLine }
        if isInFlight { add(.tail, file: file, line: segment.committedLine, "an unfinished batch follows this line") }
    }

    private mutating func checkGenesis(_ keys: KeyHistory?) {
        guard let keys else { return }
        let file = LogFiles.segmentName(first: 0)
        report.origin = keys.origin
        if keys.key(at: 0) != key { add(.key, file: file, line: 2, "the log was begun under another key") }
    }
}

extension LogVerifier {
    /// A checkpoint that could be read.
    struct Signed {
        let file: String
        let note: SignedNote
        let checkpoint: Checkpoint
    }

    private mutating func readOwnCheckpoints() throws(SystemError) -> [Signed] {
        var names = ["checkpoint"] + (FileSystem.exists(files.cosigned) ? ["cosigned"] : [])
        if FileSystem.exists(files.archive) {
            names += try FileSystem.list(files.archive).filter { !$0.hasSuffix(".tmp") }.map { "checkpoints/\($0)" }
        }
        var signed: [Signed] = []
        for name in names {
            guard FileSystem.exists("\(files.directory)/\(name)") else {
                add(.note, file: name, "there is none: nothing tells where the log should end")
                continue
            }
            let bytes = try FileSystem.readFile(
                "\(files.directory)/\(name)", maximumBytes: SignedNote.maximumBytes)
            if !name.hasSuffix(".tsr"), let read = read(name, bytes) { signed.append(read) }
        }
        return signed
    }

    private mutating func read(_ file: String, _ bytes: [UInt8]) -> Signed? {
        guard let note = SignedNote(parsing: bytes), let checkpoint = Checkpoint(parsing: note.text) else {
            let isBare = Checkpoint(parsing: String(decoding: bytes.dropLast(), as: UTF8.self)) != nil
            add(isBare ? .signature : .note, file: file, isBare ? "nobody signed it" : "this is not a checkpoint")
            return nil
        }
        return Signed(file: file, note: note, checkpoint: checkpoint)
    }

    private mutating func judge(
        _ signed: Signed, walk: LogWalk, beyond: LogFinding.Code, other: LogFinding.Code
    ) {
        let checkpoint = signed.checkpoint
        // The genesis names its own key: trust begins with the one we were given.
        let first = walk.keys.map { $0.key(at: 0) == key } ?? false
        let inForce = first ? walk.keys?.key(at: checkpoint.size) ?? key : key
        if !checkpoint.origin.utf8.elementsEqual(key.name.utf8) {
            add(.origin, file: signed.file, line: 1, "it is of another log")
        }
        if signed.note.verdict(of: inForce) != .valid {
            add(.signature, file: signed.file, "the key in force at size \(checkpoint.size) did not sign it")
        }
        if checkpoint.size > report.size {
            add(beyond, file: signed.file, line: 2, "it promises \(checkpoint.size) entries, \(report.size) are here")
        } else if walk.roots[checkpoint.size] != checkpoint.root {
            add(other, file: signed.file, line: 3, "the first \(checkpoint.size) entries give another root")
        }
    }

    /// Compares the stored hashes, as far as they go: they are derived, and may be behind.
    private mutating func checkTree() throws(SystemError) {
        for level in report.tree.growth.levels.indices {
            let path = "\(files.tree)/\(level)"
            guard FileSystem.exists(path) else { continue }
            let file = try File.openForReading(path)
            var place = 0
            while place < report.tree.growth.levels[level].count {
                let stored = try file.read(count: Self.hashesARead * TreeHash.byteCount, at: place * TreeHash.byteCount)
                if let other = report.tree.growth.firstDifference(from: stored.span, level: level, at: place) {
                    add(.tile, file: "tree/\(level)", "hash \(other) is not that of the entries")
                    break
                }
                place += Self.hashesARead
                if stored.count < Self.hashesARead * TreeHash.byteCount { break }
            }
        }
    }

    private static let hashesARead = 8192
}
