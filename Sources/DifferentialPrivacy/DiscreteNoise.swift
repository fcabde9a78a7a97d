/// Which distribution noise comes from.
package enum NoiseFamily: String, Sendable, Hashable, CaseIterable {
    case gaussian, laplace

    /// As records name it.
    package var name: String {
        switch self {
        case .gaussian: "discrete Gaussian"
        case .laplace: "discrete Laplace"
        }
    }

    /// An upper bound of the variance of the noise of a count of units, from its multiplier z²: that of a discrete Laplace
    /// of scale z is below the 2z² of the continuous one.
    package func variance(noiseMultiplierSquared: Int) -> Int {
        switch self {
        case .gaussian: noiseMultiplierSquared
        case .laplace: 2 * noiseMultiplierSquared
        }
    }
}

/// The noise of one measure part, for a noise multiplier z and a contribution bound B: a discrete Gaussian of variance
/// z² · B², or a discrete Laplace of scale z · B. Either costs ρ = 1 ∕ (2 z²).
package enum DiscreteNoise: Sendable, Hashable {
    case gaussian(DiscreteGaussian)
    case laplace(DiscreteLaplace)

    /// Nil where z² · B² lies outside 1...2^52, and for Laplace noise where z² is no square.
    package init?(_ family: NoiseFamily, noiseMultiplierSquared: Int, contributionBound: Int) {
        guard
            let gaussian = DiscreteGaussian(
                noiseMultiplierSquared: noiseMultiplierSquared, contributionBound: contributionBound)
        else { return nil }
        switch family {
        case .gaussian: self = .gaussian(gaussian)
        case .laplace:
            // A part of a pure ε = 1 ∕ z. Both factors are at most 2^26, and so is their product.
            guard let multiplier = Self.root(of: noiseMultiplierSquared),
                let laplace = DiscreteLaplace(decay: 1, over: multiplier * contributionBound)
            else { return nil }
            self = .laplace(laplace)
        }
    }

    /// z, where z² is the square of a whole number.
    package static func root(of square: Int) -> Int? {
        guard square >= 0 else { return nil }
        let root = Int(squareRootFloor(of: UInt128(square)))
        return root * root == square ? root : nil
    }

    /// Draws once, exactly.
    package func sample(_ random: inout some RandomBits & ~Copyable) -> Int {
        switch self {
        case .gaussian(let noise): noise.sample(&random)
        case .laplace(let noise): noise.sample(&random)
        }
    }

    /// The half-width of an interval that holds what one draw does not leave with this coverage.
    package func halfWidth(_ coverage: NoiseCoverage) -> Int {
        switch self {
        case .gaussian(let noise): noise.halfWidth(coverage)
        case .laplace(let noise): noise.halfWidth(missingOneIn: coverage.oneIn)
        }
    }

    /// The same for P[|X| > h] ≤ 1 ∕ odds, odds from 1 to 2^20.
    package func halfWidth(missingOneIn odds: Int) -> Int {
        switch self {
        case .gaussian(let noise): noise.halfWidth(missingOneIn: odds)
        case .laplace(let noise): noise.halfWidth(missingOneIn: odds)
        }
    }

    /// A half-width h with P[|Σ aᵢXᵢ| > h] ≤ 1 ∕ odds for independent draws, from upper bounds of Σ aᵢ², up to 2^112,
    /// and of the largest |aᵢ|.
    package func halfWidth(
        ofSquaredCoefficients squares: UInt128, largest: UInt128, missingOneIn odds: Int
    ) -> Int128 {
        switch self {
        case .gaussian(let noise): noise.halfWidth(ofSquaredCoefficients: squares, missingOneIn: odds)
        case .laplace(let noise):
            noise.halfWidth(ofSquaredCoefficients: squares, largest: largest, missingOneIn: odds)
        }
    }

    /// The half-width of the 95 % interval of the sum of so many independent draws; nil where it is too wide for exact
    /// arithmetic.
    package func halfWidth(ofSumOf count: Int) -> Int? {
        switch self {
        case .gaussian(let noise): noise.halfWidth(ofSumOf: count)
        case .laplace(let noise):
            count == 1
                ? noise.halfWidth(.ninetyFive)
                : Int(exactly: noise.halfWidth(ofSquaredCoefficients: UInt128(count), largest: 1, missingOneIn: 20))
        }
    }
}

extension DiscreteLaplace {
    /// As `halfWidth(missingOneIn:)`.
    package func halfWidth(_ coverage: NoiseCoverage) -> Int { halfWidth(missingOneIn: coverage.oneIn) }
}

extension DiscreteNoise {
    /// T: a number that a cell without anybody reaches at most once in so many draws, 2 to 2^21.
    ///
    /// P[X ≥ h + 1] is half of P[|X| > h], by symmetry.
    package func threshold(emptyShownOneIn odds: Int) -> Int { halfWidth(missingOneIn: (odds + 1) / 2) + 1 }

    /// The same for the difference of two draws, which may pass for their sum, by symmetry.
    package func thresholdOfDifference(emptyShownOneIn odds: Int) -> Int {
        switch self {
        case .gaussian(let noise):
            // As for `halfWidth(ofSumOf:)`; a variance of which no double can be kept has no use for a threshold.
            (DiscreteGaussian(variance: 2 * noise.variance) ?? noise).halfWidth(missingOneIn: (odds + 1) / 2) + 1
        case .laplace(let noise):
            Int(clamping: noise.halfWidth(ofSquaredCoefficients: 2, largest: 1, missingOneIn: (odds + 1) / 2)) + 1
        }
    }
}

extension DiscreteNoise {
    /// ε = 1 ∕ z of Laplace noise, in each cell that a unit touches; nil where z² is no square of 1 or more.
    package static func pureEpsilon(noiseMultiplierSquared: Int) -> Rational? {
        root(of: noiseMultiplierSquared).flatMap { Rational(1, over: $0) }
    }
}
