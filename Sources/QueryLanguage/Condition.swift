import Catalogue

/// What one test of a condition looks at.
enum TestSubject: Sendable, Hashable {
    /// A stored column; `canLackRow` says whether the code *no row* can occur at all.
    case column(Column, canLackRow: Bool)
    /// The number of a unit's selected rows.
    case rows(RowSelection)
}

/// A condition as it was asked: names are resolved, the form is still the asker's.
indirect enum Condition: Sendable, Hashable {
    case constant(Bool)
    case test(TestSubject, ValueSet)
    case all([Condition])
    case any([Condition])

    var negated: Condition {
        switch self {
        case .constant(let value): .constant(!value)
        case .test(let subject, let set): .test(subject, set.complement)
        case .all(let children): .any(children.map(\.negated))
        case .any(let children): .all(children.map(\.negated))
        }
    }

    /// Everything it looks at.
    var subjects: [TestSubject: ValueSet] {
        var found: [TestSubject: ValueSet] = [:]
        collect(into: &found)
        return found
    }

    private func collect(into found: inout [TestSubject: ValueSet]) {
        switch self {
        case .constant: break
        case .test(let subject, let set): found[subject] = set.whole
        case .all(let children), .any(let children):
            for child in children { child.collect(into: &found) }
        }
    }
}
