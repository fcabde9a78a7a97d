/// The exact numbers of one part in one cell. Never shown, never stored, never logged.
package struct ExactCell: Sendable {
    /// The part's number after contribution bounding: units, or events clamped at B for each unit.
    package let value: Int
    /// Distinct units behind the number (n of the floor).
    package let units: Int
    /// Distinct persons behind those units: the units themselves for persons, the members for households.
    package let persons: Int
    /// For a `share`: distinct units in the complement, and the persons behind them. Nil for other parts.
    package let complement: Complement?

    /// The units of `among` that the share leaves out.
    package struct Complement: Sendable {
        package let units: Int
        package let persons: Int

        package init(units: Int, persons: Int) {
            self.units = units
            self.persons = persons
        }
    }

    package init(value: Int, units: Int, persons: Int, complement: Complement?) {
        self.value = value
        self.units = units
        self.persons = persons
        self.complement = complement
    }
}

/// What an engine found: exact, and not fit to leave.
///
/// It cannot be copied, printed or encoded, and it is used up by the one call that reads it, so that no table is
/// protected twice (two drawings of noise for one table would average).
package struct UnprotectedTable: ~Copyable, Sendable {
    /// `[marginal][part][cell]`, in the order of the query's `marginals`, `parts`, and the marginal's cells.
    private let cells: [[[ExactCell]]]

    /// Hands over an engine's finding. Every cell of every marginal must be there, empty ones included.
    package init(cells: [[[ExactCell]]]) { self.cells = cells }

    /// Lends the numbers to the one reader there is, DisclosureControl, and is gone afterwards.
    package consuming func withCells<Result, Failure: Error>(
        _ body: ([[[ExactCell]]]) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(cells)
    }
}
