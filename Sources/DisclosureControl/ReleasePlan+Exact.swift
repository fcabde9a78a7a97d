import Catalogue
import JSON
package import QueryEngines
import QueryLanguage

/// The secrets of a lineage under an exact profile.
package struct LineageKeys: Sendable {
    /// 16 bytes, for the sketches of sets of units.
    package let sketch: [UInt8]
    /// HMAC-SHA-256 under the dataset's key, for record keys: 32 bytes.
    package let record: @Sendable ([UInt8]) -> [UInt8]

    package init(sketch: [UInt8], record: @escaping @Sendable ([UInt8]) -> [UInt8]) {
        self.sketch = sketch
        self.record = record
    }
}

/// What an exact profile makes of a table: numbers to show, and what to remember of them.
package struct ExactDraws: Sendable {
    package let drawn: [DrawnMarginal]
    package let released: [ReleasedCell]
}

extension ReleasePlan {
    /// Protects a table by the rules of its exact profile, the whole of it together.
    ///
    /// - Parameters:
    ///   - table: what the engine found, units listed; used up.
    ///   - known: every cell of the lineage that was answered or hidden before.
    /// - Returns: one marginal for each key, and the cells to remember before anything else of the lineage is answered.
    /// Throws `unfitTable` where the engine's finding cannot be true, or `otherProfile` for a profile with noise.
    package func protect(
        _ table: consuming UnprotectedTable, known: AliasGuard, keys: LineageKeys
    ) throws(DisclosureError) -> ExactDraws {
        try table.withCells { (cells, units) throws(DisclosureError) in
            guard fits(cells), let units, areBehind(units, cells) else { throw .unfitTable }
            let sketches = sketches(units, UnitSketcher(key: keys.sketch, reach: aliasReach))
            var exact = ExactTable(
                plan: self, cells: cells,
                seen: mapped(sketches) { known.answer($0, counted: counted($1)) })
            switch profile.mechanism {
            case .noise: throw .otherProfile(profile.name)
            case .suppression(let rules): try exact.suppress(rules, threshold: floor.units)
            case .cellKey(let rules): exact.change(by: cellKeys(units, keys), rules.table, threshold: floor.units)
            }
            return ExactDraws(drawn: drawn(exact.shown), released: exact.released(sketches) { counted($0) })
        }
    }

    /// t of the alias guard.
    package var aliasThreshold: Int { floor.threshold }

    /// By how many units an answer may be another cell's: the same for every number, so that nothing tells which it is.
    var aliasReach: Int { AliasGuard.reach(threshold: floor.threshold) }

    /// What a part counts: numbers of one kind can stand for each other.
    private func counted(_ part: Int) -> String {
        guard case .events = query.parts[part] else { return query.unit.rawValue }
        return query.unit.rawValue + " " + String(decoding: query.canonicalParts[part].bytes(), as: UTF8.self)
    }

    /// Whether the listed units are as many as were counted, each once.
    private func areBehind(_ units: [[[UInt32]]], _ cells: [[[ExactCell]]]) -> Bool {
        guard units.count == query.parts.count else { return false }
        return zip(units, cells[0]).allSatisfy { lists, numbers in
            lists.count == numbers.count
                && zip(lists, numbers).allSatisfy { list, number in
                    list.count == number.units && zip(list, list.dropFirst()).allSatisfy { $0 < $1 }
                }
        }
    }

    /// `[marginal][part][cell]`: cells of smaller marginals are unions of cells of the whole table, which have no common
    /// unit.
    private func sketches(_ units: [[[UInt32]]], _ sketcher: UnitSketcher) -> [[[UnitSketch]]] {
        let empty = sketcher.sketch([])
        return summed(units.map { $0.map { sketcher.sketch($0) } }, empty) { $0.adding($1) }
    }

    /// `[marginal][part][cell]`
    private func cellKeys(_ units: [[[UInt32]]], _ keys: LineageKeys) -> [[[UInt64]]] {
        var known: [UInt32: UInt64] = [:]
        func key(_ unit: UInt32) -> UInt64 {
            if let key = known[unit] { return key }
            let key = CellKey.recordKey(unit: unit, mac: keys.record)
            known[unit] = key
            return key
        }
        return summed(units.map { $0.map { CellKey.cellKey($0.map { key($0) }) } }, 0) { $0 &+ $1 }
    }

    /// Adds what the cells of the whole table have, for each marginal.
    private func summed<Value>(
        _ whole: [[Value]], _ zero: Value, _ add: (Value, Value) -> Value
    ) -> [[[Value]]] {
        marginals.map { marginal in
            whole.map { cells in
                guard marginal.kept.count < query.dimensions.count else { return cells }
                var sums = [Value](repeating: zero, count: marginal.cellCount)
                for (cell, value) in cells.enumerated() {
                    let groups = marginals[0].groups(ofCell: cell)
                    let place = zip(marginal.kept, marginal.sizes).reduce(0) { $0 * $1.1 + groups[$1.0] }
                    sums[place] = add(sums[place], value)
                }
                return sums
            }
        }
    }

    private func mapped<Value, Result>(_ table: [[[Value]]], _ change: (Value, Int) -> Result) -> [[[Result]]] {
        table.map { $0.enumerated().map { part, cells in cells.map { change($0, part) } } }
    }

    /// The shown numbers in the order in which they are kept.
    private func drawn(_ shown: [[[DrawnCell]]]) -> [DrawnMarginal] {
        draws.map { draw in
            var cells = [DrawnCell](repeating: .hidden, count: draw.cellCount)
            for (cell, place) in orders[draw.marginal].places.enumerated() {
                cells[place] = shown[draw.marginal][draw.part][cell]
            }
            return DrawnMarginal(
                key: draw.key, noiseMultiplierSquared: draw.noiseMultiplierSquared, bound: draw.bound, cells: cells)
        }
    }
}
