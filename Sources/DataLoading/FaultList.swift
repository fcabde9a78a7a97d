/// Values of one column that do not fit.
package struct LoadFault: Sendable, Hashable {
    package let heading: String
    package let problem: LoadProblem
    package fileprivate(set) var count: Int
    /// The first rows where it happens; the headings are row 1.
    package fileprivate(set) var firstRows: [Int]
}

/// How a value can fail to fit.
package enum LoadProblem: String, Sendable, Hashable {
    case notDeclared, badIdentifier, repeatedUnit, tooManyOnOneTarget

    /// In plain words, with the remedy.
    var words: String {
        switch self {
        case .notDeclared: "not a declared value; correct the file, or declare the code or the spelling of missing"
        case .badIdentifier: "not an identifier of the declared form"
        case .repeatedUnit: "a unit has a second row, and the dataset is declared with one row for each"
        case .tooManyOnOneTarget: "more rows point at one unit than the declaration's `maximumPerTarget`"
        }
    }
}

/// What does not fit, by column and problem, in the order of first appearance.
struct FaultList: Sendable, Hashable {
    private(set) var faults: [LoadFault] = []

    private static let rowsNamed = 5

    mutating func record(_ problem: LoadProblem, heading: String, row: Int) {
        add(LoadFault(heading: heading, problem: problem, count: 1, firstRows: [row]))
    }

    /// Adds what was found in rows behind those of this list.
    mutating func merge(_ later: FaultList) {
        for fault in later.faults { add(fault) }
    }

    private mutating func add(_ fault: LoadFault) {
        guard let index = faults.firstIndex(where: { $0.heading == fault.heading && $0.problem == fault.problem })
        else { return faults.append(fault) }
        faults[index].count += fault.count
        let space = Self.rowsNamed - faults[index].firstRows.count
        faults[index].firstRows += fault.firstRows.prefix(space)
    }
}
