import JSON
package import QueryLanguage

/// Chooses in which cells of a marginal a unit counts, where its rows are in more cells than the bound C allows.
///
/// The choice hashes the unit and the cell under a secret key and looks at no value, so it is the same for every asker
/// of the cell and tells nothing about what is in it. Cells are named by the canonical form of their dimensions: the
/// order in which a query lists dimensions makes no difference. Every engine uses this one choice.
///
/// What is hashed is the unit, and then the tag and the group of each kept dimension, all as eight bytes, the lowest
/// first: dimensions of the unit before those of its rows, and each kind in the order of their tags. All cells of a unit
/// begin with the same words, so that those are hashed once.
package struct ContributionBounding: Sendable {
    /// A kept dimension: its tag, and how its group is read from a cell's number: `cell ∕ stride mod size`.
    private struct Key: Sendable {
        let tag: UInt64
        let stride: UInt32
        let size: UInt32

        func group(ofCell cell: UInt32) -> UInt64 { UInt64(cell / stride % size) }
    }

    private let hash: SipHash24
    private let ofUnit: [Key]
    private let ofRow: [Key]

    /// - Parameter key: 16 bytes, secret, one for each lineage.
    package init(_ marginal: Marginal, of dimensions: [Dimension], key: [UInt8]) {
        let hash = SipHash24(key: key)
        self.hash = hash
        var keys: [(isOfRows: Bool, place: Int, key: Key)] = []
        var stride = 1
        for (place, size) in marginal.sizes.enumerated().reversed() {
            let dimension = dimensions[marginal.kept[place]]
            // The numbers of cells have 32 bits, and no cell has a number that is not below the product of all sizes.
            let key = Key(
                tag: hash.hash(dimension.canonical.bytes()), stride: UInt32(clamping: stride),
                size: UInt32(clamping: size))
            keys.append((dimension.rows != nil, place, key))
            stride *= max(size, 1)
        }
        keys.sort { ($0.key.tag, $0.place) < ($1.key.tag, $1.place) }
        ofUnit = keys.filter { !$0.isOfRows }.map(\.key)
        ofRow = keys.filter(\.isOfRows).map(\.key)
    }

    /// At most `limit` of a unit's cells: those with the lowest hashes, and of equal hashes the lower number.
    package func kept(_ cells: [Int], of unit: UInt32, limit: Int) -> [Int] {
        kept(cells, of: unit, groups: nil, limit: limit)
    }

    /// At most `limit` of a unit's entries (cell × groups + group) of a part that is divided by the values of rows.
    package func kept(_ entries: [Int], of unit: UInt32, groups: Int, limit: Int) -> [Int] {
        kept(entries, of: unit, groups: UInt32(groups), limit: limit)
    }

    private func kept(_ entries: [Int], of unit: UInt32, groups: UInt32?, limit: Int) -> [Int] {
        guard entries.count > limit else { return entries }
        let hashes = hashes(of: entries.map { UInt32($0) }, groups: groups, of: unit)
        return Array(zip(hashes, entries).sorted { $0 < $1 }.prefix(limit).map(\.1))
    }

    /// The hash of each of a unit's cells, or of its entries (cell × groups + group) where `groups` is not nil.
    package func hashes(of entries: [UInt32], groups: UInt32?, of unit: UInt32) -> [UInt64] {
        var hashes = [UInt64](repeating: 0, count: entries.count)
        guard let first = entries.first else { return hashes }
        var start = hash.begin()
        start.absorb(UInt64(unit))
        for key in ofUnit {
            start.absorb(key.tag)
            start.absorb(key.group(ofCell: first / (groups ?? 1)))
        }
        if let next = ofRow.first { start.absorb(next.tag) }
        let words = 1 + 2 * (ofUnit.count + ofRow.count) + (groups == nil ? 0 : 1)
        for place in 0..<entries.count {
            var state = start
            let cell = entries[place] / (groups ?? 1)
            for (index, key) in ofRow.enumerated() {
                if index > 0 { state.absorb(key.tag) }
                state.absorb(key.group(ofCell: cell))
            }
            if let groups { state.absorb(UInt64(entries[place] % groups)) }
            hashes[place] = state.finish(rest: 0, byteCount: words * 8)
        }
        return hashes
    }
}
