extension Predicate {
    /// The columns of units that it looks at.
    package var columns: [Column] {
        switch self {
        case .everyone, .nobody, .events: []
        case .column(let column, _): [column]
        case .all(let parts), .any(let parts): parts.flatMap(\.columns)
        }
    }

    /// The rows that it looks for.
    package var selections: [RowSelection] {
        switch self {
        case .everyone, .nobody, .column: []
        case .events(let test): [test.selection]
        case .all(let parts), .any(let parts): parts.flatMap(\.selections)
        }
    }
}

extension MeasurePart {
    /// The conditions on units that it has.
    var conditions: [Predicate] {
        switch self {
        case .units(let condition), .sum(_, .units(let condition)): [condition]
        case .share(let condition, let among): [condition, among]
        case .events, .unitsWithEvents, .sum(_, .rows), .months, .unitsPresent: []
        case .divided(let part, _): part.conditions
        }
    }

    /// The dimensions by which it is divided though the table does not show them.
    var strata: [Dimension] {
        if case .divided(_, .strata(let strata)) = self { strata } else { [] }
    }
}

extension ResolvedQuery {
    /// The columns of every condition on units.
    package var conditionColumns: [Column] { population.columns + parts.flatMap(\.conditions).flatMap(\.columns) }

    /// The columns that divide the table, whether it shows them or not.
    package var dividingColumns: [Column] { (dimensions + parts.flatMap(\.strata)).map(\.column) }
}

extension [Column] {
    /// The links through which derived variables are seen, sorted.
    package var rolesOfDerived: [String] { Set(filter { $0.values != nil }.compactMap(\.role)).sorted() }
}
