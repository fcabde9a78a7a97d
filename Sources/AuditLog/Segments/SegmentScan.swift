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
        enum Kind: UInt8, Sendable { case entry, commit, other }

        let kind: Kind
        let type: EntryFrame.Kind
        let extent: Extent
        /// The entry's number, or the size that a commit line tells.
        let number: Int
        let time: AuditTime
        /// The leaf hash of an entry or other line, or the root that a commit line tells.
        let hash: TreeHash
        let previous: TreeHash
    }

    let bytes: [UInt8]
    private(set) var lines: [Line] = []
    /// The entries, parsed, by line; at the level `chain` only those that a walk must understand.
    private(set) var entries: [Int: Result<AuditEntry, EntryFault>] = [:]
    /// Where the bytes begin that are no whole line.
    private(set) var end = 0

    init(_ bytes: [UInt8], level: VerificationLevel) {
        self.bytes = bytes
        let hasher = TreeHasher()
        let span = bytes.span
        lines.reserveCapacity(bytes.count / Self.usualEntry + 2)
        while let stop = ByteSearch.first(0x0A, in: span, from: end) {
            let range = end..<stop
            let line = Self.line(span.extracting(range), at: range, using: hasher)
            if line.kind == .entry, level == .full || line.type != .plain { parse(range, line.hash) }
            lines.append(line)
            end = stop + 1
        }
    }

    /// So long at least are most entries, with their line feed.
    private static let usualEntry = 512

    private mutating func parse(_ range: Range<Int>, _ leaf: TreeHash) {
        entries[lines.count] = Result { () throws(EntryFault) in
            try AuditEntry(parsing: Array(bytes[range]), leafHash: leaf)
        }
    }

    private static func line(_ content: Span<UInt8>, at range: Range<Int>, using hasher: TreeHasher) -> Line {
        let extent = Extent(offset: UInt32(clamping: range.lowerBound), length: UInt32(clamping: range.count))
        if let frame = EntryFrame(content) {
            return Line(
                kind: .entry, type: frame.type, extent: extent, number: frame.seq, time: frame.time,
                hash: hasher.leaf(content), previous: frame.previous)
        }
        if let commit = CommitLine(content) {
            return Line(
                kind: .commit, type: .plain, extent: extent, number: commit.size, time: .start, hash: commit.root,
                previous: .emptyTree)
        }
        return Line(
            kind: .other, type: .plain, extent: extent, number: 0, time: .start, hash: hasher.leaf(content),
            previous: .emptyTree)
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
        SegmentScan(
            try FileSystem.readFile(files.segment(first: first), maximumBytes: LogFiles.maximumSegmentBytes),
            level: level)
    }
}
