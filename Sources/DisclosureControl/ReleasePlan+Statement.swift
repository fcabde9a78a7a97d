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
        package let membershipAdvantageAtCap: String
        package let starLeak: String

        package var json: JSONValue {
            [
                "rho": .string("\(rho)"),
                "epsilon": [
                    "simple": .string(simpleEpsilon), "tight": .string(tightEpsilon), "delta": .string("\(delta)"),
                ],
                "membershipAdvantageOfFullBudget": .string(membershipAdvantageAtCap),
                "starLeak": .string(starLeak),
            ]
        }
    }

    /// The statement for everything in the table. Throws `accounting`.
    package func statement() throws(DisclosureError) -> Statement {
        let rho = try cost()
        do {
            return Statement(
                rho: rho, delta: profile.toldDelta,
                simpleEpsilon: try epsilon(rho, .simple), tightEpsilon: try epsilon(rho, .tight),
                membershipAdvantageAtCap: try ZeroConcentratedPrivacy.membershipAdvantage(
                    rho: profile.budget.project, places: 3
                ).description,
                starLeak: starLeak())
        } catch { throw .accounting(error) }
    }

    private func epsilon(
        _ rho: Rational, _ conversion: ZeroConcentratedPrivacy.Conversion
    ) throws(AccountingError) -> String {
        try ZeroConcentratedPrivacy.epsilon(rho: rho, delta: profile.toldDelta, conversion: conversion, places: 2)
            .description
    }

    /// An upper bound of the summed probabilities q with which stars betray one unit at the limit, as decimal text; `1`
    /// where the sum says nothing. It is told, not capped, and never part of an (ε, δ) promise.
    ///
    /// A unit touches C cells of each draw that counts units. There q = P[Z ≥ T − t]; for a share also the same for its
    /// complement, whose noise has twice the variance and whose rounding errors the threshold allows for.
    package func starLeak() -> String {
        var sum = Rational.zero
        for draw in draws where governance.unitsOf[draw.part] == nil {
            let isShare = governance.wholeOf[draw.part] != nil
            for variance in [1, 2].prefix(isShare ? 2 : 1).map({ $0 * draw.noiseMultiplierSquared }) {
                guard
                    let leak = DiscreteGaussian(variance: variance)?.starLeak(
                        margin: profile.margin(variance: variance)),
                    let times = Rational(draw.cellsPerUnit, over: 1),
                    let next = try? sum.adding(leak.rational.multiplied(by: times)), next < .one
                else { return "1" }
                sum = next
            }
        }
        guard let text = FixedDecimal(roundingUp: sum, places: 9) else { return "1" }
        return text.digits < 1_000_000 ? text.scientific : FixedDecimal(roundingUp: sum, places: 3)?.description ?? "1"
    }
}
