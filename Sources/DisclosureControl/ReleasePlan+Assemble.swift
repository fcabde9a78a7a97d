import Catalogue
import QueryLanguage

extension ReleasePlan {
    /// Builds the answer from drawn values alone: the same draws give the same answer, byte for byte.
    ///
    /// Totals are drawn by themselves and are not fitted to the sums of their cells, not even where a unit is in one cell
    /// only. Least squares would make each number a mixture of all the others: noise of a hidden cell would move numbers
    /// that show, and one cell would have another value in every table that it stands in, where one key has one value.
    ///
    /// - Parameter stored: at least every draw of this plan, by key.
    /// Throws `unfitDraw` where one is missing or damaged.
    package func assemble(_ stored: [String: DrawnMarginal]) throws(DisclosureError) -> ReleasableTable {
        let assembly = TableAssembly(
            plan: self, shown: try ShownNumbers(self, stored: stored), widths: try HalfWidths(self))
        var rows: [ReleasedRow] = []
        for (index, marginal) in query.marginals.enumerated() {
            for cell in 0..<marginal.cellCount {
                rows.append(
                    ReleasedRow(
                        codes: codes(marginal, cell: cell),
                        values: query.measures.map { assembly.value($0, Cell(marginal: index, number: cell)) }))
            }
        }
        return ReleasableTable(plan: self, rows: rows)
    }

    private func codes(_ marginal: Marginal, cell: Int) -> [String] {
        var codes = query.dimensions.map { _ in ReleasableTable.totalCode }
        for (kept, group) in zip(marginal.kept, marginal.groups(ofCell: cell)) {
            codes[kept] = query.dimensions[kept].groups[group].code
        }
        return codes
    }
}
