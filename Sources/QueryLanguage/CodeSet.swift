/// A set of column codes of one stored column.
///
/// Codes run from 0 to `size − 1`. The last one, `size − 1`, always means *no row*: the unit has no row in the column's
/// dataset. `size` is therefore the size of the column's domain plus one.
package struct CodeSet: Sendable, Hashable {
    /// One entry for each column code.
    package let contains: [Bool]

    package init(contains: [Bool]) { self.contains = contains }

    package init(size: Int, members: some Sequence<Int>) {
        var table = [Bool](repeating: false, count: size)
        for member in members where table.indices.contains(member) { table[member] = true }
        self.contains = table
    }

    package var size: Int { contains.count }
    package var isEmpty: Bool { !contains.contains(true) }
    package var isWhole: Bool { !contains.contains(false) }
    package var members: [Int] { contains.indices.filter { contains[$0] } }

    package func union(_ other: CodeSet) -> CodeSet {
        CodeSet(contains: zip(contains, other.contains).map { pair in pair.0 || pair.1 })
    }

    package func intersection(_ other: CodeSet) -> CodeSet {
        CodeSet(contains: zip(contains, other.contains).map { pair in pair.0 && pair.1 })
    }

    package var complement: CodeSet { CodeSet(contains: contains.map { !$0 }) }
}
