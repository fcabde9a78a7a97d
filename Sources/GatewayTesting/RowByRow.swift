import Catalogue
package import Governance
package import JSON
package import QueryEngines
package import QueryLanguage

/// Holds an engine to the numbers that counting row by row gives.
package struct RowByRow<Engine: QueryEngine>: Sendable {
    private let engine: Engine
    private let region: SmallRegion
    private let key: [UInt8]
    private let doors: EngineContract.Doors

    package typealias Cell = PlainMeaning.Cell
    package typealias Number = PlainMeaning.Number

    /// - Parameter key: 16 bytes for contribution bounding.
    package init(
        engine: Engine, region: SmallRegion, key: [UInt8], doors: EngineContract.Doors
    ) {
        self.engine = engine
        self.region = region
        self.key = key
        self.doors = doors
    }

    /// What the engine finds, in the shape of `PlainMeaning.table`: empty cells too.
    package func found(
        _ body: JSONValue, _ obligations: [Obligation]
    ) throws -> (query: ResolvedQuery, numbers: [String: [Cell: [Number]]]) {
        let query = try QueryResolver.resolve(body, in: SmallRegion.catalogue())
        let table = try engine.run(
            doors.authorize(query, obligations), over: region.generation(), boundingKey: key, listingUnits: false,
            isCancelled: { false })
        let cells = doors.open(table)
        var result: [String: [Cell: [Number]]] = [:]
        for (marginal, parts) in zip(query.tabulated, cells) {
            for cell in 0..<marginal.cellCount {
                let codes = zip(marginal.kept, marginal.groups(ofCell: cell)).map {
                    query.dimensions[$0].groups[$1].code
                }
                for measure in query.measures {
                    result[measure.name, default: [:]][Cell(kept: marginal.kept, codes: codes)] =
                        numbers(measure.kind, query.parts) { part, group in
                            parts[part][cell * query.parts[part].entriesPerCell + group]
                        }
                }
            }
        }
        return (query, result)
    }

    private func numbers(
        _ kind: MeasureKind, _ parts: [MeasurePart], _ cell: (Int, Int) -> ExactCell
    ) -> [Number] {
        func number(_ part: Int, _ group: Int = 0) -> Number {
            let found = cell(part, group)
            return Number(
                value: found.value, units: found.units, persons: found.persons, first: found.top.first,
                second: found.top.second)
        }
        func both(_ counted: Counted) -> [Number] {
            counted.part == counted.units ? [number(counted.part)] : [number(counted.part), number(counted.units)]
        }
        func missing(_ counted: Counted?) -> [Number] { counted.map { [number($0.part)] } ?? [] }
        switch kind {
        case .units(let part): return [number(part)]
        case .events(let part, let units): return [number(part), number(units)]
        case .ratio(let of, let to, _): return both(of) + both(to)
        case .proportion(let numerator, let denominator, let missing):
            let rest = cell(numerator, 0).complement
            let top = min(1, rest?.units ?? -1)
            let complement = Number(
                value: rest?.units ?? -1, units: rest?.units ?? -1, persons: rest?.persons ?? -1, first: top,
                second: min(1, max(0, (rest?.units ?? 0) - 1)))
            return [number(numerator), number(denominator), complement] + (missing.map { [number($0)] } ?? [])
        case .statistic(.sum(let sum, let lacking)): return both(sum) + missing(lacking)
        case .statistic(.mean(let moments)):
            return [number(moments.sum), number(moments.count.part)] + missing(moments.missing)
        case .statistic(.variance(let moments, let squares)):
            return [number(squares), number(moments.sum), number(moments.count.part)] + missing(moments.missing)
        case .statistic(.quantiles(let quantiles)):
            let isOfUnits = quantiles.count.part == quantiles.count.units
            let bins = isOfUnits ? [number(quantiles.histogram, 0), number(quantiles.histogram, 1)] : []
            return bins + [number(quantiles.count.part)] + missing(quantiles.missing)
        case .statistic(.personYears(let months)): return both(months)
        case .statistic(.rate(let of, let months, _)): return both(of) + both(months)
        case .statistic(.standardised(let standardised)):
            guard case .population(let of, let to) = standardised.standard,
                case .divided(_, .strata(let strata)) = parts[of]
            else { return [] }
            return both(standardised.of)
                + PlainMeaning.strata.flatMap { codes -> [Number] in
                    // The strata stand in an order of their own.
                    let group = strata.reduce(0) { group, dimension in
                        let code = codes[dimension.name.name == "sex" ? 0 : 1]
                        return group * dimension.groups.count
                            + (dimension.groups.firstIndex { $0.code == code } ?? -1)
                    }
                    return [number(of, group), number(to, group)]
                }
        // These add nothing to what an engine finds.
        case .statistic(.ofReference), .statistic(.movingMean): return []
        }
    }

    /// Where the engine does not find the plain meaning of one question. Throws what the resolver throws.
    package func differences(_ body: JSONValue, honouringOptOuts: Bool) throws -> [String] {
        let obligations: [Obligation] = honouringOptOuts ? [.honourOptOuts([.nationalDataOptOut, .local, .type1])] : []
        let (query, found) = try found(body, obligations)
        let meaning = PlainMeaning(
            body, of: region, optedOut: honouringOptOuts ? region.optedOut : [],
            withheld: honouringOptOuts ? region.withheld : [])
        let expected = meaning.table { unit, cells, limit in lowest(unit, cells, limit, query) }
        var differences: [String] = []
        for (name, cells) in expected {
            for cell in cells.keys where found[name]?[cell] == nil { differences.append("\(name) has no cell \(cell)") }
        }
        for (name, cells) in found {
            for (cell, numbers) in cells {
                let right = expected[name]?[cell] ?? numbers.map { _ in Number.zero }
                // Where nothing can be missing there is no row of the missing, which the plain meaning counts as none.
                guard numbers != right, numbers + [Number.zero] != right else { continue }
                differences.append("\(name) in \(cell): \(numbers), not \(right)")
            }
        }
        return differences
    }

    /// The cells with the lowest lots, put together here once more from what `ContributionBounding` promises.
    private func lowest(_ unit: Int, _ cells: [Cell], _ limit: Int, _ query: ResolvedQuery) -> [Cell] {
        let hash = SipHash24(key: key)
        func bytes(_ word: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
        func lot(_ cell: Cell) -> UInt64 {
            let named = zip(cell.kept, cell.codes).map { dimension, code -> (tag: UInt64, group: UInt64) in
                let dimension = query.dimensions[dimension]
                let group = dimension.groups.firstIndex { $0.code == code } ?? 0
                return (hash.hash(dimension.canonical.bytes()), UInt64(group))
            }
            let name = hash.hash(named.sorted { $0.tag < $1.tag }.flatMap { bytes($0.tag) + bytes($0.group) })
            return hash.hash(bytes(UInt64(unit)) + bytes(name).dropFirst())
        }
        return Array(cells.sorted { lot($0) < lot($1) }.prefix(limit))
    }
}
