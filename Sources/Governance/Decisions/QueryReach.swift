import Catalogue
import QueryLanguage

/// How near a question comes to a neighbourhood, or to a day: read from the query and the catalogue alone (PRI-5).
struct QueryReach {
    /// What the question tells of that may harm a group: the topics of its sensitive variables and datasets.
    private(set) var topics: Set<String> = []
    /// The smallest areas that it tells apart; nil where it tells none apart.
    private(set) var smallestArea: AreaLevel?
    /// Whether it tells apart times of less than a quarter of a year, or looks at a window of no whole quarters.
    private(set) var isFinerThanQuarter = false
    /// Whether it tells apart days or weeks, or looks at a window of no whole months.
    private(set) var isFinerThanMonth = false
    private static let wholeMonths: Set<String> = ["month", "quarter", "year", "financialYear"]

    private let catalogue: Catalogue

    init(_ query: ResolvedQuery, in catalogue: Catalogue) {
        self.catalogue = catalogue
        for dataset in query.datasets { addTopics(ofWhole: dataset) }
        for name in query.variables { addTopic(of: name) }
        for dimension in query.dimensions { add(dimension) }
        add(query.population)
        for part in query.parts { add(part) }
    }

    private mutating func addTopics(ofWhole dataset: DatasetID) {
        guard let dataset = catalogue.dataset(dataset), dataset.tier == .sensitive else { return }
        topics.insert(dataset.title)
    }

    private mutating func addTopic(of name: VariableName) {
        guard let variable = catalogue.dataset(name.dataset)?.variable(named: name.name) else { return }
        if let topic = variable.topic {
            topics.insert(topic)
        } else if variable.isSensitive {
            topics.insert(variable.title)
        }
    }

    private mutating func add(_ dimension: Dimension) {
        add(dimension.column) { dimension.groupOf[$0] ?? -1 }
        dimension.rows.map { add($0.rows) }
    }

    private mutating func add(_ predicate: Predicate) {
        switch predicate {
        case .everyone, .nobody: return
        case .column(let column, let codes): add(column) { codes.contains[$0] ? 1 : 0 }
        case .events(let test): add(test.selection.rows)
        case .all(let parts), .any(let parts): for part in parts { add(part) }
        }
    }

    private mutating func add(_ part: MeasurePart) {
        switch part {
        case .units(let predicate): add(predicate)
        case .share(let predicate, let among):
            add(predicate)
            add(among)
        case .events(let selection, _), .unitsWithEvents(let selection): add(selection.rows)
        case .sum(_, .units(let predicate)): add(predicate)
        case .sum(_, .rows(let selection, _)): add(selection.rows)
        case .months, .unitsPresent: return
        case .divided(let part, let division):
            add(part)
            if case .strata(let dimensions) = division { for dimension in dimensions { add(dimension) } }
        }
    }

    /// Takes a use of a column into account.
    ///
    /// - Parameter kind: what the use makes of each column code. It tells two codes apart where it makes different things
    ///   of them; a grouping is kept together where none of its groups is told apart within.
    private mutating func add(_ column: Column, _ kind: (Int) -> Int) {
        for value in column.values ?? [] { add(value) }
        guard let dataset = catalogue.dataset(column.dataset), let variable = dataset.variable(named: column.name),
            [.area, .date].contains(variable.type) || dataset.timeVariable == variable.name
        else { return }
        let kinds = variable.domain.categories.indices.map(kind)
        guard Set(kinds).count > 1 else { return }
        let kept = variable.groupings.filter { grouping in
            grouping.members.allSatisfy { group in Set(group.map { kinds[$0] }).count < 2 }
        }
        if variable.type == .area {
            let level = kept.compactMap(\.areaLevel).max() ?? .belowWard
            smallestArea = min(smallestArea ?? level, level)
            return
        }
        if dataset.timeVariable == variable.name, !kept.contains(where: { $0.name == "quarter" }) {
            isFinerThanQuarter = true
        }
        if variable.type == .date, !kept.contains(where: { Self.wholeMonths.contains($0.name) }) {
            isFinerThanMonth = true
        }
    }
}
