/// One row of a CSV file: its fields in one buffer.
struct CSVRow {
    fileprivate(set) var bytes: [UInt8] = []
    fileprivate(set) var ends: [Int] = []
    /// The row's number in the file; the headings are row 1.
    fileprivate(set) var number = 0

    var count: Int { ends.count }

    /// A field without its quotes.
    subscript(field: Int) -> ArraySlice<UInt8> { bytes[(field == 0 ? 0 : ends[field - 1])..<ends[field]] }

    func text(_ field: Int) -> String { String(decoding: self[field], as: UTF8.self) }
}

/// Why a text is not CSV. Row numbers count records, not lines: a quoted field may hold line ends.
struct CSVError: Error {
    let row: Int
    let reason: String
}

/// Reads RFC 4180 text strictly and piece by piece: commas, double quotes, LF or CRLF, UTF-8 without a byte order mark.
struct CSVReader {
    private enum State {
        case fieldStart, plain, quoted, quoteInQuoted, carriageReturn
    }

    /// The longest record, in bytes: what is longer is a quote that was never closed.
    static let maximumRowBytes = 1 << 20

    private let next: () throws(CSVError) -> [UInt8]?
    private var chunk: [UInt8] = []
    private var position = 0
    private var isFinished = false
    private var row = CSVRow()

    /// - Parameter next: gives the next piece of the text, or nil at its end.
    init(next: @escaping () throws(CSVError) -> [UInt8]?) { self.next = next }

    /// The next row, or nil at the end. An empty line is a row with one empty field.
    mutating func nextRow() throws(CSVError) -> CSVRow? {
        guard !isFinished else { return nil }
        row.bytes.removeAll(keepingCapacity: true)
        row.ends.removeAll(keepingCapacity: true)
        row.number += 1
        var state = State.fieldStart
        var hasContent = false
        while let byte = try nextByte() {
            hasContent = true
            if try take(byte, &state) { return try finished() }
        }
        isFinished = true
        if state == .quoted { throw fault("a quoted field is never closed") }
        if state == .carriageReturn { throw fault("a carriage return stands alone") }
        guard hasContent else { return nil }
        row.ends.append(row.bytes.count)
        return try finished()
    }

    /// Takes one byte; whether it ended the row.
    private mutating func take(_ byte: UInt8, _ state: inout State) throws(CSVError) -> Bool {
        guard byte != 0 else { throw fault("a zero byte") }
        guard row.bytes.count < Self.maximumRowBytes else { throw fault("longer than a mebibyte; is a quote open?") }
        switch (state, byte) {
        case (.quoted, Self.quote): state = .quoteInQuoted
        case (.quoted, _): row.bytes.append(byte)
        case (.quoteInQuoted, Self.quote):
            row.bytes.append(byte)
            state = .quoted
        case (.carriageReturn, Self.lineFeed):
            row.ends.append(row.bytes.count)
            return true
        case (.carriageReturn, _): throw fault("a carriage return stands alone")
        case (_, Self.comma):
            row.ends.append(row.bytes.count)
            state = .fieldStart
        case (_, Self.lineFeed):
            row.ends.append(row.bytes.count)
            return true
        case (_, Self.carriage): state = .carriageReturn
        case (.fieldStart, Self.quote): state = .quoted
        case (.quoteInQuoted, _): throw fault("text after a closing quote")
        case (.plain, Self.quote): throw fault("a quote inside a field that does not begin with one")
        default:
            row.bytes.append(byte)
            state = .plain
        }
        return false
    }

    private mutating func nextByte() throws(CSVError) -> UInt8? {
        while position == chunk.count {
            guard let more = try next() else { return nil }
            chunk = more
            position = 0
        }
        defer { position += 1 }
        return chunk[position]
    }

    private func finished() throws(CSVError) -> CSVRow {
        guard !beginsWithMark else { throw fault("") }
        // Only headings and codes are compared, as bytes; text that is not UTF-8 would match nothing and be misread.
        // Each field is looked at alone: two halves of a character in two fields are not UTF-8.
        let isText =
            row.bytes.allSatisfy { $0 < 0x80 }
            || (0..<row.count).allSatisfy { String(validating: row[$0], as: UTF8.self) != nil }
        guard isText else { throw fault("not UTF-8") }
        return row
    }

    /// Whether the file begins with the byte order mark of UTF-8, which is the first fault to tell.
    private var beginsWithMark: Bool { row.number == 1 && row.bytes.starts(with: [0xEF, 0xBB, 0xBF]) }

    private func fault(_ reason: String) -> CSVError {
        let mark = "the file begins with a byte order mark; save it as UTF-8 without one"
        return CSVError(row: row.number, reason: beginsWithMark ? mark : reason)
    }

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriage = UInt8(ascii: "\r")
}
