import DifferentialPrivacy
import QueryLanguage

/// How far noise and rounding may take each part from the truth.
struct HalfWidths {
    /// The noise of each part.
    let noise: [DiscreteNoise]
    /// By odds: for each part, a width that noise and rounding leave once in so many, at most.
    private let byOdds: [Int: [Int]]

    /// One draw in twenty falls outside: 95 % inside.
    static let alone = 20
    /// Each of two numbers, so that both are inside with 95 %.
    static let eachOfTwo = 40
    /// Each of three.
    static let eachOfThree = 60

    /// Throws `outOfBounds`.
    init(_ plan: ReleasePlan) throws(DisclosureError) {
        if let widths = plan.exactHalfWidths {
            // The most by which a number may be off, whatever the odds.
            noise = []
            byOdds = [Self.alone: widths, Self.eachOfTwo: widths]
            return
        }
        var noise: [DiscreteNoise] = []
        for part in plan.query.parts {
            guard
                let own = DiscreteNoise(
                    plan.profile.noiseFamily, noiseMultiplierSquared: plan.noiseMultiplierSquared,
                    contributionBound: part.bound)
            else { throw .outOfBounds }
            noise.append(own)
        }
        var byOdds: [Int: [Int]] = [:]
        let common = Set([Self.alone, Self.eachOfTwo])
        for odds in plan.query.measures.reduce(into: common, { $0.formUnion($1.odds(plan.query.parts)) }) {
            guard DiscreteGaussian.odds.contains(odds) else { throw .outOfBounds }
            var known: [DiscreteNoise: Int] = [:]
            for own in Set(noise) {
                known[own] =
                    switch odds {
                    case Self.alone: own.halfWidth(.ninetyFive)
                    case Self.eachOfTwo: own.halfWidth(.ninetySevenAndAHalf)
                    default: own.halfWidth(missingOneIn: odds)
                    }
            }
            byOdds[odds] = zip(plan.query.parts, noise).map { part, own in
                (known[own] ?? Int.max >> 8) + (part.isCount ? plan.profile.roundingError : 0)
            }
        }
        self.noise = noise
        self.byOdds = byOdds
    }

    /// The width of a part with odds that a measure of the query names.
    func of(_ part: Int, missingOneIn odds: Int) -> Int { byOdds[odds]?[part] ?? Int.max >> 8 }
}

extension Measure {
    /// With which odds its numbers may lie outside, where they are neither alone nor one of two.
    fileprivate func odds(_ parts: [MeasurePart]) -> [Int] {
        guard case .statistic(let statistic) = kind else { return [] }
        switch statistic {
        case .variance: return [HalfWidths.eachOfThree]
        case .standardised(let standardised):
            switch standardised.standard {
            case .population(let strata, _):
                return [HalfWidths.eachOfThree, IndirectStandard.odds(strata: parts[strata].entriesPerCell)]
            case .weights(_, let weights, _, _): return [DirectStandard.odds(strata: weights.count)]
            }
        case .sum, .mean, .quantiles, .personYears, .rate, .ofReference, .movingMean: return []
        }
    }
}
