package import Catalogue
package import DifferentialPrivacy

/// How a profile protects numbers. Each way has its own rules, promise and price.
package enum ProtectionMechanism: Sendable, Hashable {
    /// `standard` and `strict`: noise, a floor and ledgers of ρ. `dp`: noise and ledgers of ρ alone.
    case noise(NoiseRules)
    /// `counts-nhs`: true counts, rounded; what would tell too much is hidden, and a person looks at every table.
    case suppression(SuppressionRules)
    /// `cell-key`: counts changed by a table and the keys of the units behind them.
    case cellKey(CellKeyRules)
}

/// The rules of a profile with noise.
package struct NoiseRules: Sendable, Hashable {
    /// How T, which a noisy number of units must reach, is found.
    package let threshold: ThresholdRule
    package let family: NoiseFamily
    package let menu: Profile.NoiseMenu
    /// Counts are shown as multiples of this.
    package let roundingBase: Int
    /// The δ at which ε is told to experts: part of no rule, and in `dp` part of the promise.
    package let toldDelta: Rational
    /// Up to what the probabilities with which a project's stars betray something may add up over the rolling span; nil
    /// where they are told and not capped.
    package let starBudget: Rational?
    /// Whether numbers about sensitive datasets may leave under it.
    package let protectsSensitive: Bool
}

/// From what a threshold on noisy numbers is made.
package enum ThresholdRule: Sendable, Hashable {
    /// T = t + so many standard deviations of the noise, beside a floor on true numbers.
    case aboveFloor(multiple: Int)
    /// From the noise alone: what a cell without anybody reaches at most once in so many draws. No rule reads a true
    /// number, so that stars are made of noisy numbers like everything else, and betray nothing beyond them.
    case ofNoise(emptyShownOneIn: Int)
}

/// The rules of a profile that hides cells.
package struct SuppressionRules: Sendable, Hashable {
    package let rounding: RoundingMode
    /// What the site keeps to itself; nil where no dataset is protected, and then nothing is.
    package let dominance: DominanceRules?
    /// How many values must stay possible for each hidden cell.
    package let leastPossible: Int
}

/// The rules of a profile with cell keys.
package struct CellKeyRules: Sendable, Hashable {
    package let table: PerturbationTable
}

/// Which datasets a profile protects.
package enum Lineages: Sendable, Hashable {
    case only(Set<DatasetID>)
    /// Every dataset that no other profile names.
    case allBut(Set<DatasetID>)

    package func contains(_ dataset: DatasetID) -> Bool {
        switch self {
        case .only(let named): named.contains(dataset)
        case .allBut(let named): !named.contains(dataset)
        }
    }
}

extension Profile {
    /// Whether two people must look at every table before it leaves.
    package var needsReview: Bool {
        if case .suppression = mechanism { true } else { false }
    }

    /// Whether the units behind cells are needed, so that almost equal cells can be told.
    package var listsUnits: Bool {
        switch mechanism {
        case .noise: false
        case .suppression, .cellKey: true
        }
    }

    /// Whether the groupings of each variable must make one tree.
    package var takesOneTreeOnly: Bool { listsUnits }

    /// z² by precision: 0 for the exact profiles, of which no discrete Gaussian can be made.
    package var noise: NoiseMenu {
        if case .noise(let rules) = mechanism { rules.menu } else { .none }
    }

    /// The exact profiles add none; it says nothing there.
    var noiseFamily: NoiseFamily { if case .noise(let rules) = mechanism { rules.family } else { .gaussian } }

    /// Whether a floor holds for the true numbers of units and persons: in every profile but `dp`, where no rule reads
    /// them.
    package var keepsFloor: Bool {
        guard case .noise(let rules) = mechanism, case .ofNoise = rules.threshold else { return true }
        return false
    }

    /// 1 for the exact profiles, which round in their own way.
    package var roundingBase: Int {
        if case .noise(let rules) = mechanism { rules.roundingBase } else { 1 }
    }

    /// 0 where no ε is told.
    package var toldDelta: Rational {
        if case .noise(let rules) = mechanism { rules.toldDelta } else { .zero }
    }
}

extension Profile {
    /// Nil where nothing is capped, and in the exact profiles, where no star betrays anything by chance.
    package var starBudget: Rational? { if case .noise(let rules) = mechanism { rules.starBudget } else { nil } }

    /// The exact profiles name the datasets that they protect, sensitive ones among them.
    package var protectsSensitive: Bool {
        if case .noise(let rules) = mechanism { rules.protectsSensitive } else { true }
    }
}

extension Profile.NoiseMenu {
    static let none = Profile.NoiseMenu(high: 0, standard: 0, exploratory: 0, scan: 0)
}
