import JSON
package import QueryLanguage

/// Chooses in which cells of a marginal a unit counts, where its rows are in more cells than the bound C allows.
///
/// The choice hashes the unit and the cell under a secret key and looks at no value, so it is the same for every asker
/// of the cell and tells nothing about what is in it. Cells are named by the canonical form of their dimensions: the
/// order in which a query lists dimensions makes no difference. Every engine uses this one choice.
package struct ContributionBounding: Sendable {
    private let hash: SipHash24
    private let marginal: Marginal
    /// For each kept dimension in the order of their tags: its place among the kept ones, and its tag.
    private let order: [(place: Int, tag: UInt64)]

    /// - Parameter key: 16 bytes, secret, one for each lineage.
    package init(_ marginal: Marginal, of dimensions: [Dimension], key: [UInt8]) {
        let hash = SipHash24(key: key)
        self.hash = hash
        self.marginal = marginal
        self.order = marginal.kept.enumerated()
            .map { (place: $0, tag: hash.hash(dimensions[$1].canonical.bytes())) }
            .sorted { ($0.tag, $0.place) < ($1.tag, $1.place) }
    }

    /// At most `limit` of a unit's cells: those with the lowest hashes, and of equal hashes the lower number.
    package func kept(_ cells: [Int], of unit: UInt32, limit: Int) -> [Int] {
        guard cells.count > limit else { return cells }
        return Array(cells.map { (hash: rank($0, of: unit), cell: $0) }.sorted { $0 < $1 }.prefix(limit).map(\.cell))
    }

    /// At most `limit` of a unit's entries (cell × groups + group) of a part that is divided by the values of rows.
    package func kept(_ entries: [Int], of unit: UInt32, groups: Int, limit: Int) -> [Int] {
        guard entries.count > limit else { return entries }
        return Array(
            entries.map { (hash: rank($0 / groups, group: $0 % groups, of: unit), entry: $0) }.sorted { $0 < $1 }
                .prefix(limit).map(\.entry))
    }

    /// The hash of (unit, cell): the unit, then each kept dimension's tag and group, all as 8 bytes, lowest first.
    func rank(_ cell: Int, of unit: UInt32) -> UInt64 { hash(words(cell, of: unit)) }

    /// The hash of (unit, cell, group): the same words, and the group after them.
    func rank(_ cell: Int, group: Int, of unit: UInt32) -> UInt64 { hash(words(cell, of: unit) + [UInt64(group)]) }

    private func words(_ cell: Int, of unit: UInt32) -> [UInt64] {
        let groups = marginal.groups(ofCell: cell)
        return [UInt64(unit)] + order.flatMap { [$0.tag, UInt64(groups[$0.place])] }
    }

    private func hash(_ words: [UInt64]) -> UInt64 {
        hash.hash(words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } })
    }
}
