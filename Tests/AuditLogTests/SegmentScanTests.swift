import Linux
import Testing

@testable import AuditLog

@Suite("Scanning segments")
struct SegmentScanTests {
    private static func story() throws -> TestLog {
        let test = try TestLog(segmentSize: 8)
        try test.write(Story.batches)
        return test
    }

    @Test(
        "A segment that is read in pieces of any size gives what it gives as a whole", arguments: [1, 2, 63, 500, 4096])
    func pieces(size: Int) throws {
        let test = try Self.story()
        for tail in [[], Array("#".utf8), Array("{\n\n# a note\n\r\nan unfinished line".utf8)] {
            let path = test.segmentPath(0)
            let bytes = try test.bytes(path) + tail
            try test.overwrite(path, bytes)
            let whole = SegmentScan(bytes, level: .chain)
            let read = try SegmentScan(reading: path, level: .chain, pieceBytes: size)
            #expect(read.lines.map(\.hash) == whole.lines.map(\.hash))
            #expect(read.lines.map(\.extent) == whole.lines.map(\.extent))
            #expect(read.others == whole.others)
            #expect(read.tree.nodes == whole.tree.nodes)
            #expect(read.tree.roots == whole.tree.roots)
            #expect(read.end == whole.end)
            #expect(read.byteCount == bytes.count)
        }
    }

    @Test("A header is read only as it is written: no repaired bytes, and the name of a log")
    func headers() {
        let header = SegmentHeader(origin: "tre.example/log", first: 8, root: .emptyTree)
        let line = header.bytes.dropLast()
        #expect(SegmentHeader(line) == header)
        for origin: [UInt8] in [[0x74, 0xFF], [0xF6], [], Array("a+b".utf8), Array("a\u{A0}b".utf8)] {
            let other = Array("#tre-audit/1 ".utf8) + origin + line.dropFirst(28)
            #expect(SegmentHeader(other[...]) == nil)
        }
    }

    @Test("A segment of more lines than entries and commit lines can be is refused, and no more of it is looked at")
    func lines() throws {
        let test = try Self.story()
        let path = test.segmentPath(0)
        let bytes = try test.bytes(path)
        let own = bytes.count { $0 == 0x0A }
        let most = SegmentScan.maximumLines
        let full = bytes + [UInt8](repeating: 0x0A, count: most - own)
        #expect(SegmentScan(full, level: .chain).isOverlong == false)
        try test.overwrite(path, full + Array("\n\n".utf8))
        for scan in [try SegmentScan(reading: path, level: .chain), SegmentScan(full + [0x0A, 0x0A], level: .chain)] {
            #expect(scan.isOverlong)
            #expect(scan.lines.count == most)
            #expect(scan.end == full.count)
        }
        let findings = try test.verify().findings
        #expect(findings.contains { $0.message == "a segment has no more lines than this" && $0.line == most + 1 })
    }

    @Test("What is replayed is what is scanned")
    func replay() throws {
        let test = try Self.story()
        let log = try test.open()
        var (scanned, replayed): ([AuditEntry], [AuditEntry]) = ([], [])
        try log.scan(from: 0, to: log.size) { entry in
            scanned.append(entry)
            return true
        }
        try log.replay { replayed.append($0) }
        #expect(scanned == replayed)
        #expect(scanned.count == log.size)
        log.stop()
        #expect(try test.verify().size == scanned.count)
    }

    @Test("Wherever a log begins to be wrong, its root is that of the leaves that stand there")
    func roots() throws {
        // Without an entry of the first segment the second begins where no subtree may begin.
        for line in [2, 4, 5, 6, 8, 10, 11, 13] {
            let test = try Self.story()
            try test.edit { $0.remove(at: line - 1) }
            let leaves = try StoredEntries(directory: test.directory).leaves
            var tree = CompactRange()
            for leaf in leaves { tree.append(leaf) }
            for threads in [1, 2] {
                let report = try LogVerifier.verify(
                    directory: test.directory, key: TestLog.signer().key,
                    evidence: .init(known: [], policy: nil, freshSince: nil),
                    effort: .init(level: .chain, threads: threads)
                ) { _, _, _ in }
                #expect(report.root == tree.root, "line \(line)")
                #expect(!report.findings.isEmpty, "line \(line)")
            }
        }
    }

    @Test("What a scan hashed of a segment is what the log's tree has there, at every size")
    func nodes() throws {
        let leaves = (0..<70).map { TreeHash.leaf([UInt8($0)]) }
        for before in [0, 1, 7, 8, 16, 48, 64] {
            for count in 0...16 {
                var log = CompactRange()
                for leaf in leaves[..<min(before, 54)] { log.append(leaf) }
                var (tree, plain) = (SegmentTree(usualLeaves: count), log)
                for leaf in leaves[..<count] {
                    tree.add(leaf)
                    tree.commit()
                }
                var place = SegmentTree.Place(in: tree, after: log.size)
                var growth = TreeGrowth()
                for leaf in leaves[..<count] {
                    plain.append(leaf)
                    log.append(leaf, to: &growth, known: tree.nodes.span.extracting(place.nextNodes()))
                    #expect(place.nextRoot(of: log, in: tree) == plain.root)
                }
                #expect(log == plain)
            }
        }
    }
}
