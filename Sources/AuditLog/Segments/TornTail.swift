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
            if line.first == UInt8(ascii: "{") {
                tree.append(.leaf(line))
            } else if let commit = CommitLine(parsing: String(decoding: line, as: UTF8.self)) {
                let isComplete = commit == CommitLine(size: tree.size, root: tree.root)
                return start == tail.endIndex && !isComplete
            }
        }
        return true
    }
}
