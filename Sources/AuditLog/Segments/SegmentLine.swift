import OpenSSL

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
        if let header = SegmentHeader(line) {
            self = .header(header)
        } else if let commit = CommitLine(line) {
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

    /// Reads a line, without its line feed; nil for any that `bytes` would not have written.
    init?(_ line: ArraySlice<UInt8>) {
        guard let text = String(validating: line, as: UTF8.self) else { return nil }
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "#\(Self.format)", VerifierKey.isName(String(parts[1])),
            let first = plainDecimal(parts[2]), let root = TreeHash(base64: parts[3])
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

    init?(parsing text: String) { self.init(Array(text.utf8)[...]) }

    /// Reads a line, without its line feed; nil at once for one that does not begin like a commit line.
    init?(_ line: ArraySlice<UInt8>) {
        guard line.first == UInt8(ascii: "#"), line.count < 80, let space = line.firstIndex(of: UInt8(ascii: " ")),
            let size = plainDecimal(line[(line.startIndex + 1)..<space]),
            let root = Base64.decode(Array(line[(space + 1)...])).flatMap({ TreeHash($0) })
        else { return nil }
        self.init(size: size, root: root)
    }

    var bytes: [UInt8] { Array("#\(size) \(root.base64)\n".utf8) }
}
