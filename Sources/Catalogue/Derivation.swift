package import JSON

/// How a derived variable gets its values: conditions in order, of which the first that holds decides.
package struct Derivation: Sendable, Hashable {
    /// A made-up unit, and the value that it must have.
    package struct Example: Sendable, Hashable {
        /// What it shows, in words.
        package let says: String
        /// Its rows by dataset: codes of stored variables, such as `_notStated`, or what a file may hold. Of a dataset of
        /// another unit, the rows of those that are linked to it.
        package let rows: [DatasetID: [[String: String]]]
        /// An index into the variable's categories.
        package let value: Int
    }

    /// For each category but the last, a condition in the words of the query language, over the unit of the dataset that
    /// the variable belongs to. Where none holds the value is the last.
    package let conditions: [JSONValue]
    package let examples: [Example]
}

extension Variable {
    /// The definition of a derived variable; nil for any other.
    package var derivation: Derivation? {
        if case .derived(let derivation) = source { derivation } else { nil }
    }
}
