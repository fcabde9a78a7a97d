package import JSON

/// Why a query could not be read, and what to change.
///
/// It tells of the query and of the public catalogue only: never a value that was sent, never anything from data.
package struct QueryError: Error, Hashable {
    /// The place in the query (RFC 6901); "" is the whole.
    package let pointer: String
    package let problem: QueryProblem

    init(_ pointer: String, _ problem: QueryProblem) {
        self.pointer = pointer
        self.problem = problem
    }

    init(_ error: JSONError) { self.init(error.pointer, .malformed(error)) }

    package var code: String { problem.code }
    /// What is wrong: lower case, no full stop.
    package var message: String { problem.message }
    /// What would make it right: lower case, no full stop.
    package var change: String { problem.change }
}

/// What may be wrong with a query.
package enum QueryProblem: Sendable, Hashable {
    case malformed(JSONError)
    case unknownDataset(nearest: [String])
    case unknownVariable(nearest: [String])
    case unknownCode(variable: String, nearest: [String])
    case offGrouping(variable: String, declared: [String], nearest: [String])
    case unknownGrouping(variable: String, declared: [String])
    case noLink(from: String, to: String)
    case severalLinks(roles: [String])
    case duringMissing(dataset: String)
    case noDates(dataset: String)
    case atMissing(variable: String)
    case atWithoutAge(variable: String)
    case emptySet
    case selectsNobody
    case tooManyDimensions(limit: Int)
    case repeatedDimension(variable: String)
    case severalRowSelections
    case tooManyCells(limit: Int)
    case tooComplex
    case notOffered(String)
    case manyRows(dataset: String)
    case oneRow(dataset: String)
    case otherRelease(dataset: String, asOf: String)
    case noRegister(unit: String)
    case missingUndecided
    case outsideRow(dataset: String)
    case eventsOutsideRows(dataset: String)
    case notANumber(variable: String)
    case missingNumberUndecided
    case tooLarge
    case noPresence(dataset: String)
    case windowMissing
    case ofWholeUnits(what: String)
    case unknownReference(nearest: [String])
    case referenceLacks(variable: String)
    case noSuchMeasure(counts: [String])
    case noTimeDimension(times: [String])
    case consentOfOthers(dataset: String)
    /// The definition of a derived variable does not fit the catalogue: the place in it, and what is wrong there.
    case definitionUnfit(variable: String, at: String, String)
    case mixedVintages(variable: String, vintage: String, other: String, lookups: [String])
}

extension QueryProblem {
    /// A stable code for clients and logs, never reused or renumbered.
    package var code: String {
        switch self {
        case .malformed: "SH-Q101"
        case .unknownDataset: "SH-Q102"
        case .unknownVariable: "SH-Q103"
        case .unknownCode: "SH-Q104"
        case .offGrouping: "SH-Q105"
        case .unknownGrouping: "SH-Q106"
        case .noLink: "SH-Q107"
        case .severalLinks: "SH-Q108"
        case .duringMissing: "SH-Q109"
        case .noDates: "SH-Q110"
        case .atMissing: "SH-Q111"
        case .atWithoutAge: "SH-Q112"
        case .emptySet: "SH-Q113"
        case .selectsNobody: "SH-Q114"
        case .tooManyDimensions: "SH-Q115"
        case .repeatedDimension: "SH-Q116"
        case .severalRowSelections: "SH-Q117"
        case .tooManyCells: "SH-Q118"
        case .tooComplex: "SH-Q119"
        case .notOffered: "SH-Q120"
        case .manyRows: "SH-Q121"
        case .oneRow: "SH-Q122"
        case .otherRelease: "SH-Q123"
        case .noRegister: "SH-Q124"
        case .missingUndecided: "SH-Q125"
        case .outsideRow: "SH-Q126"
        case .eventsOutsideRows: "SH-Q127"
        case .notANumber: "SH-Q128"
        case .missingNumberUndecided: "SH-Q129"
        case .tooLarge: "SH-Q130"
        case .noPresence: "SH-Q131"
        case .windowMissing: "SH-Q132"
        case .ofWholeUnits: "SH-Q133"
        case .unknownReference: "SH-Q134"
        case .referenceLacks: "SH-Q135"
        case .noSuchMeasure: "SH-Q136"
        case .noTimeDimension: "SH-Q137"
        case .consentOfOthers: "SH-Q138"
        case .definitionUnfit: "SH-Q139"
        case .mixedVintages: "SH-Q140"
        }
    }
}
