package import JSON

/// Why a declaration is not a dataset, or why datasets do not make a catalogue.
///
/// Declarations are public metadata, so a message may name what they hold.
package enum CatalogueError: Error, Hashable {
    /// The declaration is at fault, at a place.
    case declaration(JSONError)
    /// Two datasets have one name.
    case repeatedDataset(DatasetID)
    /// A link leads to a dataset that is not declared, or whose units may have many rows.
    case linkLeadsNowhere(DatasetID, role: String)
    /// Two datasets say that they are the population of one unit.
    case twoRegisters(StatisticalUnit)
    /// A consent points at a variable or a dataset that is not there, or at codes that its variable does not have.
    case consentNowhere(DatasetID, variable: VariableName)
    /// A reference is at fault, at a place.
    case reference(JSONError)
    /// Two references have one name and version.
    case repeatedReference(ReferenceID)
    /// The definition of a derived variable is at fault, at a place.
    case definition(JSONError)
    /// Two definitions have one name and version.
    case repeatedDefinition(VariableName)
    /// A grouping names a look-up that is not loaded, or groups otherwise than it does.
    case otherwiseThanLookup(VariableName, lookup: ReferenceID)

    /// A stable code for clients and logs, never reused or renumbered.
    package var code: String {
        switch self {
        case .declaration: "SH-C101"
        case .repeatedDataset: "SH-C102"
        case .linkLeadsNowhere: "SH-C103"
        case .twoRegisters: "SH-C104"
        case .consentNowhere: "SH-C105"
        case .reference: "SH-C106"
        case .repeatedReference: "SH-C107"
        case .definition: "SH-C108"
        case .repeatedDefinition: "SH-C109"
        case .otherwiseThanLookup: "SH-C110"
        }
    }

    /// What is wrong, in plain words: lower case, no full stop.
    package var message: String {
        switch self {
        case .declaration(let error): error.pointer.isEmpty ? error.message : "\(error.pointer): \(error.message)"
        case .consentNowhere(let id, let variable):
            "a consent of `\(id)` must name a stored variable with one row for each unit, its codes, and declared "
                + "datasets; `\(variable)` does not do"
        case .reference(let error), .definition(let error):
            error.pointer.isEmpty ? error.message : "\(error.pointer): \(error.message)"
        case .repeatedReference(let id): "`\(id)` stands for something else already"
        case .repeatedDefinition(let name): "the derived variable `\(name)` is defined twice, and not alike"
        case .otherwiseThanLookup(let variable, let id):
            "`\(variable)` has a grouping by the look-up `\(id)`, which is not loaded or groups otherwise"
        case .repeatedDataset(let id): "`\(id)` is declared twice"
        case .linkLeadsNowhere(let id, let role):
            "the link `\(role)` of `\(id)` must lead to a declared dataset with one row for each unit"
        case .twoRegisters(let unit): "more than one dataset is the register of \(unit.rawValue)s"
        }
    }
}
