import QueryLanguage

/// Which count of units decides whether a part may show.
struct PartGovernance: Sendable {
    /// For each part, the part that counts the units behind it; nil for parts that count units themselves.
    let unitsOf: [Int?]
    /// For each share, the part that counts the units it is a share of; nil for other parts.
    let wholeOf: [Int?]

    /// Parts that govern first, then those that are governed.
    var order: [Int] { unitsOf.indices.filter { unitsOf[$0] == nil } + unitsOf.indices.filter { unitsOf[$0] != nil } }

    /// Throws `ungoverned` where a part is missing, or an index leads nowhere.
    init(_ query: ResolvedQuery) throws(DisclosureError) {
        func place(_ part: MeasurePart) throws(DisclosureError) -> Int {
            guard let place = query.parts.firstIndex(of: part) else { throw .ungoverned }
            return place
        }
        var unitsOf: [Int?] = []
        var wholeOf: [Int?] = []
        for part in query.parts {
            unitsOf.append(try part.unitsBehind.map(place))
            if case .share(_, let among) = part {
                wholeOf.append(try place(.units(among)))
            } else {
                wholeOf.append(nil)
            }
        }
        let parts = query.parts.indices
        guard query.canonicalParts.count == parts.count,
            query.measures.allSatisfy({ ($0.parts + $0.partsOfGrandTotal).allSatisfy(parts.contains) }),
            // One step leads to a count of units: what governs is not governed.
            unitsOf.allSatisfy({ $0.map { unitsOf[$0] == nil } ?? true })
        else { throw .ungoverned }
        self.unitsOf = unitsOf
        self.wholeOf = wholeOf
    }

    /// The same parts, with all that decide on them.
    func closed(_ parts: some Sequence<Int>) -> Set<Int> {
        parts.reduce(into: []) { $0.formUnion([$1, unitsOf[$1], wholeOf[$1]].compactMap { $0 }) }
    }
}

extension MeasurePart {
    /// The part that counts the units behind this one; nil where it counts units itself.
    var unitsBehind: MeasurePart? {
        switch self {
        case .units, .share, .unitsWithEvents, .unitsPresent: nil
        case .events(let selection, _), .sum(_, .rows(let selection, _)): .unitsWithEvents(selection)
        case .sum(_, .units(let predicate)): .units(predicate)
        case .months(let presence): .unitsPresent(presence)
        // Entries are never shown: what they add up to follows the cell.
        case .divided(let part, _): part.unitsBehind ?? part
        }
    }
}

extension Measure {
    /// Every part that a cell of the measure is made of, and those that govern them.
    var parts: [Int] {
        switch kind {
        case .units(let part): [part]
        case .events(let part, let units): [part, units]
        case .proportion(let numerator, let denominator, let missing):
            [numerator, denominator] + (missing.map { [$0] } ?? [])
        case .ratio(let of, let to, _): of.both + to.both
        case .statistic(let statistic): statistic.parts
        }
    }

    /// What a measure needs of the whole population, also where that line is not shown.
    var partsOfGrandTotal: [Int] {
        guard case .statistic(.standardised(let standardised)) = kind,
            case .population(let strataOf, let strataTo) = standardised.standard
        else { return [] }
        return [strataOf, strataTo]
    }
}

extension Statistic {
    fileprivate var parts: [Int] {
        switch self {
        case .sum(let sum, let missing): sum.both + (missing?.both ?? [])
        case .mean(let moments): moments.parts
        case .variance(let moments, let squares): moments.parts + [squares]
        case .quantiles(let quantiles):
            [quantiles.histogram, quantiles.count.units] + (quantiles.missing?.both ?? [])
        case .personYears(let months): months.both
        case .rate(let of, let months, _): of.both + months.both
        case .ofReference(let of, _, _): of.both
        case .standardised(let standardised):
            switch standardised.standard {
            case .population(_, let strataTo): standardised.of.both + [standardised.to.units, strataTo]
            case .weights(_, _, let strataOf, let strataTo):
                standardised.of.both + standardised.to.both + [strataOf, strataTo]
            }
        // Made of what another measure shows.
        case .movingMean: []
        }
    }
}

extension Moments {
    fileprivate var parts: [Int] { [sum] + count.both + (missing?.both ?? []) }
}

extension Counted {
    fileprivate var both: [Int] { [part, units] }
}
