/// One column of a segment: a code for each row, in a mapped file or in memory. It never changes.
///
/// Reading from a file verifies each mebibyte when it is first touched. A piece that is not what was published throws
/// `damaged` and is never lent.
package final class StoredColumn: Sendable {
    private enum Storage: Sendable {
        case file(CheckedFile)
        case one([UInt8])
        case two([UInt16])
        case four([UInt32])
    }

    private let storage: Storage
    package let width: CodeWidth
    /// How many codes there are.
    package let count: Int

    /// A column of a file that has been mapped.
    init(_ file: CheckedFile, width: CodeWidth) {
        storage = .file(file)
        self.width = width
        count = file.byteCount / width.rawValue
    }

    /// A column in memory, such as a test's.
    package init(_ codes: [UInt32]) {
        width = CodeWidth(codes: Int(codes.max() ?? 0) + 1)
        count = codes.count
        storage =
            switch width {
            case .one: .one(codes.map { UInt8($0) })
            case .two: .two(codes.map { UInt16($0) })
            case .four: .four(codes)
            }
    }

    /// Unit numbers or offsets in memory: four bytes each, however small they are.
    init(wide numbers: [UInt32]) {
        width = .four
        count = numbers.count
        storage = .four(numbers)
    }

    /// Lends the codes of some rows, verified. Rows beyond the end are a programming error.
    package func withCodes<Result>(
        _ rows: Range<Int>, _ body: (borrowing ColumnCodes) throws(SnapshotError) -> Result
    ) throws(SnapshotError) -> Result {
        switch width {
        case .one: try withCodes8(rows) { codes throws(SnapshotError) in try body(.one(codes)) }
        case .two: try withCodes16(rows) { codes throws(SnapshotError) in try body(.two(codes)) }
        case .four: try withCodes32(rows) { codes throws(SnapshotError) in try body(.four(codes)) }
        }
    }

    /// Lends the codes of some rows of a column of one-byte codes; another width is a programming error.
    package func withCodes8<Result>(
        _ rows: Range<Int>, _ body: (Span<UInt8>) throws(SnapshotError) -> Result
    ) throws(SnapshotError) -> Result {
        switch storage {
        case .file(let file): try file.withNumbers(of: UInt8.self, checked(rows, .one), body)
        case .one(let codes): try body(codes.span.extracting(rows))
        default: preconditionFailure("the column has codes of \(width.rawValue) bytes")
        }
    }

    /// Lends the codes of some rows of a column of two-byte codes; another width is a programming error.
    package func withCodes16<Result>(
        _ rows: Range<Int>, _ body: (Span<UInt16>) throws(SnapshotError) -> Result
    ) throws(SnapshotError) -> Result {
        switch storage {
        case .file(let file): try file.withNumbers(of: UInt16.self, checked(rows, .two), body)
        case .two(let codes): try body(codes.span.extracting(rows))
        default: preconditionFailure("the column has codes of \(width.rawValue) bytes")
        }
    }

    /// Lends the codes of some rows of a column of four-byte codes; another width is a programming error.
    package func withCodes32<Result>(
        _ rows: Range<Int>, _ body: (Span<UInt32>) throws(SnapshotError) -> Result
    ) throws(SnapshotError) -> Result {
        switch storage {
        case .file(let file): try file.withNumbers(of: UInt32.self, checked(rows, .four), body)
        case .four(let codes): try body(codes.span.extracting(rows))
        default: preconditionFailure("the column has codes of \(width.rawValue) bytes")
        }
    }

    /// All codes, copied: for what is short, and for an engine that is plain rather than fast.
    package func codes() throws(SnapshotError) -> [UInt32] {
        try withCodes(0..<count) { codes in (0..<codes.count).map { codes[$0] } }
    }

    private func checked(_ rows: Range<Int>, _ width: CodeWidth) -> Range<Int> {
        precondition(width == self.width, "the column has codes of \(self.width.rawValue) bytes")
        return rows
    }
}
