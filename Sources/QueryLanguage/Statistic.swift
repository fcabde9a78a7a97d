package import Catalogue
package import JSON

/// What is made of parts beyond counts and their ratios. Numbers are indices into `ResolvedQuery.parts`.
package enum Statistic: Sendable, Hashable {
    /// A sum, and the units behind it.
    case sum(Counted, missing: Counted?)
    /// about + sum ∕ max(1, count).
    case mean(Moments)
    /// squares ∕ count − (sum ∕ count)², with the squares and the sum about one middle.
    case variance(Moments, squares: Int)
    /// Quantiles of values, by a histogram whose entries all count units or rows; `units` governs.
    case quantiles(Quantiles)
    /// Person-years: months ∕ 12.
    case personYears(Counted)
    /// One count for each `per` years of person-time (months ∕ 12).
    case rate(of: Counted, months: Counted, per: Int)
    /// One count for each `per` of a public number.
    case ofReference(Counted, to: ReferenceUse, per: Int)
    /// A count, with the strata of the units behind it set to a standard.
    case standardised(Standardised)
    /// The mean of a count over this cell and those before it along a time dimension: made of what is released.
    case movingMean(MovingMean)

    /// What it is called, in one word or two.
    package var word: String {
        switch self {
        case .sum: "sum"
        case .mean: "mean"
        case .variance: "variance"
        case .quantiles: "quantiles"
        case .personYears: "person-years"
        case .rate: "rate"
        case .ofReference: "ratio to a reference"
        case .standardised: "standardised"
        case .movingMean: "moving mean"
        }
    }
}

/// The parts of a mean.
package struct Moments: Sendable, Hashable {
    /// The part that adds up (value − about).
    package let sum: Int
    /// What is averaged over: units, or rows with the units behind them.
    package let count: Counted
    package let about: Int
    /// The rows or units without a value, where the asker wants them in a row of their own.
    package let missing: Counted?
}

/// Where a histogram is to be cut.
package struct Quantiles: Sendable, Hashable {
    /// The divided part, of units or of events.
    package let histogram: Int
    /// What the histogram divides.
    package let count: Counted
    /// In thousandths, rising, each 1 to 999.
    package let thousandths: [Int]
    package let missing: Counted?
}

/// A count that is compared as if every cell had the same make-up.
package struct Standardised: Sendable, Hashable {
    package enum Standard: Sendable, Hashable {
        /// Indirect: the rates of all counted units together, from the grand total's entries of `strataOf` and
        /// `strataTo`. Expected = Σ over strata of rate × the cell's `strataTo`.
        case population(strataOf: Int, strataTo: Int)
        /// Direct: public weights, one for each stratum, not all 0. Σ weight × strataOf ∕ strataTo ∕ Σ weight.
        case weights(ReferenceUse, [Int], strataOf: Int, strataTo: Int)
    }

    /// What is observed.
    package let of: Counted
    /// What it is observed among: units, or months of person-time.
    package let to: Counted
    package let standard: Standard
    /// Direct: for each how many of the denominator; indirect: always 1, a ratio of observed to expected.
    package let per: Int
}

/// A moving mean of another measure of the same query.
package struct MovingMean: Sendable, Hashable {
    /// An index into `ResolvedQuery.measures`, of a count or a sum.
    package let measure: Int
    /// An index into `ResolvedQuery.dimensions`, of months, days or groups of them.
    package let dimension: Int
    /// How many cells are averaged, this one the last: 2 to 60. Cells with fewer before them have no mean.
    package let width: Int
}

/// Public numbers from the catalogue, for the cells of a query.
package struct ReferenceUse: Sendable, Hashable {
    package let reference: ReferenceID
    /// The part of the reference that is meant, in canonical form; true where it is all of it.
    package let restriction: JSONValue
    /// For each of the query's tabulated marginals, the number of each cell; nil where the reference has none.
    package let numbers: [[Int?]]
}
