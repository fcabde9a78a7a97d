package import Catalogue
package import DifferentialPrivacy
package import QueryLanguage

/// The parameters of a protection profile: a mechanism, a floor, limits, and budgets that last.
///
/// They come from `policies/profiles/`; what is below the compiled floors is not read.
package struct Profile: Sendable, Hashable {
    package let name: String
    package let version: String
    /// How numbers are protected, with the rules of that way alone.
    package let mechanism: ProtectionMechanism
    /// Which datasets it protects: a dataset's lineage has one profile, for the weakest release sets the guarantee.
    package let lineages: Lineages
    package let floors: Floors
    package let limits: Limits
    package let budget: Budget
    /// How long one reply tick lasts, for a static cost class of 1.
    package let tickMilliseconds: Int

    /// How few units, and persons behind them, may stand behind a number that is shown.
    package struct Floor: Sendable, Hashable {
        /// The least number of distinct units.
        package let units: Int
        /// The least number of distinct persons behind the units.
        package let persons: Int
        /// t in T = t + 2z.
        package let threshold: Int

        /// Of `dp`: nothing is asked of true numbers.
        static let none = Floor(units: 0, persons: 0, threshold: 0)
    }

    /// One floor for each kind of unit that may be counted.
    package struct Floors: Sendable, Hashable {
        package let person: Floor
        package let household: Floor
        package let organisation: Floor

        static let none = Floors(person: .none, household: .none, organisation: .none)

        package subscript(unit: StatisticalUnit) -> Floor {
            switch unit {
            case .person: person
            case .household: household
            case .organisation: organisation
            }
        }
    }

    /// z², the noise variance of a count of units, by the precision that was asked for.
    package struct NoiseMenu: Sendable, Hashable {
        package let high: Int
        package let standard: Int
        package let exploratory: Int
        package let scan: Int

        package subscript(precision: Precision) -> Int {
            switch precision {
            case .high: high
            case .standard: standard
            case .exploratory: exploratory
            case .scan: scan
            }
        }
    }

    /// What a table may look like, from metadata only.
    package struct Limits: Sendable, Hashable {
        package let dimensions: Int
        /// Cells of all marginals of one table together.
        package let cells: Int
        /// Declared units for each cell of the whole table.
        package let unitsPerCell: Int
    }

    /// The most over a rolling span of days: ρ for noise; tables or cells of each project, and 0 elsewhere, for the exact
    /// profiles.
    package struct Budget: Sendable, Hashable {
        package let project: Rational
        package let dataset: Rational
        package let personSpine: Rational
        /// For whole households: the persons' ρ times the square of the largest household.
        package let householdSpine: Rational
        package let organisationSpine: Rational
        package let days: Int

        package func spine(_ unit: StatisticalUnit) -> Rational {
            switch unit {
            case .person: personSpine
            case .household: householdSpine
            case .organisation: organisationSpine
            }
        }
    }
}

extension Profile {
    /// T: the least noisy number of units with which a cell is shown. Above a floor t + 2z, rounded up; in `dp` from the
    /// noise alone.
    package func threshold(_ unit: StatisticalUnit, noiseMultiplierSquared: Int) -> Int {
        if let odds = oddsOfEmptyShown {
            return countNoise(noiseMultiplierSquared)?.threshold(emptyShownOneIn: odds) ?? Int.max
        }
        return floors[unit].threshold + margin(variance: noiseMultiplierSquared)
    }

    /// The same for a complement, which is the difference of two rounded noisy counts: its noise has twice the variance
    /// and both roundings may err by half the base, so its margin is longer, and its star no more telling.
    package func complementThreshold(_ unit: StatisticalUnit, noiseMultiplierSquared: Int) -> Int {
        if let odds = oddsOfEmptyShown {
            let noise = countNoise(noiseMultiplierSquared)
            return (noise?.thresholdOfDifference(emptyShownOneIn: odds)).map { $0 + 2 * roundingError } ?? Int.max
        }
        return floors[unit].threshold + margin(variance: 2 * noiseMultiplierSquared) + 2 * roundingError
    }

    /// As many standard deviations of noise with this variance as the profile asks for above a floor, rounded up.
    func margin(variance: Int) -> Int {
        guard case .noise(let rules) = mechanism, case .aboveFloor(let multiple) = rules.threshold else { return 0 }
        return Int(squareRootCeiling(of: UInt128(multiple * multiple * variance)))
    }

    private var oddsOfEmptyShown: Int? {
        guard case .noise(let rules) = mechanism, case .ofNoise(let odds) = rules.threshold else { return nil }
        return odds
    }

    /// The noise of a count of units, to which one unit adds 1.
    private func countNoise(_ noiseMultiplierSquared: Int) -> DiscreteNoise? {
        DiscreteNoise(noiseFamily, noiseMultiplierSquared: noiseMultiplierSquared, contributionBound: 1)
    }

    /// The most by which rounding moves a number.
    var roundingError: Int { roundingBase / 2 }

    /// The nearest multiple of the rounding base; a number halfway goes up. `value` is 0...2^62.
    func rounded(_ value: Int) -> Int { (value + roundingError) / roundingBase * roundingBase }
}
