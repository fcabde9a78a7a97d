/// How a measure is made of its parts. Numbers are indices into `ResolvedQuery.parts`.
package enum MeasureKind: Sendable, Hashable {
    /// A count of units.
    case units(Int)
    /// A count of events, and the part that counts the units behind them and governs its status.
    case events(Int, units: Int)
    /// Units with a property among units. `missing` counts those whose value is not there, where the asker wants them
    /// in a row of their own.
    case proportion(numerator: Int, denominator: Int, missing: Int?)
    /// One count for each `per` of another.
    case ratio(of: Counted, to: Counted, per: Int)
    /// Anything beyond counts and their ratios.
    case statistic(Statistic)
}

/// A count inside a measure: the part, and the part that counts the units behind it (itself for units).
package struct Counted: Sendable, Hashable {
    package let part: Int
    package let units: Int

    package init(part: Int, units: Int) {
        self.part = part
        self.units = units
    }
}

/// A named measure of a query.
package struct Measure: Sendable, Hashable {
    package let name: String
    package let kind: MeasureKind
    /// What is counted, such as `person` or `care_event`.
    package let unitLabel: String
    /// What the denominator counts. Proportions, ratios and means.
    package let ofLabel: String?
}
