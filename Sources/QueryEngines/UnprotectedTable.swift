/// The exact numbers of one entry of a part: of a cell, or of a group within a cell where the part is divided. Never
/// shown, never stored, never logged.
package struct ExactCell: Sendable, Hashable {
    /// The part's number after contribution bounding: units, events clamped at B for each unit, months, or a sum.
    package let value: Int
    /// Distinct units behind the number (n of the floor): those that hold a counted row, month or value, also where
    /// what they add is 0.
    package let units: Int
    /// Distinct persons behind those units: the units themselves for persons, the members for households.
    package let persons: Int
    /// For a `share`: distinct units in the complement, and the persons behind them. Nil for other parts.
    package let complement: Complement?
    /// The two units that add most to the number.
    package let top: TopTwo
    /// Where the plan counts what stands behind its links: the distinct units that they lead to, such as households. Nil
    /// for other plans, and for divided parts, whose entries are never shown.
    package let linked: Linked?

    /// Distinct units that links lead to from the units behind a number, and from those of the complement (0 where there
    /// is none), each at most `most`: the fewest of all links. Who is linked to nobody stands for one.
    package struct Linked: Sendable, Hashable {
        package let units: Int
        package let complement: Int

        /// Larger floors than this are reached by no number.
        package static let most = 100

        package init(units: Int, complement: Int) {
            self.units = units
            self.complement = complement
        }
    }

    /// The units of `among` that the share leaves out.
    package struct Complement: Sendable, Hashable {
        package let units: Int
        package let persons: Int

        package init(units: Int, persons: Int) {
            self.units = units
            self.persons = persons
        }
    }

    /// The two largest contributions of single units, after bounding, as magnitudes: x₁ ≥ x₂ ≥ 0, 0 where there is none.
    package struct TopTwo: Sendable, Hashable {
        package let first: Int
        package let second: Int

        package init(first: Int, second: Int) {
            self.first = first
            self.second = second
        }

        /// Nobody.
        package static let none = TopTwo(first: 0, second: 0)
    }

    package init(value: Int, units: Int, persons: Int, complement: Complement?, top: TopTwo, linked: Linked? = nil) {
        self.value = value
        self.units = units
        self.persons = persons
        self.complement = complement
        self.top = top
        self.linked = linked
    }
}

/// What an engine found: exact, and not fit to leave.
///
/// It cannot be copied, printed or encoded, and it is used up by the one call that reads it, so that no table is
/// protected twice (two drawings of noise for one table would average).
package struct UnprotectedTable: ~Copyable, Sendable {
    /// `[marginal][part][entry]`, in the order of the plan's `marginals` and `parts`; entry = cell ×
    /// `entriesPerCell` + group, so that it is the cell itself where the part is not divided.
    private let cells: [[[ExactCell]]]
    /// For plans that list units: `[part][entry of the first marginal]`.
    private let units: [[[UInt32]]]?

    /// Hands over an engine's finding. Every entry of every marginal must be there, empty ones included.
    ///
    /// - Parameter units: for a plan that lists units, those behind each entry of the first marginal, rising.
    package init(cells: [[[ExactCell]]], units: [[[UInt32]]]? = nil) {
        self.cells = cells
        self.units = units
    }

    /// Lends the numbers to the one reader there is, DisclosureControl, and is gone afterwards.
    package consuming func withCells<Result, Failure: Error>(
        _ body: ([[[ExactCell]]]) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(cells)
    }
}

extension UnprotectedTable {
    /// The same, with the units behind the cells of the first marginal: `[part][entry]`, rising. Nil where the plan did
    /// not list them.
    package consuming func withCells<Result, Failure: Error>(
        _ body: ([[[ExactCell]]], [[[UInt32]]]?) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(cells, units)
    }
}
