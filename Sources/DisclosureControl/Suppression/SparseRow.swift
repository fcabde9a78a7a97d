/// A vector over a prime field of which only the entries that are not 0 are kept, by rising column.
struct SparseRow: Sendable, Hashable {
    private(set) var columns: [Int]
    private(set) var values: [UInt64]

    static let zero = SparseRow(columns: [], values: [])

    private init(columns: [Int], values: [UInt64]) {
        self.columns = columns
        self.values = values
    }

    /// 1 in one column.
    init(one column: Int) { self.init(columns: [column], values: [1]) }

    /// total − Σ parts.
    init(_ sum: Sum, in field: PrimeField) {
        let parts = sum.parts.map { (column: $0, value: field.negative(1)) }
        let entries = (parts + [(column: sum.total, value: 1)]).sorted { $0.column < $1.column }
        self.init(columns: entries.map(\.column), values: entries.map(\.value))
    }

    var isZero: Bool { columns.isEmpty }

    /// The entry in a column, 0 where there is none.
    subscript(column: Int) -> UInt64 {
        var low = 0
        var high = columns.count
        while low < high {
            let middle = (low + high) / 2
            if columns[middle] < column { low = middle + 1 } else { high = middle }
        }
        return low < columns.count && columns[low] == column ? values[low] : 0
    }

    /// factor · self.
    func scaled(by factor: UInt64, in field: PrimeField) -> SparseRow {
        SparseRow(columns: columns, values: values.map { field.multiply(factor, $0) })
    }

    /// The multiple of the row whose first entry is 1: two rows are parallel where theirs are equal.
    func direction(in field: PrimeField) -> SparseRow {
        guard let first = values.first, first != 1 else { return self }
        return scaled(by: field.inverse(first), in: field)
    }

    /// self − factor · other, with factor ≠ 0.
    func subtracting(_ factor: UInt64, times other: SparseRow, in field: PrimeField) -> SparseRow {
        var result = SparseRow.zero
        result.columns.reserveCapacity(columns.count + other.columns.count)
        result.values.reserveCapacity(columns.count + other.columns.count)
        var (here, there) = (0, 0)
        while here < columns.count || there < other.columns.count {
            let left = here < columns.count ? columns[here] : Int.max
            let right = there < other.columns.count ? other.columns[there] : Int.max
            var value: UInt64 = 0
            if left <= right {
                value = values[here]
                here += 1
            }
            if right <= left {
                value = field.subtract(value, field.multiply(factor, other.values[there]))
                there += 1
            }
            guard value != 0 else { continue }
            result.columns.append(min(left, right))
            result.values.append(value)
        }
        return result
    }
}
