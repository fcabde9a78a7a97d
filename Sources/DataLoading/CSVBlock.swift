/// Whole rows of a CSV text, as they stand in the file.
struct CSVBlock: Sendable {
    var bytes: [UInt8]
    /// The number of the first row in the file; the headings are row 1.
    var firstRow: Int
    /// Whether the last row goes on beyond the longest that is read.
    let isTorn: Bool
}

/// Why a text is not CSV. Row numbers count records, not lines: a quoted field may hold line ends.
struct CSVError: Error, Hashable {
    let row: Int
    let reason: String
}

/// Cuts a CSV text into blocks of whole rows, so that several threads can read them.
///
/// A line end ends a row where an even number of quotes stands before it. In text that is not CSV that may be wrong,
/// but only behind the row that is not CSV, and nothing behind that row is read.
struct CSVSplitter {
    /// The longest row, in bytes: what is longer is a quote that was never closed.
    static let maximumRowBytes = 1 << 20
    /// Blocks are about this long.
    private static let blockBytes = 1 << 18

    private let next: () throws(LoadError) -> [UInt8]?
    private var waiting: [UInt8] = []
    /// How far `waiting` has been looked at, and the end of the last whole row in it.
    private var seen = 0
    private var lastEnd = 0
    private var isQuoted = false
    /// The number of the first row of `waiting`, and how many rows end in it.
    private var row = 1
    private var rows = 0
    private var isFinished = false

    /// - Parameter next: gives the next piece of the text, or nil at its end.
    init(next: @escaping () throws(LoadError) -> [UInt8]?) { self.next = next }

    /// The next rows, or nil at the end of the text.
    mutating func nextBlock() throws(LoadError) -> CSVBlock? {
        while !isFinished {
            look()
            if lastEnd >= Self.blockBytes { return cut(at: lastEnd, isTorn: false) }
            if waiting.count - lastEnd > Self.maximumRowBytes {
                isFinished = true
                return cut(at: waiting.count, isTorn: true)
            }
            if let piece = try next() { waiting += piece } else { isFinished = true }
        }
        return waiting.isEmpty ? nil : cut(at: waiting.count, isTorn: false)
    }

    private mutating func cut(at end: Int, isTorn: Bool) -> CSVBlock {
        let block = CSVBlock(bytes: Array(waiting[..<end]), firstRow: row, isTorn: isTorn)
        waiting = Array(waiting[end...])
        seen = waiting.count
        lastEnd = 0
        row += rows
        rows = 0
        return block
    }

    /// Finds the row ends in what has not been looked at.
    private mutating func look() {
        let found = Self.rowEnds(in: waiting.span, from: seen, isQuoted: isQuoted)
        rows += found.rows
        lastEnd = found.lastEnd ?? lastEnd
        isQuoted = found.isQuoted
        seen = waiting.count
    }

    private static func rowEnds(
        in bytes: Span<UInt8>, from start: Int, isQuoted: Bool
    ) -> (rows: Int, lastEnd: Int?, isQuoted: Bool) {
        var isQuoted = isQuoted
        var rows = 0
        var lastEnd: Int?
        for index in start..<bytes.count {
            let byte = bytes[index]
            if byte == CSVByte.quote {
                isQuoted.toggle()
            } else if byte == CSVByte.lineFeed, !isQuoted {
                lastEnd = index + 1
                rows += 1
            }
        }
        return (rows, lastEnd, isQuoted)
    }
}

/// The bytes that mean something in CSV.
enum CSVByte {
    static let comma = UInt8(ascii: ",")
    static let quote = UInt8(ascii: "\"")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriage = UInt8(ascii: "\r")
}
