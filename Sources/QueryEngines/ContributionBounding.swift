import JSON
package import QueryLanguage

/// Chooses in which cells of a marginal a unit counts, where its rows are in more cells than the bound C allows.
///
/// The unit draws a lot for each of its cells: a hash of the unit and the cell under a secret key. Those with the lowest
/// lots count. The choice looks at no value, so it is the same for every asker of the cell and tells nothing about what
/// is in it. Every engine uses this one choice.
///
/// A lot is SipHash-2-4 of the unit in eight bytes and the cell's name in seven, the lowest byte first. The name is
/// SipHash-2-4 of the tag and the group of each kept dimension, in the order of their tags and eight bytes each, and of
/// the group by which a part is divided, without its lowest byte. A tag is SipHash-2-4 of the dimension in canonical form: the order in which a query lists dimensions
/// makes no difference. Two cells of one name, if there ever are any, draw the same lots, and the lower number counts.
package struct ContributionBounding: Sendable {
    /// A kept dimension: its tag, and how its group is read from a cell's number: `cell ∕ stride mod size`.
    private struct Key: Sendable {
        let tag: UInt64
        let stride: UInt32
        let size: UInt32

        func group(ofCell cell: UInt32) -> UInt64 { UInt64(cell / stride % size) }
    }

    private let hash: SipHash24
    private let keys: [Key]

    /// - Parameter key: 16 bytes, secret, one for each lineage.
    package init(_ marginal: Marginal, of dimensions: [Dimension], key: [UInt8]) {
        let hash = SipHash24(key: key)
        self.hash = hash
        var keys: [(place: Int, key: Key)] = []
        var stride = 1
        for (place, size) in marginal.sizes.enumerated().reversed() {
            let tag = hash.hash(dimensions[marginal.kept[place]].canonical.bytes())
            // The numbers of cells have 32 bits, and no cell has a number that is not below the product of all sizes.
            keys.append((place, Key(tag: tag, stride: UInt32(clamping: stride), size: UInt32(clamping: size))))
            stride *= max(size, 1)
        }
        self.keys = keys.sorted { ($0.key.tag, $0.place) < ($1.key.tag, $1.place) }.map(\.key)
    }

    /// At most `limit` of a unit's cells: those with the lowest lots, and of equal lots the lower number.
    package func kept(_ cells: [Int], of unit: UInt32, limit: Int) -> [Int] {
        kept(cells, of: unit, limit: limit) { name(of: begin(UInt32($0)), group: nil) }
    }

    /// At most `limit` of a unit's entries (cell × groups + group) of a part that is divided by the values of rows.
    package func kept(_ entries: [Int], of unit: UInt32, groups: Int, limit: Int) -> [Int] {
        kept(entries, of: unit, limit: limit) { name(of: begin(UInt32($0 / groups)), group: UInt32($0 % groups)) }
    }

    private func kept(_ entries: [Int], of unit: UInt32, limit: Int, _ name: (Int) -> UInt64) -> [Int] {
        guard entries.count > limit else { return entries }
        let names = entries.map(name)
        var lots = [UInt64](repeating: 0, count: entries.count)
        draw(for: names.indices.map { UInt32($0) }, count: names.count, names: names, of: unit, &lots)
        return Array(zip(lots, entries).sorted { $0 < $1 }.prefix(limit).map(\.1))
    }

    /// The names of the first cells, or of the entries (cell × groups + group) of a part that the values of rows divide.
    ///
    /// - Parameter groups: nil where entries are cells.
    package func names(ofCells count: Int, groups: Int?) -> [UInt64] {
        guard let groups else { return (0..<UInt32(count)).map { name(of: begin($0), group: nil) } }
        return (0..<UInt32(count)).flatMap { cell in
            let start = begin(cell)
            return (0..<UInt32(groups)).map { name(of: start, group: $0) }
        }
    }

    private func begin(_ cell: UInt32) -> SipHash24.State {
        var state = hash.begin()
        for key in keys {
            state.absorb(key.tag)
            state.absorb(key.group(ofCell: cell))
        }
        return state
    }

    /// The name of a cell, or of a group in it.
    private func name(of cell: SipHash24.State, group: UInt32?) -> UInt64 {
        var state = cell
        if let group { state.absorb(UInt64(group)) }
        return state.finish(rest: 0, byteCount: (keys.count * 2 + (group == nil ? 0 : 1)) * 8) >> 8
    }

    /// Draws a unit's lots for some cells: the first `count` of a list. The lots are written to the same places.
    ///
    /// - Parameter names: the names of all cells, by their numbers.
    package func draw(
        for cells: [UInt32], count: Int, names: [UInt64], of unit: UInt32, _ lots: inout [UInt64]
    ) {
        var start = hash.begin()
        start.absorb(UInt64(unit))
        let cells = cells.span.extracting(first: count)
        let names = names.span
        var lots = lots.mutableSpan
        // No lot waits for another: the processor works on several at a time.
        for place in 0..<cells.count {
            let state = start
            lots[place] = state.finish(rest: names[Int(cells[place])], byteCount: 15)
        }
    }
}
