package import Catalogue

/// A number that is counted, drawn and charged for each cell. Measures are made of parts; two measures that share a
/// part share its value and its price.
package indirect enum MeasurePart: Sendable, Hashable {
    /// Distinct units in the cell for which the predicate holds. One unit adds at most 1.
    case units(Predicate)
    /// Distinct units for which both predicates hold: the numerator of a proportion. It is a part of its own because
    /// its status also needs the complement, the units of `among` for which `predicate` fails. One unit adds at most 1.
    case share(Predicate, among: Predicate)
    /// Selected rows in the cell, at most `perCell` (B) for each unit.
    case events(RowSelection, perCell: Int)
    /// Distinct units with at least one selected row in the cell. One unit adds at most 1.
    case unitsWithEvents(RowSelection)
    /// The sum of a quantity over what is selected. Of units: each adds its number. Of rows: a unit with k selected
    /// rows in the cell adds the sum of their numbers; where k is more than `perCell` (B), it counts as B rows of its
    /// own average: B × sum ∕ k, cut towards zero.
    case sum(Quantity, over: Selected)
    /// Whole months in which units are present, within a window.
    case months(Presence)
    /// Distinct units that are present in at least one month of the window. One unit adds at most 1.
    case unitsPresent(Presence)
    /// Another part, one entry for each group of a division within each cell: entry = cell × groups + group. The part
    /// is of units, events, units with events, months or units present; only `values` of rows put a unit into several
    /// groups.
    case divided(MeasurePart, by: Division)

    /// B: the most that one unit can change one entry, up or down.
    package var bound: Int {
        switch self {
        case .units, .share, .unitsWithEvents, .unitsPresent: 1
        case .events(_, let perCell): perCell
        // Both are at most 10⁹ and 10⁹: the resolver sees to it.
        case .sum(let quantity, .units): quantity.magnitude
        case .sum(let quantity, .rows(_, let perCell)): quantity.magnitude * perCell
        case .months(let presence): presence.length
        case .divided(let part, _): part.bound
        }
    }

    /// How many entries it has in each cell.
    package var entriesPerCell: Int {
        if case .divided(_, let division) = self { division.groupCount } else { 1 }
    }
}

/// What a sum goes over.
package enum Selected: Sendable, Hashable {
    /// Units for which the predicate holds. All of them have a value.
    case units(Predicate)
    /// Selected rows, at most `perCell` (B) for each unit and cell. All of them have a value.
    case rows(RowSelection, perCell: Int)
}

/// A whole number made of the codes of a column: (clamp(value) − about) to the first or second power.
package struct Quantity: Sendable, Hashable {
    /// The variable as the asker named it: an integer, or an age.
    package let name: VariableName
    /// The month that an age is counted at. Ages only.
    package let at: Month?
    /// The stored column: of the unit, or, in a sum over rows, of the row.
    package let column: Column
    /// Values below and above count as these.
    package let clamp: ClosedRange<Int>
    /// What is taken from each value: 0 for a plain sum, the middle of the clamp for means and variances.
    package let about: Int
    /// 1, or 2 for squares.
    package let power: Int
    /// What each column code adds; the last code is *no row*. 0 for codes without a value, which are never selected.
    package let numbers: [Int]
    /// The largest magnitude that a number can have, at least 1.
    package let magnitude: Int
}

/// When a unit is present: it came in its entry month or before, and leaves in its exit month. It counts in its entry
/// month and no longer in its exit month. No entry means *since ever*, no exit *still there*.
package struct Presence: Sendable, Hashable {
    /// Month columns of the register of the counted units; nil where none is declared.
    package let entry: Column?
    package let exit: Column?
    /// The first and last month of the window.
    package let window: ClosedRange<Month>
    /// For each column code of `entry`, how many months of the window lie before the unit came: 0 to `length`.
    package let before: [Int]
    /// For each column code of `exit`, how many months of the window lie before the unit left: 0 to `length`.
    package let until: [Int]

    /// The months of the window, 1 or more.
    package var length: Int { window.upperBound.number - window.lowerBound.number + 1 }

    /// How many months of the window a unit with these column codes is present: `until − before`, at least 0.
    package func months(entryCode: Int?, exitCode: Int?) -> Int {
        max(0, (exitCode.map { until[$0] } ?? length) - (entryCode.map { before[$0] } ?? 0))
    }
}

/// How a part is divided within each cell.
package enum Division: Sendable, Hashable {
    /// By dimensions of the unit, which the table does not show: the groups of all of them, the last turning fastest.
    /// A unit without a group in one of them is left out.
    case strata([Dimension])
    /// By the groups of an integer's values.
    case values(ValueBins)

    package var groupCount: Int {
        switch self {
        case .strata(let dimensions): dimensions.reduce(1) { $0 * $1.groups.count }
        case .values(let bins): bins.groups.count
        }
    }
}

/// The bins of a histogram: a declared grouping of an integer or an age.
package struct ValueBins: Sendable, Hashable {
    package let name: VariableName
    package let at: Month?
    /// The stored column: of the unit, or, where rows are divided, of the row.
    package let column: Column
    /// In rising order.
    package let groups: [Category]
    /// The least and the greatest value of each group.
    package let ranges: [ClosedRange<Int>]
    /// The group of each column code; nil for codes without a value.
    package let groupOf: [Int?]
    /// C: of rows, in how many (cell, bin) entries of one marginal one unit may count; 1 of units. Within the cells in
    /// which a unit counts, the entries with the lowest hashes stand (`ContributionBounding`).
    package let entriesPerUnit: Int
}
