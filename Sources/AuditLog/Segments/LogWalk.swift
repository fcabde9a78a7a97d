/// Goes through scanned segments in order and checks everything that needs no key: what recovery and the verifier both
/// trust.
///
/// It carries the head, the keys and the wished-for roots from segment to segment. After a fault it takes the stored
/// bytes as they are and goes on, so that one change gives one or two findings, not a thousand.
struct LogWalk {
    private(set) var head = LogHead()
    /// Nil until a sound genesis was read.
    private(set) var keys: KeyHistory?
    /// The roots at the sizes that checkpoints speak of, and those of changes of keys, as far as the walk came.
    private(set) var roots: [Int: TreeHash] = [:]
    /// The segments of which entries were taken out, and what `prune` entries say of such.
    var thinned: [Thinned] = []
    private(set) var prunings: [PruneRecord] = []
    /// The sizes of those checkpoints that are still ahead, the largest first.
    private var wantedSizes: [Int]

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
    private var place = Place(tree: SegmentTree.Place(in: SegmentTree(usualLeaves: 0), after: 0))

    /// How much of a scan's lists was taken.
    private struct Place {
        var tree: SegmentTree.Place
        var entries = 0
        var others = 0
    }

    init(wantedSizes: Set<Int>) {
        self.wantedSizes = wantedSizes.filter { $0 > 0 }.sorted(by: >)
        if wantedSizes.contains(0) { roots[0] = .emptyTree }
    }

    /// What came of one segment.
    struct Segment {
        /// The parsed entries before the last commit line, in order, with their lines from 1.
        var entries: [(entry: AuditEntry, line: Int)] = []
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
        /// How many entries before the last commit line were taken out.
        fileprivate(set) var dropped = 0

        /// How much of the lists stands before the last commit line.
        fileprivate var committed: (entries: Int, growth: TreeGrowth.Counts, dropped: Int) = (0, TreeGrowth.Counts(), 0)
    }

    /// Walks one segment. With `stopping`, ends at the first finding and stays at the last good commit line.
    mutating func walk(file: String, first: Int, _ scan: SegmentScan, stopping: Bool) -> Segment {
        self.file = file
        line = 0
        findings = []
        hasReportedCommit = false
        entryLine = nil
        soundLine = nil
        place = Place(tree: SegmentTree.Place(in: scan.tree, after: head.size))
        var segment = Segment(committedSize: head.size)
        segment.growth.reserve(leaves: scan.tree.leaves)
        var saved = self
        for index in scan.lines.indices {
            line += 1
            let isCommit = read(scan, index, first: first, into: &segment)
            if stopping && !findings.isEmpty { break }
            guard isCommit else { continue }
            segment.commit(bytes: scan.lines[index].extent.range.upperBound + 1, size: head.size, line: line)
            if stopping { saved = self }
        }
        segment.dropUncommitted()
        segment.hasTail = segment.committedBytes < scan.byteCount
        segment.findings = findings
        if stopping { self = saved }
        note(segment, first: first, of: scan)
        if !stopping, scan.end < scan.byteCount {
            line += 1
            let message = scan.isOverlong ? "a segment has no more lines than this" : "the file ends inside this line"
            segment.findings.append(finding(.frame, message))
        }
        return segment
    }

    /// Reads a line; true where it is the header or a commit line: everything up to here belongs together.
    private mutating func read(_ scan: SegmentScan, _ index: Int, first: Int, into segment: inout Segment) -> Bool {
        let line = scan.lines[index]
        switch line.kind {
        case .entry: take(line, of: scan, into: &segment)
        case .dropped:
            if head.size == 0 { report(.schema, "entry 0 is not the genesis of a tre-audit/1 log") }
            segment.dropped += 1
            skip(line.hash, of: scan, into: &segment)
        case .commit:
            let root = place.tree.nextRoot(of: head.tree, in: scan.tree)
            check(CommitLine(size: line.number, root: line.hash), root: root)
            return true
        case .other:
            let content = scan.others[place.others]
            place.others += 1
            if index == 0 { return readHeader(content, first: first) }
            judge(content)
            // What stands where an entry stood counts as one, so that the numbers after it stay comparable.
            if line.isLeaf { skip(line.hash, of: scan, into: &segment) }
        }
        return false
    }

    private mutating func readHeader(_ content: [UInt8], first: Int) -> Bool {
        guard case .header(let header) = SegmentLine(content[...]) else {
            report(.frame, "a segment begins with its header")
            return false
        }
        check(header, first: first)
        return true
    }

    /// Says what is wrong with a line that is neither entry nor commit line.
    private mutating func judge(_ content: [UInt8]) {
        switch SegmentLine(content[...]) {
        case .header: report(.frame, "a second header")
        case .commit: report(.frame, "this is not how a commit line is written")
        case .malformed(let message): report(.frame, message)
        case .entry:
            // Its frame is not that of canonical JSON: the parser knows what is wrong.
            let fault = Result { () throws(EntryFault) in try AuditEntry(parsing: content, leafHash: nil) }
            if case .failure(let fault) = fault { report(fault.code, fault.message) } else { report(.canon, "frame") }
        }
    }

    private mutating func check(_ commit: CommitLine, root: TreeHash) {
        guard commit.size != head.size || commit.root != root else {
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

    private mutating func take(_ line: SegmentScan.Line, of scan: SegmentScan, into segment: inout Segment) {
        var entry: AuditEntry?
        if place.entries < scan.entries.count, scan.entries[place.entries].line == self.line - 1 {
            let parsed = scan.entries[place.entries].result
            place.entries += 1
            switch parsed {
            case .success(let sound): entry = sound
            case .failure(let fault):
                report(fault.code, fault.message)
                return skip(line.hash, of: scan, into: &segment)
            }
        }
        if line.number != expectedSeq { report(.seq, "entry \(line.number) stands where \(expectedSeq) belongs") }
        if !(place.tree.leaves == 0 ? scan.firstPrevious == head.previous : line.follows) {
            let before = entryLine.map { "in line \($0)" } ?? "before this file"
            report(.chain, "it does not follow the bytes of the entry \(before)")
        }
        if let last = head.time, line.time < last { report(.time, "its time is before that of the entry before it") }
        if line.type == .genesis, head.size > 0 { report(.schema, "a second genesis") }
        expectedSeq = line.number + 1
        append(line.hash, time: line.time, of: scan, into: &segment)
        if let entry { segment.entries.append((entry, self.line)) }
        if head.size == 1 {
            begin(entry)
        } else if line.type == .prune, let entry, let keys {
            if let pruning = PruneRecord(entry, segmentSize: keys.segmentSize) { prunings.append(pruning) }
        } else if line.type == .keyRotation, let entry {
            if keys?.rotate(entry) == false { report(.key, "the new key is not the one that was promised") }
            roots[head.size] = head.tree.root
        }
    }

    private mutating func begin(_ entry: AuditEntry?) {
        keys = entry?.type == "genesis" ? entry.flatMap { KeyHistory(genesis: $0.event) } : nil
        if keys == nil { report(.schema, "entry 0 is not the genesis of a tre-audit/1 log") }
        if let keys, !keys.origin.utf8.elementsEqual(headerOrigin.utf8) {
            report(.origin, "the header in line 1 names another log than this genesis")
        }
    }

    private mutating func skip(_ leaf: TreeHash, of scan: SegmentScan, into segment: inout Segment) {
        expectedSeq += 1
        append(leaf, time: nil, of: scan, into: &segment)
    }

    private mutating func append(
        _ leaf: TreeHash, time: AuditTime?, of scan: SegmentScan, into segment: inout Segment
    ) {
        entryLine = line
        let known = scan.tree.nodes.span.extracting(place.tree.nextNodes())
        head.append(leaf, time: time, to: &segment.growth, known: known)
        if let wanted = wantedSizes.last, wanted == head.size {
            roots[head.size] = head.tree.root
            wantedSizes.removeLast()
        }
    }

    private mutating func report(_ code: LogFinding.Code, _ message: String) {
        findings.append(finding(code, message))
    }

    private func finding(_ code: LogFinding.Code, _ message: String) -> LogFinding {
        LogFinding(code, file: file, line: line, message)
    }
}

extension LogWalk.Segment {
    fileprivate mutating func commit(bytes: Int, size: Int, line: Int) {
        committedBytes = bytes
        committedSize = size
        committedLine = line
        committed = (entries.count, growth.counts, dropped)
    }

    fileprivate mutating func dropUncommitted() {
        entries.removeLast(entries.count - committed.entries)
        growth.cut(to: committed.growth)
        dropped = committed.dropped
    }
}
