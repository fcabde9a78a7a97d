import Linux
import OpenSSL

/// A sealed segment without the entries that may go. Its lines stay where they were, one for one: so do the tree, the
/// chain and every commit line.
struct PrunedSegment {
    let first: Int
    /// The file as it will be.
    private(set) var bytes: [UInt8] = []
    /// Where its lines that stand for entries will be.
    private(set) var extents: [Extent] = []
    /// How many entries are taken out.
    private(set) var dropped = 0
    /// The time of the last entry.
    private(set) var end = AuditTime.start

    /// Types without which a log cannot be read, or its files not be explained.
    private static let keptAlways: Set<String> = ["genesis", "key.rotate", "recovery", "prune"]

    /// What remains of a whole segment; nil for one that was pruned before, or holds a line that this version does not
    /// understand.
    init?(first: Int, whole: [UInt8], mayGo: (AuditEntry) -> Bool) {
        self.first = first
        var start = 0
        while let stop = ByteSearch.first(0x0A, in: whole.span, from: start) {
            let line = whole[start..<stop]
            start = stop + 1
            switch line.first {
            case UInt8(ascii: "#"): bytes += line + [0x0A]
            case UInt8(ascii: "{"):
                guard let entry = try? AuditEntry(parsing: Array(line), leafHash: nil),
                    let time = AuditTime(parsing: entry.time)
                else { return nil }
                end = time
                add(entry, isKept: Self.keptAlways.contains(entry.type) || !mayGo(entry))
            default: return nil
            }
        }
        guard start == whole.count, !extents.isEmpty else { return nil }
    }

    private mutating func add(_ entry: AuditEntry, isKept: Bool) {
        let line = isKept ? entry.bytes + [0x0A] : DroppedLine(leaf: entry.leafHash).bytes
        extents.append(Extent(offset: UInt32(clamping: bytes.count), length: UInt32(clamping: line.count - 1)))
        bytes += line
        if !isKept { dropped += 1 }
    }

    /// SHA-256 of the file as it will be.
    var digest: String { Hex.encode(SHA256.hash(bytes)) }

    /// The root over its entries alone, hashed from the file as it will be.
    var root: TreeHash { SegmentScan(bytes, level: .chain).tree.roots.last ?? .emptyTree }
}
