import Linux

/// How closely entries are looked at.
package enum VerificationLevel: String, Sendable, Hashable, CaseIterable {
    /// Lines, order, chain, tree and signatures: what shows that nothing was changed.
    case chain
    /// Also each entry's canonical form and schema, and whether the entries together can be true.
    case full
}

/// The lines of one segment, told apart and hashed: all that can be known of a segment without the lines before it, so
/// that segments can be scanned by several threads.
struct SegmentScan: Sendable {
    /// A line. What it says is checked by nobody yet.
    struct Line: Sendable {
        enum Kind: UInt8, Sendable { case entry, dropped, commit, other }

        let kind: Kind
        let type: EntryFrame.Kind
        /// Whether the line is a leaf of the tree: every line but the first, and those that begin with `#`.
        let isLeaf: Bool
        /// For an entry, whether it carries the hash of the leaf before it in this segment.
        let follows: Bool
        let extent: Extent
        /// The entry's number, or the size that a commit line tells.
        let number: Int
        let time: AuditTime
        /// The leaf hash, or the root that a commit line tells.
        let hash: TreeHash
    }

    private(set) var lines: [Line] = []
    /// The entries, parsed, in order and by line; at the level `chain` only those that a walk must understand.
    private(set) var entries: [(line: Int, result: Result<AuditEntry, EntryFault>)] = []
    /// The first line, and those that are neither entry nor commit line, in order.
    private(set) var others: [[UInt8]] = []
    /// What the first entry says of the leaf before it.
    private(set) var firstPrevious = TreeHash.emptyTree
    private(set) var tree: SegmentTree
    private(set) var byteCount = 0
    /// Where the bytes begin that are no whole line.
    private(set) var end = 0
    /// Whether there are more lines than a segment can have: those behind them were not looked at, for each costs many
    /// times its bytes.
    private(set) var isOverlong = false
    private var lastLeaf: TreeHash?
    private let level: VerificationLevel

    init(_ bytes: [UInt8], level: VerificationLevel) {
        self.init(byteCount: bytes.count, level: level)
        take(bytes)
    }

    /// Reads the file in pieces that stay close to the processor: a segment as a whole would be fetched from memory twice,
    /// once to be copied and once to be hashed.
    init(
        reading path: String, level: VerificationLevel, pieceBytes usualPiece: Int = 256 << 10
    ) throws(SystemError) {
        let file = try File.openForReading(path)
        self.init(byteCount: try file.size(), level: level)
        var pieceBytes = usualPiece
        while true {
            let start = end
            let piece = try file.read(count: pieceBytes, at: start)
            take(piece)
            byteCount = start + piece.count
            guard byteCount <= LogFiles.maximumSegmentBytes else { throw SystemError.tooLong(path) }
            if piece.count < pieceBytes || isOverlong { return }
            // The rest of a piece is read again with the next one. A line that fills one needs a larger one.
            pieceBytes = end == start ? 2 * pieceBytes : usualPiece
        }
    }

    private init(byteCount: Int, level: VerificationLevel) {
        self.byteCount = byteCount
        self.level = level
        let usualLines = min(byteCount, LogFiles.maximumSegmentBytes) / Self.usualEntry + 2
        lines.reserveCapacity(usualLines)
        tree = SegmentTree(usualLeaves: usualLines)
    }

    /// So long at least are most entries, with their line feed.
    private static let usualEntry = 512

    /// A header, and a commit line for each entry.
    static let maximumLines = 2 * 65_536 + 1

    /// Takes the lines that end in these bytes, which stand behind the lines before.
    private mutating func take(_ bytes: [UInt8]) {
        let base = end
        var start = 0
        while let stop = ByteSearch.first(0x0A, in: bytes.span, from: start) {
            isOverlong = lines.count == Self.maximumLines
            if isOverlong { break }
            take(bytes, start..<stop, at: base + start)
            start = stop + 1
        }
        end = base + start
    }

    private mutating func take(_ bytes: [UInt8], _ range: Range<Int>, at offset: Int) {
        let content = bytes.span.extracting(range)
        let extent = Extent(offset: UInt32(clamping: offset), length: UInt32(clamping: range.count))
        if lines.isEmpty {
            others.append(Array(bytes[range]))
            lines.append(Line(.other, extent: extent, hash: .emptyTree))
        } else if let frame = EntryFrame(content) {
            let leaf = TreeHash.leaf(content)
            if level == .full || frame.type != .plain { parse(Array(bytes[range]), leaf) }
            if lastLeaf == nil { firstPrevious = frame.previous }
            lines.append(Line(frame, extent: extent, hash: leaf, follows: frame.previous == lastLeaf))
            add(leaf)
        } else if let dropped = DroppedLine(bytes[range]) {
            lines.append(Line(.dropped, isLeaf: true, extent: extent, hash: dropped.leaf))
            add(dropped.leaf)
        } else if let commit = CommitLine(bytes[range]) {
            lines.append(Line(.commit, extent: extent, number: commit.size, hash: commit.root))
            tree.commit()
        } else {
            others.append(Array(bytes[range]))
            let isLeaf = bytes[range].first != UInt8(ascii: "#")
            let hash = isLeaf ? TreeHash.leaf(content) : .emptyTree
            lines.append(Line(.other, isLeaf: isLeaf, extent: extent, hash: hash))
            if isLeaf { add(hash) }
        }
    }

    private mutating func add(_ leaf: TreeHash) {
        tree.add(leaf)
        lastLeaf = leaf
    }

    private mutating func parse(_ bytes: [UInt8], _ leaf: TreeHash) {
        let result = Result { () throws(EntryFault) in try AuditEntry(parsing: bytes, leafHash: leaf) }
        entries.append((lines.count, result))
    }
}

extension SegmentScan.Line {
    fileprivate init(_ frame: EntryFrame, extent: Extent, hash: TreeHash, follows: Bool) {
        self.init(
            kind: .entry, type: frame.type, isLeaf: true, follows: follows, extent: extent, number: frame.seq,
            time: frame.time, hash: hash)
    }

    fileprivate init(_ kind: Kind, isLeaf: Bool = false, extent: Extent, number: Int = 0, hash: TreeHash) {
        self.init(
            kind: kind, type: .plain, isLeaf: isLeaf, follows: false, extent: extent, number: number, time: .start,
            hash: hash)
    }
}

/// Scans segments one after the other, ahead of who takes them where there are several threads.
struct SegmentScanner {
    let files: LogFiles
    let level: VerificationLevel
    let threads: Int

    private struct State: Sendable {
        var next = 0
        var taken = 0
        var scans: [Int: Result<SegmentScan, SystemError>] = [:]
        var isAbandoned = false
    }

    /// Hands the scans of segments to `body` in order.
    func forEach<Failure: Error>(
        _ firsts: [Int], failing: (SystemError) -> Failure, _ body: (Int, SegmentScan) throws(Failure) -> Void
    ) throws(Failure) {
        guard threads > 1, firsts.count > 1 else {
            for first in firsts {
                let scan: SegmentScan
                do throws(SystemError) { scan = try self.scan(first) } catch { throw failing(error) }
                try body(first, scan)
            }
            return
        }
        let state = Monitor(State())
        var workers: [WorkerThread] = []
        defer {
            state.update { $0.isAbandoned = true }
            for worker in workers { worker.join() }
        }
        do throws(SystemError) {
            for number in 0..<threads { workers.append(try worker(number, firsts, state)) }
        } catch { throw failing(error) }
        for (index, first) in firsts.enumerated() {
            let result = state.wait { (state: inout State) -> Result<SegmentScan, SystemError>? in
                guard let scan = state.scans.removeValue(forKey: index) else { return nil }
                state.taken = index + 1
                return scan
            }
            switch result {
            case .success(let scan)?: try body(first, scan)
            case .failure(let error)?: throw failing(error)
            case nil: return
            }
        }
    }

    private func worker(_ number: Int, _ firsts: [Int], _ state: Monitor<State>) throws(SystemError) -> WorkerThread {
        try WorkerThread(name: "scan-\(number)") {
            // Not further ahead than this, for each scan holds a whole segment.
            while let index = state.wait({ (state: inout State) -> Int?? in
                if state.isAbandoned || state.next == firsts.count { return .some(nil) }
                guard state.next < state.taken + threads + 1 else { return nil }
                defer { state.next += 1 }
                return state.next
            }) ?? nil {
                let result = Result { () throws(SystemError) in try scan(firsts[index]) }
                state.update { $0.scans[index] = result }
            }
        }
    }

    private func scan(_ first: Int) throws(SystemError) -> SegmentScan {
        try SegmentScan(reading: files.segment(first: first), level: level)
    }
}
