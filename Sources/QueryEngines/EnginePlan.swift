package import Catalogue
package import Governance
package import QueryLanguage
package import Snapshots

/// A query as engines run it: with everybody and everything left out that must be. Only this room can make one, and an
/// engine gets nothing else, so that none can run a query without its exclusions.
package struct EnginePlan: Sendable {
    package let unit: StatisticalUnit
    package let asOf: Month
    /// Every dataset that is read, filters included.
    package let datasets: Set<DatasetID>
    /// The units to count: the population that was asked for, within every filter of the approval.
    package let selected: Predicate
    package let dimensions: [Dimension]
    package let parts: [MeasurePart]
    /// Each part is wanted in each of these.
    package let marginals: [Marginal]
    /// The rows that put a unit into cells, where a dimension is over rows.
    package let rowDimensions: RowSelection?
    /// The links by which derived variables tell counted units apart: the units that these lead to are counted behind
    /// every number too.
    package let linkedBy: [String]
    /// Who and what is left out.
    package let exclusions: Exclusions
    /// 16 bytes for choosing which cells of a unit count above the bound C; secret, one for each lineage.
    package let boundingKey: [UInt8]
    /// Whether the units behind the cells of the first marginal are wanted too, which the exact profiles need. Only for
    /// tables without dimensions over rows.
    package let listsUnits: Bool

    /// Puts a query's obligations into effect. Throws `unreadable` where the list of those who said no cannot be read, or
    /// `missing` where units are to be listed that may stand in several cells, or where the rows are not of the query's
    /// tier: whoever may ask about made-up rows reaches no others, whatever else goes wrong.
    package init(
        _ authorized: AuthorizedQuery, over generation: Generation, boundingKey: [UInt8], listsUnits: Bool
    ) throws(EngineError) {
        let query = authorized.query
        guard generation.isMadeUp == (query.tier == .synthetic) else { throw .missing("rows of the query's tier") }
        var conditions = [query.population]
        var kinds: Set<OptOutKind> = []
        var covered: [CoveredRows] = []
        for obligation in authorized.obligations {
            switch obligation {
            case .honourOptOuts(let more): kinds.formUnion(more)
            case .restrict(let predicate): conditions.append(predicate)
            case .countOnly(let rows): covered.append(rows)
            case .protect: break  // for DisclosureControl
            case .holdForReview: break  // for Gateway
            }
        }
        self.unit = query.unit
        self.asOf = query.asOf
        self.datasets = query.datasets
        let rows = Dictionary(covered.map { ($0.dataset, $0.condition) }) { .all([$0, $1]) }
        self.selected = (conditions.count == 1 ? query.population : .all(conditions)).within(rows)
        self.dimensions = query.dimensions.map { $0.within(rows) }
        self.parts = query.parts.map { $0.within(rows) }
        self.marginals = query.tabulated
        self.linkedBy = authorized.rolesOfDerived
        self.rowDimensions = query.rowDimensions?.within(rows)
        self.exclusions = try Exclusions(kinds, covered, in: generation)
        self.boundingKey = boundingKey
        self.listsUnits = listsUnits
        let isDivided = parts.contains { if case .divided = $0 { true } else { false } }
        guard !listsUnits || (rowDimensions == nil && !isDivided) else {
            throw .missing("one place for each unit")
        }
    }
}
