import AuditLog
import JSON
import OpenSSL
import Testing

@Suite("The tree")
struct TreeTests {
    /// The definition of RFC 9162, section 2.1.1, word for word.
    static func root(_ leaves: ArraySlice<TreeHash>) -> TreeHash {
        guard let first = leaves.first else { return .emptyTree }
        guard leaves.count > 1 else { return first }
        var half = 1
        while half * 2 < leaves.count { half *= 2 }
        let middle = leaves.startIndex + half
        return .node(root(leaves[..<middle]), root(leaves[middle...]))
    }

    @Test("Growing leaf by leaf gives the root of the definition, across tile borders")
    func growth() {
        var tree = CompactRange()
        var leaves: [TreeHash] = []
        for number in 0..<600 {
            let leaf = TreeHash.leaf(Array("entry \(number)".utf8))
            let completed = tree.append(leaf)
            leaves.append(leaf)
            #expect(completed.count == ((number + 1) % 256 == 0 ? 2 : 1))
            if number < 40 || number % 50 == 0 || (250..<260).contains(number) {
                #expect(tree.root == Self.root(leaves[...]))
            }
        }
    }

    @Test("Every proof that the log makes convinces, and none convinces of anything else")
    func proofs() throws {
        let test = try TestLog(segmentSize: 512)
        try test.write((0..<6).map { batch in AuditDraft.notes((0..<100).map { batch * 100 + $0 }) })
        let log = try test.open()
        defer { log.stop() }
        var leaves: [TreeHash] = []
        try log.scan(from: 0, to: log.size) { entry in
            leaves.append(entry.leafHash)
            return true
        }
        #expect(leaves.count == 601)
        let sizes = [1, 2, 3, 7, 8, 9, 255, 256, 257, 300, 511, 512, 513, 601]
        for (place, size) in sizes.enumerated() {
            let root = Self.root(leaves[..<size])
            for old in sizes[...place] {
                let path = try log.consistency(from: old, to: size)
                let oldRoot = Self.root(leaves[..<old])
                #expect(TreeProof.isConsistent(from: (old, oldRoot), to: (size, root), path: path))
                #expect(!TreeProof.isConsistent(from: (old, .emptyTree), to: (size, root), path: path))
                guard !path.isEmpty else { continue }
                #expect(!TreeProof.isConsistent(from: (old, oldRoot), to: (size, root), path: path.dropLast()))
            }
        }
        for index in [0, 1, 6, 7, 8, 254, 255, 256, 257, 511, 512, 599, 600] {
            let receipt = try log.receipt(for: index, disclosures: [])
            let bytes = receipt.json.bytes()
            let reading = try ReceiptReading(
                checking: bytes, key: TestLog.signer().key, policy: nil, freshSince: nil, file: "receipt")
            #expect(reading.findings == [])
            #expect(reading.entry?.seq == index)
        }
    }

    @Test("Tiles and bundles are the hashes and entries of the log, full and partial")
    func tiles() throws {
        let test = try TestLog(segmentSize: 512)
        try test.write([AuditDraft.notes(0..<200), AuditDraft.notes(200..<299)])
        let log = try test.open()
        defer { log.stop() }
        let leaves = try #require(try log.tile(level: 0, index: 0, width: 256))
        #expect(leaves.count == 8192)
        #expect(try log.tile(level: 0, index: 1, width: 44)?.count == 44 * 32)
        #expect(try log.tile(level: 0, index: 1, width: 45) == nil)
        let hashes = stride(from: 0, to: leaves.count, by: 32).compactMap { TreeHash(Array(leaves[$0..<($0 + 32)])) }
        #expect(try log.tile(level: 1, index: 0, width: 1) == Self.root(hashes[...]).bytes)
        #expect(try log.tile(level: 2, index: 0, width: 1) == nil)
        let bundle = try #require(try log.entryBundle(index: 1, width: 44))
        var rest = bundle[...]
        for seq in 256..<300 {
            let length = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
            #expect(Array(rest.dropFirst(2).prefix(length)) == (try log.entry(seq).bytes))
            rest = rest.dropFirst(2 + length)
        }
        #expect(rest.isEmpty)
    }
}
