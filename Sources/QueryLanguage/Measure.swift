/// A number that is counted, drawn and charged for each cell. Measures are made of parts; two measures that share a
/// part share its value and its price.
package enum MeasurePart: Sendable, Hashable {
    /// Distinct units in the cell for which the predicate holds. One unit adds at most 1.
    case units(Predicate)
    /// Distinct units for which both predicates hold: the numerator of a proportion. It is a part of its own because
    /// its status also needs the complement, the units of `among` for which `predicate` fails. One unit adds at most 1.
    case share(Predicate, among: Predicate)
    /// Selected rows in the cell, at most `perCell` (B) for each unit.
    case events(RowSelection, perCell: Int)
    /// Distinct units with at least one selected row in the cell. One unit adds at most 1.
    case unitsWithEvents(RowSelection)

    /// B: the most that one unit can add to one cell.
    package var bound: Int {
        switch self {
        case .units, .share, .unitsWithEvents: 1
        case .events(_, let perCell): perCell
        }
    }
}

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
}

/// A count inside a ratio: the part, and the part that counts the units behind it (itself for units).
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
    /// What the denominator counts. Proportions and ratios only.
    package let ofLabel: String?
}
