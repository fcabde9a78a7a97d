package import Catalogue

/// A column and the way to it from the unit that the query counts: a stored one, or one that is worked out from others.
package struct Column: Sendable, Hashable {
    /// The link to follow from the unit's register, such as `household`; nil where the column's dataset has the same
    /// unit as the query, and in predicates over the rows of one dataset.
    package let role: String?
    package let dataset: DatasetID
    /// The name of a stored variable: views and ages are resolved to what they look at. Or that of a derived one.
    package let name: String
    /// Of a derived variable: for each of its values but the last, the condition on a unit of the dataset that stands for
    /// it. No two of them hold together; where none does the code is that of the last value, and of a unit without a row
    /// in the dataset it is *no row*. Nil for a stored variable.
    package let values: [Predicate]?

    package init(role: String?, dataset: DatasetID, name: String) {
        self.init(role: role, dataset: dataset, name: name, values: nil)
    }

    /// The same column, as its own units see it.
    package var own: Column { Column(role: nil, dataset: dataset, name: name, values: values) }

    init(role: String?, dataset: DatasetID, name: String, values: [Predicate]?) {
        self.role = role
        self.dataset = dataset
        self.name = name
        self.values = values
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
