package import Catalogue

/// A stored column and the way to it from the unit that the query counts.
package struct Column: Sendable, Hashable {
    /// The link to follow from the unit's register, such as `household`; nil where the column's dataset has the same
    /// unit as the query, and in predicates over the rows of one dataset.
    package let role: String?
    package let dataset: DatasetID
    /// The name of a stored variable: views and ages are resolved to what they look at.
    package let name: String

    package init(role: String?, dataset: DatasetID, name: String) {
        self.role = role
        self.dataset = dataset
        self.name = name
    }
}

/// A condition on a unit, or on a row, in the form that engines run: no negation, no names, no text from the asker.
///
/// A negation is pushed inwards when a query is resolved: the complement of a set is a set, and the complement of a
/// range of counts is one or two ranges.
package indirect enum Predicate: Sendable, Hashable {
    case everyone
    case nobody
    /// The column code is in the set.
    case column(Column, CodeSet)
    /// How many selected rows the unit has lies in a range.
    case events(EventTest)
    case all([Predicate])
    case any([Predicate])
}

/// Rows of a dataset that belong to a unit.
package struct RowSelection: Sendable, Hashable {
    package let dataset: DatasetID
    /// The link that leads from the dataset's own unit to the unit of the query, such as `household` where persons'
    /// rows are counted for households; nil where the two units are the same.
    package let via: String?
    /// A predicate over the row's own columns: `column` with no role, `all`, `any`, `everyone`, `nobody`.
    /// What the query said under `where` and `during` is in here.
    package let rows: Predicate

    package init(dataset: DatasetID, via: String?, rows: Predicate) {
        self.dataset = dataset
        self.via = via
        self.rows = rows
    }
}

/// Holds for a unit whose number of selected rows is at least `atLeast` and, where given, at most `atMost`.
package struct EventTest: Sendable, Hashable {
    package let selection: RowSelection
    package let atLeast: Int
    package let atMost: Int?

    package init(selection: RowSelection, atLeast: Int, atMost: Int?) {
        self.selection = selection
        self.atLeast = atLeast
        self.atMost = atMost
    }
}
