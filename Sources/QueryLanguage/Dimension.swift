package import Catalogue
package import JSON

/// One way in which a table is divided, with its groups from the catalogue (never from the data).
package struct Dimension: Sendable, Hashable {
    /// The variable as the asker named it; it heads the column in the answer.
    package let name: VariableName
    /// The named grouping, such as `tenYear`.
    package let grouping: String
    /// The month that an age is counted at. Ages only.
    package let at: Month?
    package let column: Column
    /// The groups in the order of the answer: the grouping's own, then one for each way of being missing.
    package let groups: [Category]
    /// The group of each column code (`CodeSet` says what the codes are); nil where no group takes the code.
    package let groupOf: [Int?]
    /// For a dataset with many rows for a unit: the rows that put a unit into cells. Nil for one-row datasets.
    package let rows: RowSelection?
    /// The column, its groups as sets of catalogue codes, and the rows, in canonical form: the same for a view and for
    /// the grouping it looks through. A group is named by its place in it.
    package let canonical: JSONValue
}

/// The sub-tables that an answer holds: the whole table, and its totals where they were asked for.
///
/// A marginal keeps some of the dimensions and sums over the others. Its cells are numbered in row-major order of the
/// kept dimensions, in the order of the query: with sizes (6, 10) cell (b, a) has the number `b × 10 + a`.
package struct Marginal: Sendable, Hashable {
    /// Indices into the query's dimensions, rising.
    package let kept: [Int]
    /// The number of groups of each kept dimension.
    package let sizes: [Int]

    /// How many cells the marginal has: 1 for the grand total.
    package var cellCount: Int { sizes.reduce(1, *) }

    /// The group indices of a cell, one for each kept dimension.
    package func groups(ofCell cell: Int) -> [Int] {
        var rest = cell
        var groups: [Int] = []
        for size in sizes.reversed() {
            groups.append(rest % size)
            rest /= size
        }
        return groups.reversed()
    }
}
