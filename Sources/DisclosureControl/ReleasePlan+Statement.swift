package import DifferentialPrivacy
package import JSON

extension ReleasePlan {
    /// What an expert is told of a cost: ε at the profile's δ by both conversions, and the advantage that somebody who
    /// knows all but one unit would have if the project's whole budget were spent. Decimal text, rounded up.
    package struct Statement: Sendable, Hashable {
        package let rho: Rational
        package let delta: Rational
        package let simpleEpsilon: String
        package let tightEpsilon: String
        /// The exact sum of ε without any δ, where all noise is Laplace; nil elsewhere.
        package let pureEpsilon: Rational?
        package let membershipAdvantageAtCap: String
        /// What the stars of the table may betray, summed.
        package let starLeak: String
        /// The most that this may add up to for a project; nil where it is not capped.
        package let starBudget: Rational?

        package var json: JSONValue {
            var epsilon: JSONObject = [
                "simple": .string(simpleEpsilon), "tight": .string(tightEpsilon), "delta": .string("\(delta)"),
            ]
            epsilon["pure"] = pureEpsilon.map { .string("\($0)") }
            var object: JSONObject = [
                "rho": .string("\(rho)"), "epsilon": .object(epsilon),
                "membershipAdvantageOfFullBudget": .string(membershipAdvantageAtCap),
                "starLeak": .string(starLeak),
            ]
            object["starBudget"] = starBudget.map { .string("\($0)") }
            return .object(object)
        }
    }

    /// The statement for everything in the table. Throws `accounting`.
    package func statement() throws(DisclosureError) -> Statement {
        let rho = try cost()
        let leak = try starLeakText()
        do {
            return Statement(
                rho: rho, delta: profile.toldDelta,
                simpleEpsilon: try epsilon(rho, .simple), tightEpsilon: try epsilon(rho, .tight),
                pureEpsilon: try pureEpsilon(),
                membershipAdvantageAtCap: try profile.membershipAdvantage(rho: profile.budget.project),
                starLeak: leak, starBudget: profile.starBudget)
        } catch { throw .accounting(error) }
    }

    /// Σ C ∕ z over all draws: what Laplace noise alone costs, by plain composition.
    func pureEpsilon() throws(AccountingError) -> Rational? {
        guard case .laplace = profile.noiseFamily else { return nil }
        var sum = Rational.zero
        for draw in draws {
            guard let each = DiscreteNoise.pureEpsilon(noiseMultiplierSquared: draw.noiseMultiplierSquared),
                let times = Rational(draw.cellsPerUnit, over: 1)
            else { throw .outOfRange }
            sum = try sum.adding(each.multiplied(by: times))
        }
        return sum
    }

    func epsilon(
        _ rho: Rational, _ conversion: ZeroConcentratedPrivacy.Conversion
    ) throws(AccountingError) -> String {
        try ZeroConcentratedPrivacy.epsilon(rho: rho, delta: profile.toldDelta, conversion: conversion, places: 2)
            .description
    }

    /// What `starLeak` comes to for the whole table, as decimal text; `1` where the sum says nothing.
    func starLeakText() throws(DisclosureError) -> String {
        let sum = try starLeak { _ in true }
        guard sum < .one, let text = FixedDecimal(roundingUp: sum, places: 9) else { return "1" }
        return text.digits < 1_000_000 ? text.scientific : FixedDecimal(roundingUp: sum, places: 3)?.description ?? "1"
    }

    /// An upper bound of the summed probabilities q with which stars betray one unit at the limit, in billionths. It is
    /// never part of an (ε, δ) promise: `standard` tells it, `strict` caps its sum.
    ///
    /// A unit touches C cells of each draw that counts units. There q = P[Z ≥ T − t]; for a share also the same for its
    /// complement, whose noise has twice the variance and whose rounding errors the threshold allows for.
    /// Throws `accounting`.
    func starLeak(of isCharged: (PlannedDraw) -> Bool) throws(DisclosureError) -> Rational {
        // The stars of an exact profile hang on no noise, and those of `dp` on nothing else: ρ covers them.
        guard case .noise = profile.mechanism, profile.keepsFloor else { return .zero }
        let noise = noiseMultiplierSquared
        let (count, complement) = (leak(variance: noise), leak(variance: 2 * noise))
        do throws(AccountingError) {
            var sum = Rational.zero
            for draw in draws where isCharged(draw) && governance.unitsOf[draw.part] == nil {
                let isShare = governance.wholeOf[draw.part] != nil
                guard let times = Rational(draw.cellsPerUnit, over: 1) else { throw AccountingError.overflow }
                let each = isShare ? try count.adding(complement) : count
                sum = try sum.adding(each.multiplied(by: times))
            }
            return sum
        } catch { throw .accounting(error) }
    }

    private func leak(variance: Int) -> Rational {
        DiscreteGaussian(variance: variance)?.starLeak(margin: profile.margin(variance: variance))
            .flatMap { FixedDecimal(roundingUp: $0.rational, places: 9) }?.rational ?? .one
    }
}

extension Profile {
    /// The most that ρ helps somebody who knows everything but whether one unit is in the data: decimal text, rounded up.
    ///
    /// Throws `outOfRange` where ρ is above 64.
    package func membershipAdvantage(rho: Rational) throws(AccountingError) -> String {
        switch noiseFamily {
        case .gaussian: try ZeroConcentratedPrivacy.membershipAdvantage(rho: rho, places: 3).description
        case .laplace: try ZeroConcentratedPrivacy.membershipAdvantage(ofAnyMechanism: rho, places: 3).description
        }
    }
}
