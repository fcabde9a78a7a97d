import QueryLanguage

/// Which count of units decides whether a part may show.
struct PartGovernance: Sendable {
    /// For each part of events, the part that counts the units behind it; nil for parts that count units themselves.
    let unitsOf: [Int?]
    /// For each share, the part that counts the units it is a share of; nil for other parts.
    let wholeOf: [Int?]

    /// Parts that govern first, then those that are governed.
    var order: [Int] { unitsOf.indices.filter { unitsOf[$0] == nil } + unitsOf.indices.filter { unitsOf[$0] != nil } }

    /// Throws `ungoverned` where a part is missing, or an index leads nowhere.
    init(_ query: ResolvedQuery) throws(DisclosureError) {
        var unitsOf: [Int?] = []
        var wholeOf: [Int?] = []
        for part in query.parts {
            switch part {
            // What is not offered is refused before it is planned, and governs itself here.
            case .units, .unitsWithEvents, .sum, .months, .unitsPresent, .divided:
                unitsOf.append(nil)
                wholeOf.append(nil)
            case .events(let selection, _):
                guard let units = query.parts.firstIndex(of: .unitsWithEvents(selection)) else { throw .ungoverned }
                unitsOf.append(units)
                wholeOf.append(nil)
            case .share(_, let among):
                guard let whole = query.parts.firstIndex(of: .units(among)) else { throw .ungoverned }
                unitsOf.append(nil)
                wholeOf.append(whole)
            }
        }
        let parts = query.parts.indices
        guard query.canonicalParts.count == parts.count,
            query.measures.allSatisfy({ $0.parts.allSatisfy(parts.contains) })
        else { throw .ungoverned }
        self.unitsOf = unitsOf
        self.wholeOf = wholeOf
    }
}

extension Measure {
    /// Every part that the measure is made of, and those that govern them.
    var parts: [Int] {
        switch kind {
        case .units(let part): [part]
        case .events(let part, let units): [part, units]
        case .proportion(let numerator, let denominator, let missing):
            [numerator, denominator] + (missing.map { [$0] } ?? [])
        case .ratio(let of, let to, _): [of.part, of.units, to.part, to.units]
        case .statistic: []
        }
    }
}
