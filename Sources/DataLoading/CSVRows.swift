/// Reads the rows of a block strictly as RFC 4180 has it: commas, double quotes, LF or CRLF, UTF-8 without a byte order
/// mark, and no zero byte.
struct CSVRows {
    private(set) var bytes: [UInt8]
    private let isTorn: Bool
    private var position = 0
    /// The number of the row that was read last.
    private(set) var row: Int
    /// Where the fields of that row stand in `bytes`, without quotes.
    private(set) var fields: [Range<Int>] = []

    init(_ block: CSVBlock) {
        bytes = block.bytes
        isTorn = block.isTorn
        row = block.firstRow - 1
    }

    /// What has not been read.
    var rest: CSVBlock { CSVBlock(bytes: Array(bytes[position...]), firstRow: row + 1, isTorn: isTorn) }

    func text(_ field: Int) -> String { String(decoding: bytes[fields[field]], as: UTF8.self) }

    private enum End {
        case field, row
    }

    /// Reads the next row; false at the end of the block. An empty line is a row with one empty field.
    mutating func next() throws(CSVError) -> Bool {
        guard position < bytes.count else { return false }
        row += 1
        if row == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw fault("the file begins with a byte order mark; save it as UTF-8 without one")
        }
        fields.removeAll(keepingCapacity: true)
        var end = End.field
        while end == .field {
            let isQuoted = position < bytes.count && bytes[position] == CSVByte.quote
            end = isQuoted ? try quotedField() : try plainField()
        }
        return true
    }

    private mutating func plainField() throws(CSVError) -> End {
        let start = position
        let isASCII: Bool
        (position, isASCII) = Self.plainEnd(in: bytes.span, from: start)
        if position < bytes.count {
            if bytes[position] == CSVByte.quote { throw fault("a quote inside a field that does not begin with one") }
            if bytes[position] == 0 { throw fault("a zero byte") }
        }
        return try ended(start..<position, isASCII: isASCII)
    }

    /// The first byte that no plain field may hold, or the end.
    private static func plainEnd(in bytes: Span<UInt8>, from start: Int) -> (position: Int, isASCII: Bool) {
        var position = start
        var isASCII = true
        while position < bytes.count {
            let byte = bytes[position]
            if byte > CSVByte.comma {
                if byte >= 0x80 { isASCII = false }
            } else if byte == CSVByte.comma || byte == CSVByte.lineFeed || byte == CSVByte.carriage
                || byte == CSVByte.quote || byte == 0
            {
                break
            }
            position += 1
        }
        return (position, isASCII)
    }

    /// A quote in the field is written twice; the field is closed up in place, which only ever makes it shorter.
    private mutating func quotedField() throws(CSVError) -> End {
        position += 1
        let start = position
        var end = start
        var isASCII = true
        while true {
            guard position < bytes.count else { throw fault("a quoted field is never closed") }
            let byte = bytes[position]
            if byte == CSVByte.quote {
                position += 1
                guard position < bytes.count, bytes[position] == CSVByte.quote else { break }
            } else if byte == 0 {
                throw fault("a zero byte")
            } else if byte >= 0x80 {
                isASCII = false
            }
            if end != position { bytes[end] = byte }
            end += 1
            position += 1
        }
        if position < bytes.count {
            let byte = bytes[position]
            guard byte == CSVByte.comma || byte == CSVByte.lineFeed || byte == CSVByte.carriage else {
                throw fault("text after a closing quote")
            }
        }
        return try ended(start..<end, isASCII: isASCII)
    }

    /// Keeps a field, and steps over what ends it.
    private mutating func ended(_ field: Range<Int>, isASCII: Bool) throws(CSVError) -> End {
        // Only headings and codes are compared, as bytes; text that is not UTF-8 would match nothing and be misread.
        if !isASCII, String(validating: bytes[field], as: UTF8.self) == nil { throw fault("not UTF-8") }
        fields.append(field)
        guard position < bytes.count else {
            if isTorn { throw fault("") }
            return .row
        }
        let byte = bytes[position]
        position += 1
        if byte == CSVByte.comma { return .field }
        if byte == CSVByte.carriage {
            guard position < bytes.count, bytes[position] == CSVByte.lineFeed else {
                throw fault("a carriage return stands alone")
            }
            position += 1
        }
        return .row
    }

    /// A row that reaches the end of a torn block is too long, whatever else it seems to be.
    private func fault(_ reason: String) -> CSVError {
        let isTooLong = isTorn && position >= bytes.count
        return CSVError(row: row, reason: isTooLong ? "longer than a mebibyte; is a quote open?" : reason)
    }
}
