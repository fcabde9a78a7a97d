/// Reads segments line by line and checks everything that needs no key: what recovery and the verifier both trust.
///
/// It carries the head, the keys and the wished-for roots from segment to segment. After a fault it takes the stored
/// bytes as they are and goes on, so that one change gives one or two findings, not a thousand.
struct LogWalk {
    private(set) var head = LogHead()
    /// Nil until a sound genesis was read.
    private(set) var keys: KeyHistory?
    /// The roots at the sizes that checkpoints speak of, as far as the walk came.
    private(set) var roots: [Int: TreeHash] = [:]
    private let wantedSizes: Set<Int>

    private var file = ""
    private var line = 0
    private var headerOrigin = ""
    private var expectedSeq = 0
    private var hasReportedCommit = false
    /// The line of the last entry in this file; nil before the first.
    private var entryLine: Int?
    /// The last line whose root was right, while every line up to there was; then a change lies behind it.
    private var soundLine: Int?
    private var findings: [LogFinding] = []

    init(wantedSizes: Set<Int>) {
        self.wantedSizes = wantedSizes
        if wantedSizes.contains(0) { roots[0] = .emptyTree }
    }

    /// What came of one segment.
    struct Segment {
        /// The entries before the last commit line, in order. A line that is no entry is missing here.
        var entries: [AuditEntry] = []
        /// Where each of them stands.
        var extents: [Extent] = []
        /// The line of each of them, from 1.
        var lines: [Int] = []
        /// The hashes of the leaves before the last commit line.
        var growth = TreeGrowth()
        /// The bytes up to the end of the last commit line (of the header, where there is none yet).
        var committedBytes = 0
        /// The size of the log at that place, and its line.
        var committedSize = 0
        var committedLine = 0
        var findings: [LogFinding] = []
        /// Bytes after that place: an unfinished batch, if it is the log's end.
        var hasTail = false
    }

    /// Walks one segment. With `stopping`, ends at the first finding and stays at the last good commit line.
    mutating func walk(file: String, first: Int, bytes: [UInt8], stopping: Bool) -> Segment {
        self.file = file
        line = 0
        findings = []
        hasReportedCommit = false
        entryLine = nil
        soundLine = nil
        var segment = Segment(committedSize: head.size)
        var batch = Segment()
        var saved = self
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            let content = bytes[start..<end]
            line += 1
            let isCommit = read(content, offset: start, isFirst: line == 1, first: first, into: &batch)
            start = end + 1
            if stopping && !findings.isEmpty { break }
            guard isCommit else { continue }
            segment.take(&batch)
            segment.committedBytes = start
            segment.committedSize = head.size
            segment.committedLine = line
            saved = self
        }
        segment.hasTail = segment.committedBytes < bytes.count
        segment.findings = findings
        if stopping {
            self = saved
        } else if start < bytes.count {
            line += 1
            segment.findings.append(finding(.frame, "the file ends inside this line"))
        }
        return segment
    }

    /// Reads a line; true where it is the header or a commit line: everything up to here belongs together.
    private mutating func read(
        _ content: ArraySlice<UInt8>, offset: Int, isFirst: Bool, first: Int, into batch: inout Segment
    ) -> Bool {
        let parsed = SegmentLine(content)
        if isFirst {
            guard case .header(let header) = parsed else {
                report(.frame, "a segment begins with its header")
                return false
            }
            check(header, first: first)
            return true
        }
        switch parsed {
        case .header:
            report(.frame, "a second header")
        case .malformed(let message):
            report(.frame, message)
            // It stands where an entry stood: it counts as one, so that the numbers after it stay comparable.
            if content.first != UInt8(ascii: "#") { skip(content, into: &batch) }
        case .entry:
            take(Array(content), offset: offset, into: &batch)
        case .commit(let commit):
            check(commit)
            return true
        }
        return false
    }

    private mutating func check(_ commit: CommitLine) {
        guard commit != CommitLine(size: head.size, root: head.tree.root) else {
            if soundLine != nil { soundLine = line }
            return
        }
        defer { soundLine = nil }
        guard !hasReportedCommit else { return }
        hasReportedCommit = true
        guard commit.size == head.size else {
            return report(.commit, "it speaks of \(commit.size) entries, \(head.size) are here")
        }
        let change = soundLine.map { "; the first change lies in lines \($0 + 1) to \(line)" } ?? ""
        report(.commit, "the root is not that of the \(head.size) entries up to here\(change)")
    }

    private mutating func check(_ header: SegmentHeader, first: Int) {
        expectedSeq = first
        headerOrigin = header.origin
        if let keys, !keys.origin.utf8.elementsEqual(header.origin.utf8) {
            report(.origin, "the header names another log")
        }
        if header.first != first { report(.segment, "the header speaks of entry \(header.first)") }
        if header.first != head.size || header.root != head.tree.root {
            report(.segment, "the header does not continue the entries before it")
        } else {
            soundLine = line
        }
    }

    private mutating func take(_ bytes: [UInt8], offset: Int, into batch: inout Segment) {
        let entry: AuditEntry
        do { entry = try AuditEntry(parsing: bytes) } catch {
            report(error.code, error.message)
            return skip(bytes[...], into: &batch)
        }
        checkOrder(of: entry)
        expectedSeq = entry.seq + 1
        append(entry.leafHash, time: AuditTime(parsing: entry.time), into: &batch)
        batch.entries.append(entry)
        batch.lines.append(line)
        batch.extents.append(Extent(offset: UInt32(clamping: offset), length: UInt32(clamping: bytes.count)))
        if head.size == 1 {
            keys = entry.type == "genesis" ? KeyHistory(genesis: entry.event) : nil
            if keys == nil { report(.schema, "entry 0 is not the genesis of a tre-audit/1 log") }
            if let keys, !keys.origin.utf8.elementsEqual(headerOrigin.utf8) {
                report(.origin, "the header names another log than the genesis")
            }
        } else if entry.type == "key.rotate", keys?.rotate(entry) == false {
            report(.key, "the new key is not the one that was promised")
        }
    }

    private mutating func checkOrder(of entry: AuditEntry) {
        if entry.seq != expectedSeq { report(.seq, "entry \(entry.seq) stands where \(expectedSeq) belongs") }
        if entry.previous != head.previous {
            let before = entryLine.map { "in line \($0)" } ?? "before this file"
            report(.chain, "it does not follow the bytes of the entry \(before)")
        }
        if let time = AuditTime(parsing: entry.time), let last = head.time, time < last {
            report(.time, "its time is before that of the entry before it")
        }
        if entry.type == "genesis", head.size > 0 { report(.schema, "a second genesis") }
    }

    private mutating func skip(_ bytes: ArraySlice<UInt8>, into batch: inout Segment) {
        expectedSeq += 1
        append(.leaf(bytes), time: nil, into: &batch)
    }

    private mutating func append(_ leaf: TreeHash, time: AuditTime?, into batch: inout Segment) {
        entryLine = line
        batch.growth.add(head.append(leaf, time: time))
        if wantedSizes.contains(head.size) { roots[head.size] = head.tree.root }
    }

    private mutating func report(_ code: LogFinding.Code, _ message: String) {
        findings.append(finding(code, message))
    }

    private func finding(_ code: LogFinding.Code, _ message: String) -> LogFinding {
        LogFinding(code, file: file, line: line, message)
    }
}

extension LogWalk.Segment {
    /// Moves a finished batch in.
    fileprivate mutating func take(_ batch: inout LogWalk.Segment) {
        entries += batch.entries
        extents += batch.extents
        lines += batch.lines
        growth.add(batch.growth)
        batch = LogWalk.Segment()
    }
}
