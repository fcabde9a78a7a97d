import Catalogue
import QueryEngines
import QueryLanguage

/// How much work a plan is, from the catalogue alone: what the data hold has no say, so that waiting tells nothing of them.
enum QueryCost: Int, Sendable, CaseIterable {
    case small = 1
    case middle = 2
    case large = 4

    /// How many such queries' worth of work may be under way together.
    static let capacity = 8

    init(_ plan: EnginePlan, _ catalogue: Catalogue) {
        var columns: Set<Column> = []
        plan.selected.collect(&columns)
        for dimension in plan.dimensions {
            dimension.column.collect(&columns)
            dimension.rows?.rows.collect(&columns)
        }
        for part in plan.parts { part.collect(&columns) }
        let codes = columns.reduce(0.0) { sum, column in
            guard let dataset = catalogue.dataset(column.dataset) else { return sum }
            let rowsOfUnit = dataset.rowsPerUnit == .many ? dataset.bounds.perCell : 1
            return sum + Double(dataset.declaredUnits) * Double(rowsOfUnit)
        }
        self = codes < 10e6 ? .small : codes < 100e6 ? .middle : .large
    }
}

extension Column {
    /// The column, or those that a derived one is worked out from.
    fileprivate func collect(_ columns: inout Set<Column>) {
        guard let values else {
            columns.insert(self)
            return
        }
        for value in values { value.collect(&columns) }
    }
}

extension Predicate {
    /// Every column that the condition looks at.
    fileprivate func collect(_ columns: inout Set<Column>) {
        switch self {
        case .everyone, .nobody: break
        case .column(let column, _): column.collect(&columns)
        case .events(let test): test.selection.rows.collect(&columns)
        case .all(let parts), .any(let parts): for part in parts { part.collect(&columns) }
        }
    }
}

extension MeasurePart {
    fileprivate func collect(_ columns: inout Set<Column>) {
        switch self {
        case .units(let predicate): predicate.collect(&columns)
        case .share(let predicate, let among):
            predicate.collect(&columns)
            among.collect(&columns)
        case .events(let rows, _), .unitsWithEvents(let rows): rows.rows.collect(&columns)
        case .sum(let quantity, let over):
            columns.insert(quantity.column)
            switch over {
            case .units(let predicate): predicate.collect(&columns)
            case .rows(let rows, _): rows.rows.collect(&columns)
            }
        case .months(let presence), .unitsPresent(let presence):
            columns.formUnion([presence.entry, presence.exit].compactMap(\.self))
        case .divided(let part, let division):
            part.collect(&columns)
            switch division {
            case .strata(let dimensions): for dimension in dimensions { dimension.column.collect(&columns) }
            case .values(let bins): columns.insert(bins.column)
            }
        }
    }
}
