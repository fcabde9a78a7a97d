import Catalogue

/// A variable that a query names, and where its values are stored.
struct VariableReference {
    let name: VariableName
    let dataset: Dataset
    /// As the asker named it: a view or an age has groupings of its own.
    let variable: Variable
    let column: Column
    /// Whether a unit may have no row in the column's dataset.
    let canLackRow: Bool
    /// The month that an age is counted at.
    let at: Month?
    /// For each code of the stored column, the code of the variable as asked. The two differ for ages only.
    let codeOf: [Int]
    /// Of a derived variable of the counted units themselves, what each of its values means; nil for any other. So it
    /// makes no difference to a condition whether it names the variable or says what it means.
    var meaning: [Condition]?

    /// The variable's value is in the set: a table over its own codes, and whether *no row* belongs to it.
    func test(_ contains: [Bool], noRow: Bool) -> Condition {
        if let meaning { return .any(zip(meaning, contains).filter(\.1).map(\.0)) }
        let stored = codeOf.map { contains[$0] }
        return .test(.column(column, canLackRow: canLackRow), .codes(canLackRow ? stored + [noRow] : stored))
    }

    /// The variable has no value, in any way. Nil where that cannot be.
    var isMissing: Condition? {
        guard !variable.domain.missing.isEmpty || canLackRow else { return nil }
        let categories = variable.domain.categories.count
        return test((0..<variable.domain.size).map { $0 >= categories }, noRow: true)
    }

    /// The title, and the month of an age.
    var words: String { variable.words + (at.map { " at \($0)" } ?? "") }
}
