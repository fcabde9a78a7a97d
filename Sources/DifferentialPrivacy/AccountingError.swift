/// What exact accounting cannot express. Budgets are refused then, never rounded.
package enum AccountingError: Error, Hashable {
    /// A numerator or denominator would exceed 2^63 − 1.
    case overflow
    /// A difference would be negative.
    case negative
    /// A parameter lies outside the range that its function states.
    case outOfRange

    /// A stable code for clients and logs, never reused or renumbered.
    package var code: String {
        switch self {
        case .overflow: "SH-N101"
        case .negative: "SH-N102"
        case .outOfRange: "SH-N103"
        }
    }

    package var message: String {
        switch self {
        case .overflow: "the exact fraction has become too long to be kept"
        case .negative: "more would be taken than there is"
        case .outOfRange: "a parameter of the privacy accounting lies outside its range"
        }
    }
}
