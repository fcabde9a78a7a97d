import JSON

/// Why a policy set cannot be used: the file, the clause where there is one, the place, and the problem.
package enum PolicyError: Error, Hashable {
    /// A file does not read.
    case unreadable(file: String, clause: String?, pointer: String, problem: String)
    /// A file that every policy set has is missing.
    case missing(file: String)
    /// A file of no known kind stands among the policies.
    case unexpected(file: String)
    /// Two clauses have one id.
    case duplicate(clause: String, file: String)

    /// A stable code for the operator, never reused or renumbered.
    package var code: String {
        switch self {
        case .unreadable: "SH-G301"
        case .missing: "SH-G302"
        case .unexpected: "SH-G303"
        case .duplicate: "SH-G304"
        }
    }

    /// One line for the operator: file, clause, place, problem.
    package var message: String {
        switch self {
        case .unreadable(let file, let clause, let pointer, let problem):
            "\(file): " + (clause.map { "clause \($0): " } ?? "") + "at `\(pointer)`: \(problem)"
        case .missing(let file): "\(file): this file is missing"
        case .unexpected(let file): "\(file): no policy file has this name"
        case .duplicate(let clause, let file): "\(file): clause \(clause) stands twice in the policy set"
        }
    }

    init(file: String, clause: String?, _ error: JSONError) {
        self = .unreadable(file: file, clause: clause, pointer: error.pointer, problem: error.message)
    }
}
