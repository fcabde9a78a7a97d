/// What the published numbers of a table determine, by elimination modulo a prime.
///
/// Every cell is a vector over the cells of the table; the sums of the table and the published cells span a space. The
/// row of a cell here is its vector reduced by that space: it is zero exactly where the published numbers determine the
/// cell, and two rows are parallel exactly where they determine one cell from the other.
///
/// *Proof.* Each step picks a vector r of the space with entry 1 in a column q, and takes row[q] · r from every row, so
/// rows keep their class modulo the space, and column q is zero in every row from then on. A row in the space is a
/// combination of the picked vectors. The last of them with a coefficient that is not 0 would leave it in that vector's
/// own column, which is zero: so all coefficients are 0, and the row is. ∎
///
/// Over the rationals a cell that is determined here might not be, which only costs a cell more; and one that is
/// determined might not be here, where the prime divides a minor of a matrix of −1, 0 and 1. A second prime makes that
/// hard to imagine, and the tables that the `IntervalAudit` holds against each cell rule it out.
struct RowSpace: Sendable {
    let field: PrimeField
    private var rows: [SparseRow]
    private var isLive: [Bool]
    /// For each column the rows that may have an entry there; some no longer do.
    private var holders: [[Int]]

    /// Nothing is published yet: only the sums are known.
    init(_ table: AdditiveTable, field: PrimeField) {
        self.field = field
        rows = (0..<table.cellCount).map { SparseRow(one: $0) } + table.sums.map { SparseRow($0, in: field) }
        isLive = Array(repeating: true, count: rows.count)
        holders = Array(repeating: [], count: table.cellCount)
        for (index, row) in rows.enumerated() {
            for column in row.columns { holders[column].append(index) }
        }
        for (index, sum) in table.sums.enumerated() {
            let row = table.cellCount + index
            let pivot = rows[row][sum.total] != 0 ? sum.total : sparsestColumn(of: row)
            guard let pivot else { continue }
            commit(changes(eliminating: row, at: pivot), spent: row)
        }
    }

    /// What is not known of a cell; zero where the published numbers determine it.
    func row(_ cell: Int) -> SparseRow { rows[cell] }

    /// For each column that is left, the change of the cells that it stands for: what is published stays the same when
    /// every cell changes by its entry there, or by the same multiple of it. Columns whose entries are no small fractions
    /// are left out.
    func moves(of cells: [Int]) -> [Move] {
        var byColumn: [Int: [(cell: Int, value: UInt64)]] = [:]
        for cell in cells {
            for (column, value) in zip(rows[cell].columns, rows[cell].values) {
                byColumn[column, default: []].append((cell, value))
            }
        }
        return byColumn.sorted { $0.key < $1.key }.compactMap { whole($0.value) }
    }

    /// The entries of a column times their least common denominator.
    private func whole(_ entries: [(cell: Int, value: UInt64)]) -> Move? {
        var common = 1
        var fractions: [(cell: Int, numerator: Int, denominator: Int)] = []
        for (cell, value) in entries {
            guard let (numerator, denominator) = field.fraction(value, atMost: Self.largestTerm) else { return nil }
            common *= denominator / greatestCommonDivisor(common, denominator)
            guard common <= Self.largestTerm else { return nil }
            fractions.append((cell, numerator, denominator))
        }
        return fractions.map { ($0.cell, $0.numerator * (common / $0.denominator)) }
    }

    private static let largestTerm = 1 << 12

    private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : greatestCommonDivisor(b, a % b) }

    /// Cells with few entries first, which keeps rows short while they are published.
    func lightestFirst(_ cells: some Sequence<Int>) -> [Int] {
        cells.map { (weight: rows[$0].columns.count, cell: $0) }.sorted { $0 < $1 }.map(\.cell)
    }

    /// A row that changes when a cell is published.
    struct Change {
        let cell: Int
        let row: SparseRow
    }

    /// Publishes a cell, unless the changes of other rows must not be.
    ///
    /// - Returns: whether it was published. A cell that is determined already always is, and changes nothing.
    mutating func publish(_ cell: Int, unless isUnsafe: ([Change]) -> Bool) -> Bool {
        guard let pivot = sparsestColumn(of: cell) else { return true }
        let changes = changes(eliminating: cell, at: pivot)
        if isUnsafe(changes) { return false }
        commit(changes, spent: cell)
        return true
    }

    private func sparsestColumn(of row: Int) -> Int? {
        rows[row].columns.min { holders[$0].count < holders[$1].count }
    }

    private func changes(eliminating spent: Int, at pivot: Int) -> [Change] {
        let vector = rows[spent].scaled(by: field.inverse(rows[spent][pivot]), in: field)
        var changes: [Change] = []
        for index in Set(holders[pivot]) where isLive[index] && index != spent {
            let factor = rows[index][pivot]
            guard factor != 0 else { continue }
            changes.append(Change(cell: index, row: rows[index].subtracting(factor, times: vector, in: field)))
        }
        return changes
    }

    private mutating func commit(_ changes: [Change], spent: Int) {
        let columns = rows[spent].columns
        for change in changes {
            for column in columns where rows[change.cell][column] == 0 { holders[column].append(change.cell) }
            rows[change.cell] = change.row
        }
        rows[spent] = .zero
        isLive[spent] = false
    }
}
