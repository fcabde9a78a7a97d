/// What the exact rules read of one cell: how many contribute, how much, and the largest of them.
package struct CellContributions: Sendable {
    /// Distinct units.
    package let units: Int
    /// X: their sum.
    package let total: Int
    /// x₁ ≥ x₂ ≥ …: the largest contributions, as many as the rules ask for or as there are units.
    package let largest: [Int]
    /// Whether any contribution is below 0.
    package let hasNegative: Bool

    package init(units: Int, total: Int, largest: [Int], hasNegative: Bool) {
        self.units = units
        self.total = total
        self.largest = largest
        self.hasNegative = hasNegative
    }
}

/// The primary rules of the exact profiles, cross-multiplied so that they hold exactly.
package struct PrimaryRules: Sendable, Hashable {
    /// t: cells with fewer units, but at least one, are hidden.
    package let threshold: Int
    /// (n, k): unsafe where the n largest make up k % or more.
    package let dominance: Dominance
    /// p: unsafe where the second largest could tell the largest within p %.
    package let percent: Int

    package struct Dominance: Sendable, Hashable {
        /// 1 or 2: no more than two of the largest are known.
        package let contributors: Int
        /// 1...100.
        package let percent: Int
    }

    /// Nil where a number is outside its range: the threshold is at least 1, both percentages are 1...100.
    package init?(threshold: Int, dominance: (contributors: Int, percent: Int), percent: Int) {
        guard threshold >= 1, (1...2).contains(dominance.contributors), (1...100).contains(dominance.percent),
            (1...100).contains(percent)
        else { return nil }
        self.threshold = threshold
        self.dominance = Dominance(contributors: dominance.contributors, percent: dominance.percent)
        self.percent = percent
    }

    /// Why a cell must be hidden.
    package enum Reason: Sendable, Hashable, CaseIterable {
        case fewUnits, dominance, estimate, negative
    }

    /// The first rule that a cell breaks; nil where it may show. An empty cell breaks none: true zeros show.
    ///
    /// (n, k): 100 · (x₁ + … + xₙ) ≥ k · X. p %: 100 · (X − x₁ − x₂) < p · x₁: all that the second largest does not know
    /// of X − x₂ is the rest, so where the rest is below p % of x₁ it knows x₁ within p %. Sources: Hundepool et al.,
    /// *Statistical Disclosure Control*, 2012, section 4.2. A cell with a negative contribution is unsafe, for both rules
    /// rest on contributions being parts of X.
    package func reason(_ cell: CellContributions) -> Reason? {
        guard cell.units > 0 else { return nil }
        if cell.units < threshold { return .fewUnits }
        if cell.hasNegative || cell.total < 0 { return .negative }
        // A total of 0 over non-negative contributions has no part to tell.
        guard cell.total > 0 else { return nil }
        let total = Int128(cell.total)
        let leaders = cell.largest.prefix(dominance.contributors).reduce(Int128(0)) { $0 + Int128($1) }
        if 100 * leaders >= Int128(dominance.percent) * total { return .dominance }
        let first = Int128(cell.largest.first ?? cell.total)
        let second = Int128(cell.largest.dropFirst().first ?? 0)
        return 100 * (total - first - second) < Int128(percent) * first ? .estimate : nil
    }
}
