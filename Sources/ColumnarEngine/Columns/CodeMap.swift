import QueryLanguage
import Snapshots

/// What column codes mean for one use.
protocol CodeMap<Value>: Sendable {
    associatedtype Value: FixedWidthInteger & BitwiseCopyable & Sendable

    /// What *no row* means.
    var noRow: Value { get }

    /// Writes what each code means to `out`, from `start` on.
    func look(_ codes: borrowing ColumnCodes, into out: inout [Value], at start: Int)

    /// What one code means.
    subscript(code: UInt32) -> Value { get }
}

/// A value for each column code, the last for *no row*.
struct CodeTable<Value: FixedWidthInteger & BitwiseCopyable & Sendable>: CodeMap {
    let values: [Value]
    let noRow: Value

    /// - Parameter values: one for each column code of the domain, and one more for *no row*.
    init(_ values: [Value]) {
        self.values = values
        noRow = values.last ?? 0
    }

    subscript(code: UInt32) -> Value { values[Int(code)] }

    func look(_ codes: borrowing ColumnCodes, into out: inout [Value], at start: Int) {
        switch codes {
        case .one(let span): look(span, &out, start)
        case .two(let span): look(span, &out, start)
        case .four(let span): look(span, &out, start)
        }
    }

    @inline(__always)
    private func look(_ codes: Span<some FixedWidthInteger & BitwiseCopyable>, _ out: inout [Value], _ start: Int) {
        let table = values.span
        var out = out.mutableSpan
        for row in 0..<codes.count { out[start &+ row] = table[Int(truncatingIfNeeded: codes[row])] }
    }
}

extension CodeTable<UInt32> {
    /// Puts rows into cells in one pass: the cell of the row's unit, and what its code adds; *nowhere* at most.
    ///
    /// - Parameter owners: how many units each row's unit is after that of the row before; becomes the unit itself.
    func place(
        _ codes: borrowing ColumnCodes, _ units: Span<UInt32>, nowhere: UInt32, _ owners: inout [UInt16],
        _ cells: inout [UInt32]
    ) {
        switch codes {
        case .one(let span): place(span, units, nowhere, &owners, &cells)
        case .two(let span): place(span, units, nowhere, &owners, &cells)
        case .four(let span): place(span, units, nowhere, &owners, &cells)
        }
    }

    @inline(__always)
    private func place(
        _ codes: Span<some FixedWidthInteger & BitwiseCopyable>, _ units: Span<UInt32>, _ nowhere: UInt32,
        _ owners: inout [UInt16], _ cells: inout [UInt32]
    ) {
        precondition(owners.count == codes.count && cells.count == codes.count, "each row has a unit and a cell")
        let table = values.span
        var owners = owners.mutableSpan
        var cells = cells.mutableSpan
        var unit: UInt16 = 0
        for row in 0..<codes.count {
            unit &+= owners[row]
            owners[row] = unit
            let added = table[Int(truncatingIfNeeded: codes[row])]
            cells[row] = min(units[Int(unit)] &+ added, nowhere)
        }
    }
}

/// Whether a column code is in a set: 1 or 0.
struct CodeFilter: CodeMap {
    private let table: CodeTable<UInt8>
    /// The codes of the set, where no gap is between them: comparing is faster than looking up.
    private let run: ClosedRange<UInt32>?

    init(_ set: CodeSet) {
        table = CodeTable(set.contains.map { $0 ? 1 : 0 })
        let codes = set.contains.dropLast()
        run =
            if let first = codes.firstIndex(of: true), let last = codes.lastIndex(of: true),
                !codes[first...last].contains(false)
            { UInt32(first)...UInt32(last) } else { nil }
    }

    var noRow: UInt8 { table.noRow }

    subscript(code: UInt32) -> UInt8 { table[code] }

    func look(_ codes: borrowing ColumnCodes, into out: inout [UInt8], at start: Int) {
        guard let run else {
            table.look(codes, into: &out, at: start)
            return
        }
        switch codes {
        case .one(let span): compare(span, run, &out, start)
        case .two(let span): compare(span, run, &out, start)
        case .four(let span): compare(span, run, &out, start)
        }
    }

    /// A code is in the run where its distance from the lowest is no more than the run's length.
    @inline(__always)
    private func compare<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ codes: Span<Code>, _ run: ClosedRange<UInt32>, _ out: inout [UInt8], _ start: Int
    ) {
        var out = out.mutableSpan
        // Where the run begins beyond what a code of this width can be, none is in it.
        guard let low = Code(exactly: run.lowerBound) else {
            for row in 0..<codes.count { out[start &+ row] = 0 }
            return
        }
        let length = Code(clamping: run.upperBound) - low
        for row in 0..<codes.count { out[start &+ row] = codes[row] &- low <= length ? 1 : 0 }
    }
}
