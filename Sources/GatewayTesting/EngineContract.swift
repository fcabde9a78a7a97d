import Catalogue
package import Governance
import JSON
package import QueryEngines
package import QueryLanguage
import Snapshots

/// What every engine must do: answer random questions to random places as the reference engine answers them, in every
/// entry of every part, whatever the declarations, the rows and the exclusions are.
package struct EngineContract: Sendable {
    /// What no room but its owner may do, lent by a test: Governance lets a query through with obligations, and
    /// DisclosureControl opens a table.
    package struct Doors: Sendable {
        let authorize: @Sendable (ResolvedQuery, [Obligation]) -> AuthorizedQuery
        let open: @Sendable (consuming UnprotectedTable) -> [[[ExactCell]]]

        package init(
            authorize: @escaping @Sendable (ResolvedQuery, [Obligation]) -> AuthorizedQuery,
            open: @escaping @Sendable (consuming UnprotectedTable) -> [[[ExactCell]]]
        ) {
            self.authorize = authorize
            self.open = open
        }
    }

    /// Questions that were asked, questions that the resolver refused, and where the engines differ.
    package struct Verdict: Sendable {
        package var asked = 0
        package var refused = 0
        /// How many questions were asked without the rows of some controllers.
        package var withoutRows = 0
        /// How many questions named a derived variable.
        package var derived = 0
        /// By kind of part, how often its numbers showed that a plan without the exclusions had been run.
        package var caught: [String: Int] = [:]
        /// How many parts of each kind were compared, such as `sum over rows`.
        package var parts: [String: Int] = [:]
        /// The seed, the question and the first entry that differs; no more than ten.
        package var disagreements: [String] = []
    }

    private static let questionsPerTown = 25
    private static let mostDisagreements = 10

    let doors: Doors

    package init(_ doors: Doors) { self.doors = doors }

    /// Asks both engines so many questions that the resolver lets through.
    ///
    /// Throws what an engine throws, and what the catalogue says of a declaration that does not hang together.
    package func hold(
        _ engine: some QueryEngine, questions: Int, random: inout SeededRandomness
    ) throws -> Verdict {
        var verdict = Verdict()
        while verdict.asked < questions, verdict.disagreements.count < Self.mostDisagreements {
            let town = RandomTown(persons: Int.random(in: 1...24, using: &random), using: &random)
            var queries = RandomTownQueries(town, random: random)
            let catalogue = try queries.defining(in: town.catalogue())
            let generation = town.generation(catalogue, using: &queries.random)
            let key = (0..<16).map { _ in UInt8.random(in: 0...255, using: &queries.random) }
            random = queries.random
            for _ in 0..<Self.questionsPerTown {
                let body = queries.query()
                guard let query = try? QueryResolver.resolve(body, in: catalogue) else {
                    verdict.refused += 1
                    continue
                }
                let controllers = leftOut(query, &queries)
                let rows = controllers.compactMap { Self.covered($0, without: $1, catalogue) }
                let own = duties(query, &queries, catalogue)
                let duties = own + rows.map { .countOnly($0) }
                let plan = try EnginePlan(
                    doors.authorize(query, duties), over: generation, boundingKey: key, listsUnits: false)
                verdict.asked += 1
                if query.variables.contains(where: { $0.version != nil }) { verdict.derived += 1 }
                for part in plan.parts { verdict.parts[part.kind, default: 0] += 1 }
                let right = doors.open(try ReferenceEngine().run(plan, over: generation) { false })
                let found = doors.open(try engine.run(plan, over: generation) { false })
                if let difference = Self.difference(found, right, plan) {
                    let text = String(decoding: body.bytes(), as: UTF8.self)
                    verdict.disagreements.append("Seed \(random.seed), \(text), \(duties): \(difference)")
                }
                let careless = try EnginePlan(
                    doors.authorize(query, own.filter { !$0.leavesOut }), over: generation, boundingKey: key,
                    listsUnits: false)
                let all = doors.open(try engine.run(careless, over: generation) { false })
                for (index, part) in plan.parts.enumerated()
                where zip(all, found).contains(where: { $0[index] != $1[index] }) {
                    verdict.caught[part.kind, default: 0] += 1
                }
                guard !rows.isEmpty else { continue }
                // Rows that are left out are as if they had never been there.
                let less = town.without(controllers)
                    .generation(catalogue, optOuts: generation.optOuts, using: &random)
                let without = try EnginePlan(
                    doors.authorize(query, own), over: less, boundingKey: key, listsUnits: false)
                let there = doors.open(try ReferenceEngine().run(without, over: less) { false })
                verdict.withoutRows += 1
                if let difference = Self.difference(found, there, plan) {
                    let text = String(decoding: body.bytes(), as: UTF8.self)
                    verdict.disagreements.append(
                        "Seed \(random.seed), \(text), \(own) without \(controllers): \(difference)")
                }
            }
            random = queries.random
        }
        return verdict
    }

    /// Now and then some controllers of the datasets that a query reads, by dataset.
    private func leftOut(_ query: ResolvedQuery, _ queries: inout RandomTownQueries) -> [String: Set<String>] {
        var controllers: [String: Set<String>] = [:]
        for dataset in query.datasets.sorted() where queries.chance(25) {
            let gone = RandomTown.textsOfController.keys.sorted().filter { _ in queries.chance(40) }
            if !gone.isEmpty { controllers[dataset.description] = Set(gone) }
        }
        return controllers
    }

    private static func covered(
        _ dataset: String, without controllers: Set<String>, _ catalogue: Catalogue
    ) -> CoveredRows? {
        guard let dataset = DatasetID(dataset).flatMap(catalogue.dataset) else { return nil }
        return CoveredRows(dataset, leavingOut: dataset.controllers.filter { controllers.contains($0.id) })
    }

    /// Opt-outs of some kinds, and now and then the row filter of an approval.
    private func duties(
        _ query: ResolvedQuery, _ queries: inout RandomTownQueries, _ catalogue: Catalogue
    ) -> [Obligation] {
        var duties: [Obligation] = [.protect(profile: "standard")]
        var kinds: Set<OptOutKind> = []
        for kind in OptOutKind.allCases where queries.chance(50) { kinds.insert(kind) }
        duties.append(.honourOptOuts(kinds))
        guard queries.chance(30) else { return duties }
        let condition = queries.condition(depth: 1)
        // A filter reads datasets of its own, so it is one only where the query reads them too.
        if let filter = try? QueryResolver.resolveFilter(condition, for: query.unit, in: catalogue),
            filter.datasets.isSubset(of: query.datasets)
        {
            duties.append(.restrict(filter.predicate))
        }
        return duties
    }

    private static func difference(
        _ found: [[[ExactCell]]], _ right: [[[ExactCell]]], _ plan: EnginePlan
    ) -> String? {
        guard found.map({ $0.map(\.count) }) == right.map({ $0.map(\.count) }) else { return "another shape" }
        for (marginal, parts) in right.enumerated() {
            for (part, entries) in parts.enumerated() where found[marginal][part] != entries {
                for (entry, cell) in entries.enumerated() where found[marginal][part][entry] != cell {
                    return "marginal \(marginal), part \(plan.parts[part]), entry \(entry): "
                        + "\(found[marginal][part][entry]), not \(cell)"
                }
            }
        }
        return nil
    }
}

extension Obligation {
    /// Whether persons, units or rows are left out for it.
    fileprivate var leavesOut: Bool {
        switch self {
        case .honourOptOuts, .countOnly: true
        case .restrict, .protect, .holdForReview: false
        }
    }
}

extension MeasurePart {
    /// What a verdict counts them by.
    fileprivate var kind: String {
        switch self {
        case .units: "units"
        case .share: "share"
        case .events: "events"
        case .unitsWithEvents: "units with events"
        case .sum(_, .units): "sum over units"
        case .sum(_, .rows): "sum over rows"
        case .months: "months"
        case .unitsPresent: "units present"
        case .divided(.events, .values): "values of rows"
        case .divided(_, .values): "values of units"
        case .divided(_, .strata): "strata"
        }
    }
}
