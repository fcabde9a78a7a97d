/// A line of a segment, told apart by its form alone.
enum SegmentLine {
    case header(SegmentHeader)
    case commit(CommitLine)
    /// A line that claims to be an entry: it begins with `{`.
    case entry
    case malformed(String)

    init(_ line: ArraySlice<UInt8>) {
        guard line.first != UInt8(ascii: "{") else {
            self = .entry
            return
        }
        guard line.first == UInt8(ascii: "#") else {
            self = .malformed("a line begins with `{` or `#`")
            return
        }
        let text = String(decoding: line, as: UTF8.self)
        if let header = SegmentHeader(parsing: text) {
            self = .header(header)
        } else if let commit = CommitLine(parsing: text) {
            self = .commit(commit)
        } else {
            self = .malformed("this is neither a segment header nor a commit line")
        }
    }
}

/// The first line of a segment: `#tre-audit/1 <origin> <first-seq> <base64 root of the tree of size first-seq>`.
struct SegmentHeader: Hashable {
    let origin: String
    let first: Int
    let root: TreeHash

    static let format = "tre-audit/1"

    init(origin: String, first: Int, root: TreeHash) {
        self.origin = origin
        self.first = first
        self.root = root
    }

    init?(parsing text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "#\(Self.format)", let first = plainDecimal(parts[2]),
            let root = TreeHash(base64: parts[3])
        else { return nil }
        self.init(origin: String(parts[1]), first: first, root: root)
    }

    var bytes: [UInt8] { Array("#\(Self.format) \(origin) \(first) \(root.base64)\n".utf8) }
}

/// The line after every batch: `#<tree size> <base64 root>`.
struct CommitLine: Hashable {
    let size: Int
    let root: TreeHash

    init(size: Int, root: TreeHash) {
        self.size = size
        self.root = root
    }

    init?(parsing text: String) {
        let parts = text.dropFirst().split(separator: " ", omittingEmptySubsequences: false)
        guard text.hasPrefix("#"), parts.count == 2, let size = plainDecimal(parts[0]),
            let root = TreeHash(base64: parts[1])
        else { return nil }
        self.init(size: size, root: root)
    }

    /// Reads a line; nil at once for one that does not begin like a commit line.
    init?(_ line: Span<UInt8>) {
        guard line.count > 2, line.count < 80, line[0] == UInt8(ascii: "#"),
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(line[1])
        else { return nil }
        var bytes: [UInt8] = []
        for index in line.indices { bytes.append(line[index]) }
        self.init(parsing: String(decoding: bytes, as: UTF8.self))
    }

    var bytes: [UInt8] { Array("#\(size) \(root.base64)\n".utf8) }
}
