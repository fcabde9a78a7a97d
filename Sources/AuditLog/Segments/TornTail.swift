/// What a power cut may leave behind the last commit line, told apart from damage.
enum TornTail {
    /// Whether these bytes can be one batch that was never acknowledged.
    ///
    /// A batch ends with its only commit line. So a commit line with more behind it belongs to a batch that was
    /// followed by another, and was acknowledged. And where all entries are there and their root is the one that the
    /// last commit line tells, nothing is unfinished: a commit line between them was damaged.
    static func isUnfinishedBatch(_ tail: ArraySlice<UInt8>, after head: LogHead) -> Bool {
        var tree = head.tree
        var start = tail.startIndex
        while let end = tail[start...].firstIndex(of: 0x0A) {
            let line = tail[start..<end]
            start = end + 1
            if let found = commitLine(in: line) {
                let isComplete = found.commit == CommitLine(size: tree.size, root: tree.root)
                return start == tail.endIndex && found.endsLine && !isComplete
            }
            if line.first == UInt8(ascii: "{") { tree.append(.leaf(line)) }
        }
        return true
    }

    /// A commit line within a line: the line feed before or behind it may be what was damaged.
    private static func commitLine(in line: ArraySlice<UInt8>) -> (commit: CommitLine, endsLine: Bool)? {
        for start in line.indices where line[start] == UInt8(ascii: "#") {
            guard let space = line[start...].firstIndex(of: UInt8(ascii: " ")) else { return nil }
            let end = min(space + 1 + rootLength, line.endIndex)
            if let commit = CommitLine(parsing: String(decoding: line[start..<end], as: UTF8.self)) {
                return (commit, end == line.endIndex)
            }
        }
        return nil
    }

    private static let rootLength = TreeHash.emptyTree.base64.utf8.count
}
