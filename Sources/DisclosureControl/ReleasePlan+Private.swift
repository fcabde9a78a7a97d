import Catalogue
import DifferentialPrivacy
import JSON
import QueryLanguage

// What `dp` tells of itself; nil under every other profile but where it says so.
extension ReleasePlan {
    var privateParameters: JSONValue? {
        guard !profile.keepsFloor else { return nil }
        return [
            "unit": .string(query.unit.rawValue),
            "noisyUnitsAtLeast": .integer(threshold),
            "noisyComplementAtLeast": .integer(complementThreshold),
            "noise": .string(profile.noiseFamily.name),
            "noiseMultiplierSquared": .integer(noiseMultiplierSquared),
            "roundingBase": .integer(profile.roundingBase),
        ]
    }

    /// Of every profile with noise, as an audit entry names them.
    var noiseParameters: String {
        switch profile.noiseFamily {
        case .gaussian: "noise variance \(noiseMultiplierSquared)"
        case .laplace: "Laplace noise of scale \(DiscreteNoise.root(of: noiseMultiplierSquared) ?? 0)"
        }
    }

    var privateRules: [String]? {
        guard !profile.keepsFloor else { return nil }
        var rules = [
            "static limits from metadata before the data were read",
            "contribution bounding for each cell and each marginal",
            "exact \(profile.noiseFamily.name) noise for every cell, empty ones included",
            "threshold on the noisy number of units; no rule reads a true number",
        ]
        if governance.wholeOf.contains(where: { $0 != nil }) {
            rules.append("threshold on the noisy complement of every share")
        }
        return rules
    }

    /// The promise in one sentence: what it costs one unit, for this table and for a year.
    func privateGuarantee() throws(DisclosureError) -> String? {
        guard !profile.keepsFloor else { return nil }
        let (rho, cap) = (try cost(), profile.budget.project)
        do throws(AccountingError) {
            let pure = try pureEpsilon().map { ", and ε = \($0) without any δ" } ?? ""
            return "Everything here is made of noisy numbers alone, the values that are not shown included: the table "
                + "is (ε, δ)-differentially private for each \(query.unit.rawValue) with ε = \(try epsilon(rho, .tight)) and "
                + "δ = \(profile.toldDelta)\(pure) (ρ = \(rho)), and all answers to a project in a year together "
                + "with ε = \(try epsilon(cap, .tight)) (ρ = \(cap)); no number is held back because few "
                + "\(query.unit == .person ? "people" : "\(query.unit.rawValue)s") stand behind it."
        } catch { throw .accounting(error) }
    }

    var privateNotes: [String]? {
        guard !profile.keepsFloor else { return nil }
        return [
            "noise95 says how far noise may have moved a value; it is not a sampling interval.",
            "sampling95 takes the shown numbers as an exact sample; it leaves out noise.",
            "Values marked lowReliability lie near the threshold, where those that show tend to be too high, "
                + "or have an interval that is wide for their size.",
            "not-shown has one meaning: the noisy number of units is below \(threshold), or that of its complement below "
                + "\(complementThreshold). Some shown numbers may stand for nobody at all.",
            "Totals are drawn by themselves and need not equal sums.",
        ]
    }
}
