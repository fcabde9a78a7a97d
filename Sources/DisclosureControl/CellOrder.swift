import QueryLanguage

/// Where each cell of a marginal stands in a drawn marginal, whose order does not depend on the asker's.
struct CellOrder: Sendable {
    /// For each cell of the marginal, in the query's order: its place among the drawn cells.
    let places: [Int]

    /// - Parameter canonical: the canonical bytes of each dimension of the query.
    init(_ marginal: Marginal, canonical: [[UInt8]]) {
        let order = marginal.kept.indices.sorted { a, b in
            let (first, second) = (canonical[marginal.kept[a]], canonical[marginal.kept[b]])
            return first == second ? a < b : first.lexicographicallyPrecedes(second)
        }
        places = (0..<marginal.cellCount).map { cell in
            let groups = marginal.groups(ofCell: cell)
            return order.reduce(0) { place, position in place * marginal.sizes[position] + groups[position] }
        }
    }
}
