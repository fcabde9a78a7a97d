import Testing

/// A place that breaks a rule, and what to do about it.
struct Finding: CustomStringConvertible, Equatable {
    let path: String
    var line: Int?
    let says: String

    var description: String { line.map { "\(path):\($0): \(says)" } ?? "\(path): \(says)" }
}

/// One rule of the house: a sentence that is true of the tree, and the search for places where it is not.
struct Rule: CustomTestStringConvertible, Sendable {
    let sentence: String
    let findings: @Sendable (House) -> [Finding]

    var testDescription: String { sentence }

    static let all = importRules + wordRules + sizeRules + errorCodeRules + messageRules + treeRules
}
