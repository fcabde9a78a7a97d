import QueryEngines
import Snapshots

/// A column of a dataset with one row for each unit, read by the numbers of units.
struct UnitColumn: Sendable {
    /// The segments, each with its part of the column.
    let parts: [(segment: Segment, codes: StoredColumn)]
    /// The units whose code reads as *no row*, rising.
    let silent: [UInt32]

    /// What the codes of a block's units mean.
    func values<Map: CodeMap>(of block: UnitBlock, by map: Map) throws(EngineError) -> [Map.Value] {
        var out = [Map.Value](repeating: map.noRow, count: block.count)
        for part in parts {
            let places = try part.segment.places(of: block)
            guard !places.isEmpty else { continue }
            switch part.segment.units {
            case .consecutive(let first):
                let start = Int(first) + places.lowerBound - Int(block.first)
                try reading { () throws(SnapshotError) in
                    try part.codes.withCodes(places) { map.look($0, into: &out, at: start) }
                }
            case .listed(let numbers):
                var values = [Map.Value](repeating: 0, count: places.count)
                try reading { () throws(SnapshotError) in
                    try part.codes.withCodes(places) { map.look($0, into: &values, at: 0) }
                    try numbers.withCodes32(places) { Self.spread(values, over: $0, first: block.first, into: &out) }
                }
            }
        }
        for place in block.places(of: silent) { out[place] = map.noRow }
        return out
    }

    private static func spread<Value: BitwiseCopyable>(
        _ values: [Value], over units: Span<UInt32>, first: UInt32, into out: inout [Value]
    ) {
        let values = values.span
        var out = out.mutableSpan
        for place in 0..<units.count { out[Int(units[place] &- first)] = values[place] }
    }
}

/// The numbers in a column of links, as they are.
struct LinkTargets: CodeMap {
    let noRow = DatasetTable.unlinked

    subscript(code: UInt32) -> UInt32 { code }

    func look(_ codes: borrowing ColumnCodes, into out: inout [UInt32], at start: Int) {
        var out = out.mutableSpan
        switch codes {
        case .four(let targets): for row in 0..<targets.count { out[start &+ row] = targets[row] }
        default: for row in 0..<codes.count { out[start &+ row] = codes[row] }
        }
    }
}

/// Codes as they are, with a code of its own for *no row*.
struct WholeCodes: CodeMap {
    let noRow: UInt32

    subscript(code: UInt32) -> UInt32 { code }

    func look(_ codes: borrowing ColumnCodes, into out: inout [UInt32], at start: Int) {
        for row in 0..<codes.count { out[start + row] = codes[row] }
    }
}

/// What is known of each unit of a query: in its own row, or in the row of the unit that a link leads to.
enum UnitValues<Map: CodeMap>: Sendable {
    case own(UnitColumn, Map)
    /// The link's column, and what is known of each unit that it can lead to: worked out once for each of them, before
    /// units are counted.
    case linked(UnitColumn, values: [Map.Value], noRow: Map.Value)
    /// For each unit, what was worked out before units are counted.
    case known([Map.Value])

    func values(of block: UnitBlock) throws(EngineError) -> [Map.Value] {
        switch self {
        case .own(let column, let map): return try column.values(of: block, by: map)
        case .known(let values): return Array(values[Int(block.units.lowerBound)..<Int(block.units.upperBound)])
        case .linked(let link, let known, let noRow):
            let targets = try link.values(of: block, by: LinkTargets())
            var out = [Map.Value](repeating: noRow, count: targets.count)
            Self.follow(targets.span, known.span, &out)
            return out
        }
    }

    private static func follow(_ targets: Span<UInt32>, _ known: Span<Map.Value>, _ out: inout [Map.Value]) {
        var out = out.mutableSpan
        for place in 0..<targets.count {
            let target = Int(targets[place])
            // *Unlinked* is above every number of a unit.
            if target < known.count { out[place] = known[target] }
        }
    }
}
