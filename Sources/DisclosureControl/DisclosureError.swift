package import Catalogue
package import DifferentialPrivacy
package import JSON

/// Why an answer cannot be protected. None of these tells a value from the data; the log may name them all.
package enum DisclosureError: Error, Hashable {
    /// The profile is wrong at a place, or below a compiled floor.
    case profile(JSONError)
    /// A profile protects datasets, and the rules of dominance that the site keeps to itself were not given.
    case unruled(String)
    /// The site's private file is wrong at a place, or its rules are weaker than the compiled floors.
    case dominance(JSONError)
    /// The authorisation asks for a profile of another name.
    case otherProfile(String)
    /// The data that the query needs are not among the snapshots that were given.
    case unknownSnapshot(DatasetID)
    /// Bounds, noise or table are larger than exact arithmetic holds, or than the static limits let through.
    case outOfBounds
    /// A query counts events without the units behind them, or a proportion without its denominator.
    case ungoverned
    /// A release key cannot be written down.
    case unwritable(JSONError)
    /// The engine's table has another shape than the plan, or numbers that cannot be.
    case unfitTable
    /// A stored draw is missing or does not fit the plan.
    case unfitDraw
    /// A price cannot be kept as an exact fraction.
    case accounting(AccountingError)

    /// A stable code for clients and logs, never reused or renumbered.
    package var code: String {
        switch self {
        case .profile: "SH-P101"
        case .unruled: "SH-P102"
        case .dominance: "SH-P103"
        case .otherProfile: "SH-P201"
        case .unknownSnapshot: "SH-P202"
        case .outOfBounds: "SH-P203"
        case .ungoverned: "SH-P204"
        case .unwritable: "SH-P205"
        case .unfitTable: "SH-P301"
        case .unfitDraw: "SH-P302"
        case .accounting: "SH-P303"
        }
    }

    /// What is wrong, in plain words: lower case, no full stop.
    package var message: String {
        switch self {
        case .profile(let error), .dominance(let error):
            error.pointer.isEmpty ? error.message : "\(error.pointer): \(error.message)"
        case .unruled(let name):
            "the profile `\(name)` protects datasets, and the site's private rules of dominance were not given"
        case .otherProfile(let name): "the authorisation names the profile `\(name)`, which is not in force here"
        case .unknownSnapshot(let dataset): "no snapshot of `\(dataset)` was given"
        case .outOfBounds: "the table or its bounds are too large"
        case .ungoverned: "a number has no count of units that governs it"
        case .unwritable(let error): "the release key cannot be written: \(error.message)"
        case .unfitTable: "the engine's table does not fit the plan"
        case .unfitDraw: "a stored draw is missing or does not fit the plan"
        case .accounting(let error): error.message
        }
    }
}
