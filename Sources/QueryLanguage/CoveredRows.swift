package import Catalogue
package import JSON

/// The rows of a dataset that may count, where those of some of its controllers may not.
package struct CoveredRows: Sendable, Hashable {
    package let dataset: DatasetID
    /// The controllers whose rows are left out, by id.
    package let leftOut: [Controller]
    /// The stored variable that says whose a row is.
    package let column: String
    /// Its codes whose rows count; *no row* is not among them.
    package let codes: CodeSet

    /// - Parameter leftOut: some of the dataset's controllers, each with declared rows. Where one has none nothing counts.
    package init(_ dataset: Dataset, leavingOut leftOut: [Controller]) {
        let rows = leftOut.compactMap(\.rows)
        let gone = rows.reduce(into: Set<Int>()) { $0.formUnion($1.codes) }
        self.dataset = dataset.id
        self.leftOut = leftOut.sorted { $0.id < $1.id }
        column = rows.first?.column ?? ""
        let size = dataset.variable(named: column)?.domain.size ?? 0
        codes = CodeSet(
            size: size + 1, members: rows.count == leftOut.count ? (0..<size).filter { !gone.contains($0) } : [])
    }

    /// As a condition on a row of the dataset.
    package var condition: Predicate { .column(Column(role: nil, dataset: dataset, name: column), codes) }

    /// What tells two such duties apart: the codes, by the numbers that stored columns have, and not who is named.
    package var canonical: JSONValue {
        [
            "dataset": .string("\(dataset)"), "variable": .string(column),
            "codes": .array(codes.members.map { .integer($0) }),
        ]
    }
}

/// The same with fewer rows: those of each dataset for which a condition holds.
extension RowSelection {
    package func within(_ conditions: [DatasetID: Predicate]) -> RowSelection {
        guard let condition = conditions[dataset] else { return self }
        return RowSelection(dataset: dataset, via: via, rows: .all([rows, condition]))
    }
}

extension Column {
    /// A derived column looks for fewer rows too.
    func within(_ conditions: [DatasetID: Predicate]) -> Column {
        Column(role: role, dataset: dataset, name: name, values: values.map { $0.map { $0.within(conditions) } })
    }
}

extension Dimension {
    package func within(_ conditions: [DatasetID: Predicate]) -> Dimension {
        Dimension(
            name: name, grouping: grouping, at: at, column: column.within(conditions), groups: groups, groupOf: groupOf,
            rows: rows?.within(conditions), canonical: canonical)
    }
}

extension Predicate {
    /// Rows are looked for under a condition; a column of a unit stays, and reads as *no row* where its row is not there.
    package func within(_ conditions: [DatasetID: Predicate]) -> Predicate {
        switch self {
        case .everyone, .nobody: self
        case .column(let column, let codes): .column(column.within(conditions), codes)
        case .events(let test):
            .events(
                EventTest(
                    selection: test.selection.within(conditions), atLeast: test.atLeast, atMost: test.atMost))
        case .all(let parts): .all(parts.map { $0.within(conditions) })
        case .any(let parts): .any(parts.map { $0.within(conditions) })
        }
    }
}

extension MeasurePart {
    package func within(_ conditions: [DatasetID: Predicate]) -> MeasurePart {
        switch self {
        case .units(let predicate): .units(predicate.within(conditions))
        case .share(let predicate, let among): .share(predicate.within(conditions), among: among.within(conditions))
        case .events(let rows, let perCell): .events(rows.within(conditions), perCell: perCell)
        case .unitsWithEvents(let rows): .unitsWithEvents(rows.within(conditions))
        case .sum(let quantity, .units(let predicate)): .sum(quantity, over: .units(predicate.within(conditions)))
        case .sum(let quantity, .rows(let rows, let perCell)):
            .sum(quantity, over: .rows(rows.within(conditions), perCell: perCell))
        case .months, .unitsPresent: self
        case .divided(let part, .strata(let strata)):
            .divided(part.within(conditions), by: .strata(strata.map { $0.within(conditions) }))
        case .divided(let part, .values(let bins)): .divided(part.within(conditions), by: .values(bins))
        }
    }
}
