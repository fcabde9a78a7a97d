import Catalogue

extension DecisionDiagram {
    /// The most tests that a written-out predicate may have.
    static let maximumTests = 300

    /// Writes the diagram out as a predicate for engines, always the same way. Nil where it would be too long.
    func predicate() -> Predicate? {
        var tests = 0
        return predicate(root, &tests)
    }

    private func predicate(_ id: NodeID, _ tests: inout Int) -> Predicate? {
        guard id > 1 else { return id == 1 ? .everyone : .nobody }
        let node = node(id)
        let branches = node.branches.filter { $0.child != 0 }.sorted { $0.set.least < $1.set.least }
        tests += branches.count
        guard tests <= Self.maximumTests else { return nil }
        // Yes for these values, otherwise it depends: "these values, or what it depends on".
        if let yes = branches.first(where: { $0.child == 1 }), branches.count == 2,
            let other = branches.first(where: { $0.child != 1 }), yes.set.complement == other.set
        {
            guard let rest = predicate(other.child, &tests) else { return nil }
            return .either([test(node.level, yes.set), rest])
        }
        var ways: [Predicate] = []
        for branch in branches {
            guard let rest = predicate(branch.child, &tests) else { return nil }
            ways.append(.both([test(node.level, branch.set), rest]))
        }
        return .either(ways)
    }

    private func test(_ level: Int, _ set: ValueSet) -> Predicate {
        switch (subjects[level], set) {
        case (.column(let column, let canLackRow), .codes(let table)):
            .column(column, CodeSet(contains: canLackRow ? table : table + [false]))
        case (.rows(let selection), .counts(let ranges)):
            .either(
                ranges.map { range in
                    let atMost = range.upperBound == ValueSet.endless ? nil : range.upperBound
                    return .events(EventTest(selection: selection, atLeast: range.lowerBound, atMost: atMost))
                })
        case (.column, .counts), (.rows, .codes): preconditionFailure("each test has one kind of set")
        }
    }
}

extension Predicate {
    /// All of these, without needless nesting.
    static func both(_ predicates: [Predicate]) -> Predicate {
        let parts = predicates.flatMap { part -> [Predicate] in
            switch part {
            case .everyone: []
            case .all(let inner): inner
            case .nobody, .column, .events, .any: [part]
            }
        }
        return parts.count == 1 ? parts[0] : parts.isEmpty ? .everyone : .all(parts)
    }

    /// Any of these, without needless nesting.
    static func either(_ predicates: [Predicate]) -> Predicate {
        let parts = predicates.flatMap { part -> [Predicate] in
            switch part {
            case .nobody: []
            case .any(let inner): inner
            case .everyone, .column, .events, .all: [part]
            }
        }
        return parts.count == 1 ? parts[0] : parts.isEmpty ? .nobody : .any(parts)
    }
}
