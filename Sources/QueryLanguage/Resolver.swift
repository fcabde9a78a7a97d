import Catalogue
import JSON

/// What a condition is about.
enum Scope {
    /// The units that the query counts.
    case units
    /// The rows of one dataset.
    case rows(Dataset)
}

/// A condition as asked, in words too, and when it cannot be decided because a value is missing.
struct Clause {
    let condition: Condition
    let words: String
    /// Holds where a variable that the condition names is missing. Nil where none can be.
    let missing: Condition?
}

/// Looks names up, and keeps account of what a query touches.
struct Resolver {
    static let maximumClauses = 200
    static let maximumDepth = 12
    /// In how many different months one query may count ages.
    static let maximumAgeMonths = 8

    let catalogue: Catalogue
    let unit: StatisticalUnit
    let register: Dataset
    var variables: Set<VariableName> = []
    var variablesToApprove: Set<VariableName> = []
    var datasets: Set<DatasetID> = []
    var links: Set<LinkUse> = []
    var clauses = 0
    var ageMonths: Set<Month> = []
    var allowance = DecisionDiagram.allowance
    /// The partitions of a birth-month column that the ages of this query make.
    var agePartitions: [Column: Set<[Int]>] = [:]
    /// Whether a derived variable is being read, which names none itself.
    var isDefinition = false
    /// The areas that dimensions show.
    var shownAreas: [ShownAreas] = []
    /// For each variable named so far, the values behind each of its codes.
    var codeTables: [VariableName: [String: [Int]]] = [:]

    init(catalogue: Catalogue, unit: StatisticalUnit, pointer: String) throws(QueryError) {
        guard let register = catalogue.register(of: unit) else {
            throw QueryError(pointer, .noRegister(unit: unit.rawValue))
        }
        self.catalogue = catalogue
        self.unit = unit
        self.register = register
        self.datasets = [register.id]
    }

    /// Puts a condition into its one form, and holds every set in it against the declared groupings.
    mutating func settle(_ condition: Condition, pointer: String) throws(QueryError) -> Predicate {
        let diagram = DecisionDiagram(condition, allowance: &allowance) { [catalogue] subject in
            switch subject {
            case .column(let column, _) where column.values == nil:
                "column \(column.dataset).\(column.name) \(column.role ?? "")"
            case .column(let column, _):
                "derived \(String(decoding: JSONValue.object(column.canonical(in: catalogue)).bytes(), as: UTF8.self))"
            case .rows(let selection):
                "rows \(String(decoding: selection.canonical(in: catalogue).bytes(), as: UTF8.self))"
            }
        }
        guard let predicate = diagram?.predicate() else { throw QueryError(pointer, .tooComplex) }
        guard predicate != .nobody else { throw QueryError(pointer, .selectsNobody) }
        if let column = columnOffGrouping(predicate) {
            let variable = catalogue.dataset(column.dataset)?.variable(named: column.name)
            throw QueryError(
                pointer,
                .offGrouping(
                    variable: "\(column.dataset).\(column.name)",
                    declared: variable?.groupings.filter(\.isAddressable).map(\.name) ?? [], nearest: []))
        }
        return predicate
    }

    /// The first column whose set cuts through a group of every grouping. Clauses are held against the groupings one by
    /// one when they are read; this finds the sets that only arise where clauses meet, such as a week within a month.
    private func columnOffGrouping(_ predicate: Predicate) -> Column? {
        switch predicate {
        case .everyone, .nobody, .events: return nil
        case .all(let parts), .any(let parts):
            for part in parts { if let column = columnOffGrouping(part) { return column } }
            return nil
        case .column(let column, let set):
            let variable = catalogue.dataset(column.dataset)?.variable(named: column.name)
            let declared = variable?.groupings.filter(\.isAddressable).map(\.groupOf) ?? []
            let fits = (declared + Array(agePartitions[column] ?? [])).contains { groupOf in
                Self.isWholeGroups(set.contains, of: groupOf)
            }
            return fits ? nil : column
        }
    }

    /// Whether a set holds all or none of each group. Ways of being missing stand after the categories and are free.
    static func isWholeGroups(_ contains: [Bool], of groupOf: [Int]) -> Bool {
        // Groups are numbered from 0; -1 stands for values outside the grouping, such as later births.
        var decided = [Bool?](repeating: nil, count: groupOf.count + 1)
        for (isIn, group) in zip(contains, groupOf) {
            if let known = decided[group + 1], known != isIn { return false }
            decided[group + 1] = isIn
        }
        return true
    }
}
