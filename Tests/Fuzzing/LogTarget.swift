import JSON
import OpenSSL

@testable import AuditLog

/// The readers of a log that somebody else may have written: segments, entries, notes, checkpoints, tiles, proofs and
/// receipts. What one of them takes is exactly what would be written, and nothing that was changed is taken for signed.
struct LogTarget: FuzzTarget {
    private let key: VerifierKey
    private let tree: SmallTree

    init() throws {
        guard let key = VerifierKey(parsing: Self.sampleKey) else { throw AuditError.identity("the sample's key") }
        self.key = key
        tree = SmallTree()
    }

    /// The key of the sample log among the golden files.
    private static let sampleKey = "tre.example.org/audit+a20f7dd8+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"

    func take(_ bytes: [UInt8]) {
        takeSegment(bytes)
        takeNote(bytes)
        takeReceipt(bytes)
        tree.takeProof(bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        if let path = TilePath(segments: text.split(separator: "/", omittingEmptySubsequences: false).map(String.init))
        {
            promise(path.description == "tile/\(text)", "a tile has two paths")
        }
        if let key = VerifierKey(parsing: text) { promise(key.description == text, "a key has two texts") }
        if let request = WitnessRequest(parsing: bytes), request.note != nil {
            promise(request.bytes == bytes, "a request to a witness has two texts")
        }
    }

    private func takeNote(_ bytes: [UInt8]) {
        guard let note = SignedNote(parsing: bytes) else { return }
        promise(note.bytes == bytes, "a note has two texts")
        guard let checkpoint = Checkpoint(parsing: note.text) else { return }
        promise(checkpoint.text.utf8.elementsEqual(note.text.utf8), "a checkpoint has two texts")
        guard note.verdict(of: key) == .valid else { return }
        promise(checkpoint.size == Self.sampleSize, "a checkpoint is believed that the key did not sign")
    }

    private static let sampleSize = 13

    /// A receipt that holds is one of the sample's entry 5.
    private func takeReceipt(_ bytes: [UInt8]) {
        let reading = ReceiptReading(checking: bytes, key: key, policy: nil, freshSince: nil, file: "receipt")
        guard reading.findings.isEmpty else { return }
        promise(
            reading.entry?.seq == 5 && reading.entry?.type == "query.outcome", "a receipt is believed that was made up")
    }
}

extension LogTarget {
    private func takeSegment(_ bytes: [UInt8]) {
        let full = SegmentScan(bytes, level: .full)
        let quick = SegmentScan(bytes, level: .chain)
        promise(full.lines.count == quick.lines.count, "the levels see other lines")
        promise(full.tree.roots == quick.tree.roots, "the levels see other trees")
        var covered = 0
        for line in full.lines {
            promise(line.extent.range.lowerBound == covered, "lines that leave something out")
            covered = line.extent.range.upperBound + 1
        }
        promise(covered == full.end && full.end <= bytes.count, "lines behind the end")
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: true) { takeLine(line) }
        walk(full, bytes.count)
    }

    /// With and without stopping: both agree on the bytes up to which everything holds, if nothing is wrong.
    private func walk(_ scan: SegmentScan, _ count: Int) {
        var going = LogWalk(wantedSizes: [0, 1, 2])
        let all = going.walk(file: "segment", first: 0, scan, stopping: false)
        var careful = LogWalk(wantedSizes: [0, 1, 2])
        let sound = careful.walk(file: "segment", first: 0, scan, stopping: true)
        promise(sound.committedBytes <= all.committedBytes, "who stops at a fault came further")
        promise(all.committedBytes <= count, "more is committed than there is")
        promise(all.findings.isEmpty || all.findings.allSatisfy { !$0.message.isEmpty }, "a finding without words")
        if all.findings.isEmpty { promise(sound.committedSize == all.committedSize, "the walks disagree") }
    }

    private func takeLine(_ line: ArraySlice<UInt8>) {
        let bytes = Array(line)
        if let entry = try? AuditEntry(parsing: bytes, leafHash: nil) {
            guard let frame = EntryFrame(bytes.span) else { return promise(false, "an entry without its frame") }
            promise(frame.seq == entry.seq && frame.previous == entry.previous, "the frame tells another place")
            promise(frame.time.description == entry.time, "the frame tells another time")
            promise(bytes[frame.typeName].elementsEqual(entry.type.utf8), "the frame tells another type")
            promise(AuditEntry(checked: bytes) == entry, "read by its frame it is another entry")
            promise(JSONValue.isCanonical(bytes), "an entry that is not canonical")
        }
        if let commit = CommitLine(line) { promise(commit.bytes == bytes + [0x0A], "a commit line has two texts") }
        if let dropped = DroppedLine(line) { promise(dropped.bytes == bytes + [0x0A], "a dropped line has two texts") }
        if case .header(let header) = SegmentLine(line) {
            promise(header.bytes == bytes + [0x0A], "a header has two texts")
        }
    }
}

/// A tree of seven leaves, and proofs put together from its own hashes.
private struct SmallTree: Sendable {
    private let leaves: [TreeHash]
    private let hashes: [TreeHash]
    private let root: TreeHash

    init() {
        leaves = (0..<7).map { TreeHash.leaf([UInt8($0)]) }
        let pairs = [0, 2, 4].map { [leaves] in TreeHash.node(leaves[$0], leaves[$0 + 1]) }
        let left = TreeHash.node(pairs[0], pairs[1])
        let right = TreeHash.node(pairs[2], leaves[6])
        root = TreeHash.node(left, right)
        hashes = leaves + pairs + [left, right, root, .emptyTree]
    }

    /// The first bytes say which leaf, where, and under which size; the others are the path.
    func takeProof(_ bytes: [UInt8]) {
        guard (3...12).contains(bytes.count) else { return }
        let leaf = leaves[Int(bytes[0]) % leaves.count]
        let path = bytes.dropFirst(3).map { hashes[Int($0) % hashes.count] }
        let (index, size) = (Int(bytes[1]), Int(bytes[2]))
        if TreeProof.includes(leaf: leaf, at: index, size: size, root: root, path: path), size == leaves.count {
            promise(leaves[index] == leaf, "a leaf is proven where another one stands")
        }
        let isContinued = TreeProof.isConsistent(
            from: (size, hashes[Int(bytes[0]) % hashes.count]), to: (leaves.count, root), path: path)
        if isContinued, size == 4 { promise(hashes[Int(bytes[0]) % hashes.count] == hashes[10], "another beginning") }
    }
}
