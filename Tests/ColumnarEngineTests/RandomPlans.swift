import Catalogue
import GatewayTesting
import JSON
import QueryEngines
import Testing

@testable import Governance
@testable import QueryLanguage

/// Plans that nobody chose, over a random world: every kind of part, condition, dimension and division.
struct RandomPlans {
    let world: RandomWorld
    var random: SeededRandomness
    private var unit = StatisticalUnit.person

    init(_ world: RandomWorld, _ random: SeededRandomness) {
        self.world = world
        self.random = random
    }

    /// A query as Governance would let it through.
    mutating func query() -> AuthorizedQuery {
        unit = random.chance(70) ? .person : .household
        let rows = random.chance(45) ? selection(placed: nil) : nil
        var dimensions = (0..<Int.random(in: 0...2, using: &random)).map { dimension(unitColumn(), nil, "u\($0)") }
        if let rows, rows.via == nil {
            for index in 0..<Int.random(in: 1...2, using: &random) {
                dimensions.append(dimension(rowColumn(rows.dataset), rows, "r\(index)"))
            }
            dimensions.shuffle(using: &random)
        }
        let placed = dimensions.lazy.compactMap(\.rows).first
        var parts = (0..<Int.random(in: 1...5, using: &random)).map { _ in part(placed: placed) }
        // Parts that count the units behind others, as queries make them.
        for part in parts {
            if case .events(let rows, _) = part { parts.append(.unitsWithEvents(rows)) }
        }
        let query = ResolvedQuery(
            tier: .real, project: "P", purpose: "test", unit: unit, asOf: RandomWorld.asOf,
            population: random.chance(70) ? predicate(depth: 2) : .everyone, canonicalPopulation: .null,
            dimensions: dimensions, measures: [], parts: parts, canonicalParts: [], precision: .standard,
            totals: random.chance(60), variables: [], variablesToApprove: [],
            datasets: Set(world.catalogue.datasets.map(\.id)), links: [],
            says: "", canonical: [])
        var obligations: [Obligation] = []
        if random.chance(80) {
            obligations.append(.honourOptOuts(Set(OptOutKind.allCases.filter { _ in random.chance(40) })))
        }
        if random.chance(30) { obligations.append(.restrict(predicate(depth: 1))) }
        return AuthorizedQuery(
            query: query, actor: "someone", project: "P", approval: "",
            policy: PolicyIdentity(id: "test", version: "1", hash: "", charter: "1"), obligations: obligations,
            verdicts: [])
    }

    // MARK: Columns

    private func size(_ column: Column) -> Int {
        (world.catalogue.dataset(column.dataset)?.variable(named: column.name)?.domain.size ?? 0) + 1
    }

    private mutating func unitColumn() -> Column {
        let name = "v\(Int.random(in: 0..<4, using: &random))"
        guard unit == .person else { return Column(role: nil, dataset: RandomWorld.id("household"), name: name) }
        let (role, dataset) = random.pick([
            (nil, "person"), (nil, "person"), (nil, "consent"), ("household", "household"), ("mother", "person"),
            ("mother", "consent"),
        ])
        return Column(role: role, dataset: RandomWorld.id(dataset), name: name)
    }

    private mutating func rowColumn(_ dataset: DatasetID) -> Column {
        Column(role: nil, dataset: dataset, name: "v\(Int.random(in: 0..<4, using: &random))")
    }

    private mutating func codes(_ column: Column) -> CodeSet {
        let size = size(column)
        guard random.chance(50) else {
            return CodeSet(contains: (0..<size).map { _ in random.chance(60) })
        }
        let first = Int.random(in: 0..<size, using: &random)
        return CodeSet(size: size, members: first...Int.random(in: first..<size, using: &random))
    }

    private mutating func groups(_ column: Column) -> (count: Int, of: [Int?]) {
        let count = Int.random(in: 1...4, using: &random)
        let of = (0..<size(column)).map { _ in
            random.chance(90) ? Int.random(in: 0..<count, using: &random) : nil
        }
        return (count, of)
    }

    private mutating func dimension(_ column: Column, _ rows: RowSelection?, _ name: String) -> Dimension {
        let groups = groups(column)
        return Dimension(
            name: VariableName(dataset: column.dataset, name: column.name), grouping: name, at: nil, column: column,
            groups: (0..<groups.count).map { Category(code: "g\($0)", title: "") }, groupOf: groups.of, rows: rows,
            canonical: .string("\(name) \(column)"))
    }

    // MARK: Conditions

    private mutating func predicate(depth: Int) -> Predicate {
        guard depth > 0, random.chance(60) else {
            if random.chance(60) {
                let column = unitColumn()
                return .column(column, codes(column))
            }
            if random.chance(15) { return random.chance(50) ? .everyone : .nobody }
            let least = Int.random(in: 0...3, using: &random)
            return .events(
                EventTest(
                    selection: selection(placed: nil), atLeast: least,
                    atMost: random.chance(50) ? nil : least + Int.random(in: 0...3, using: &random)))
        }
        let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in predicate(depth: depth - 1) }
        return random.chance(50) ? .all(parts) : .any(parts)
    }

    private mutating func rowPredicate(_ dataset: DatasetID, depth: Int) -> Predicate {
        guard depth > 0, random.chance(40) else {
            if random.chance(20) { return .everyone }
            let column = rowColumn(dataset)
            return .column(column, codes(column))
        }
        let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in rowPredicate(dataset, depth: depth - 1) }
        return random.chance(50) ? .all(parts) : .any(parts)
    }

    /// Rows that units of the plan have; where others are placed, rows that can be placed with them.
    private mutating func selection(placed: RowSelection?) -> RowSelection {
        if let placed {
            guard random.chance(50) else { return placed }
            return RowSelection(dataset: placed.dataset, via: nil, rows: rowPredicate(placed.dataset, depth: 1))
        }
        let (name, via): (String, String?) =
            unit == .person
            ? random.pick([("event", nil), ("event", nil), ("event", nil), ("event", "mother")])
            : random.pick([("visit", nil), ("event", "household"), ("person", "household")])
        let dataset = RandomWorld.id(name)
        return RowSelection(dataset: dataset, via: via, rows: rowPredicate(dataset, depth: 1))
    }

    // MARK: Parts

    private mutating func part(placed: RowSelection?) -> MeasurePart {
        let base = base(placed: placed)
        guard random.chance(30) else { return base }
        switch base {
        case .events(let rows, _) where random.chance(50):
            return .divided(base, by: .values(bins(rowColumn(rows.dataset), Int.random(in: 1...3, using: &random))))
        case .units where random.chance(50): return .divided(base, by: .values(bins(unitColumn(), 1)))
        case .units, .unitsWithEvents, .events, .months, .unitsPresent:
            return .divided(base, by: .strata((0..<2).map { dimension(unitColumn(), nil, "s\($0)") }))
        default: return base
        }
    }

    private mutating func base(placed: RowSelection?) -> MeasurePart {
        let perCell = Int.random(in: 1...4, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return .units(predicate(depth: 1))
        case 1: return .share(predicate(depth: 1), among: predicate(depth: 1))
        case 2: return .events(selection(placed: placed), perCell: perCell)
        case 3: return .unitsWithEvents(selection(placed: placed))
        case 4: return .sum(quantity(unitColumn()), over: .units(predicate(depth: 1)))
        case 5:
            let rows = selection(placed: placed)
            return .sum(quantity(rowColumn(rows.dataset)), over: .rows(rows, perCell: perCell))
        case 6: return .months(presence())
        default: return .unitsPresent(presence())
        }
    }

    private mutating func quantity(_ column: Column) -> Quantity {
        Quantity(
            name: VariableName(dataset: column.dataset, name: column.name), at: nil, column: column, clamp: -20...20,
            about: 0, power: 1,
            numbers: (0..<size(column)).map { _ in Int.random(in: -20...20, using: &random) }, magnitude: 20)
    }

    private mutating func bins(_ column: Column, _ entries: Int) -> ValueBins {
        let groups = groups(column)
        return ValueBins(
            name: VariableName(dataset: column.dataset, name: column.name), at: nil, column: column,
            groups: (0..<groups.count).map { Category(code: "b\($0)", title: "") },
            ranges: (0..<groups.count).map { $0...$0 }, groupOf: groups.of, entriesPerUnit: entries)
    }

    private mutating func presence() -> Presence {
        let first = RandomWorld.asOf
        let window = first...Month(number: first.number + 11)!
        let register = RandomWorld.id(unit == .person ? "person" : "household")
        let entry = random.chance(80) ? rowColumn(register) : nil
        let exit = random.chance(80) ? rowColumn(register) : nil
        func months(_ column: Column?) -> [Int] {
            (0..<(column.map(size) ?? 1)).map { _ in Int.random(in: 0...12, using: &random) }
        }
        return Presence(entry: entry, exit: exit, window: window, before: months(entry), until: months(exit))
    }
}
