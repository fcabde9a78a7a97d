/// What stands in a pruned segment in place of an entry: `-` and its leaf hash in base64.
struct DroppedLine {
    let leaf: TreeHash

    private static let mark = UInt8(ascii: "-")
    private static let byteCount = 1 + TreeHash.emptyTree.base64.utf8.count

    init(leaf: TreeHash) { self.leaf = leaf }

    /// Reads a line without its line feed; nil for any other.
    init?(_ line: ArraySlice<UInt8>) {
        guard line.first == Self.mark, line.count == Self.byteCount,
            let leaf = TreeHash(base64: String(decoding: line.dropFirst(), as: UTF8.self))
        else { return nil }
        self.init(leaf: leaf)
    }

    /// The line with its line feed.
    var bytes: [UInt8] { Array("-\(leaf.base64)\n".utf8) }

    /// Whether a line of this length stands for an entry that was taken out: every entry is longer than such a line.
    static func isLength(_ length: UInt32) -> Bool { Int(length) == byteCount }
}
