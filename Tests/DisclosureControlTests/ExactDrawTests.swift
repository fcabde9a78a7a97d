import Catalogue
import DifferentialPrivacy
import GatewayTesting
import Governance
import JSON
import QueryEngines
import QueryLanguage
import Testing

@testable import DisclosureControl

/// People in cells, as an engine would list them: for each part, the people in each cell of the whole table.
struct ListedPeople {
    let query: ResolvedQuery
    /// `[part][cell]`
    var lists: [[[UInt32]]]

    func table() -> UnprotectedTable {
        let cells = query.marginals.map { marginal in
            query.parts.indices.map { part in
                (0..<marginal.cellCount).map { cell in
                    exact(part, people(part, cell, marginal).count) {
                        people($0, cell, marginal).count
                    }
                }
            }
        }
        return UnprotectedTable(cells: cells, units: lists)
    }

    private func exact(_ part: Int, _ count: Int, _ other: (Int) -> Int) -> ExactCell {
        var complement: ExactCell.Complement?
        if case .share(_, let among) = query.parts[part], let whole = query.parts.firstIndex(of: .units(among)) {
            let rest = other(whole) - count
            complement = ExactCell.Complement(units: rest, persons: rest)
        }
        return ExactCell(value: count, units: count, persons: count, complement: complement, top: .none)
    }

    private func people(_ part: Int, _ cell: Int, _ marginal: Marginal) -> [UInt32] {
        let wanted = marginal.groups(ofCell: cell)
        return query.marginals[0].kept.isEmpty
            ? lists[part][0]
            : lists[part].indices.filter { base in
                let groups = query.marginals[0].groups(ofCell: base)
                return zip(marginal.kept, wanted).allSatisfy { groups[$0] == $1 }
            }.flatMap { lists[part][$0] }.sorted()
    }
}

@Suite("Exact profiles protect a whole table together")
struct ExactDrawTests {
    private static let keys = LineageKeys(sketch: Array(0..<16), record: { mac($0) })

    @Sendable private static func mac(_ text: [UInt8]) -> [UInt8] {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return (0..<32).map { UInt8(truncatingIfNeeded: hash &* (UInt64($0 / 8) * 2 + 1) >> (UInt64($0) % 8 * 8)) }
    }

    private static func nothing() throws -> AliasGuard { try #require(AliasGuard(threshold: 10, mac: mac)) }

    private static func plan(_ profile: String, _ members: [(String, String)]) throws -> ReleasePlan {
        let datasets = #"["person","household","care_event","consent","cohort","gp_condition","fire_visit"]"#
        let exact = try ExactProfiles.profile(
            profile, replacing: [(#""datasets": []"#, #""datasets": \#(datasets)"#)])
        return try Street.plan(members, obligations: [.protect(profile: profile)], profile: exact)
    }

    private static let bySexAndArea = [
        ("by", #"["person.sex", {"variable": "person.area", "grouping": "ward"}]"#), ("totals", "true"),
    ]

    /// So many people in each cell, one after the other; every part of a table that counts nothing but people.
    private static func people(_ plan: ReleasePlan, _ sizes: [Int]) -> ListedPeople {
        var next: UInt32 = 0
        let lists = sizes.map { size -> [UInt32] in
            defer { next += UInt32(size) }
            return (next..<next + UInt32(size)).map { $0 }
        }
        return ListedPeople(query: plan.query, lists: plan.query.parts.map { _ in lists })
    }

    /// `[marginal][cell]` of the first part.
    private static func shown(_ plan: ReleasePlan, _ drawn: [DrawnMarginal]) -> [[DrawnCell]] {
        plan.marginals.indices.map { marginal in
            let draw = plan.draws.first { $0.marginal == marginal && $0.part == 0 }
            let cells = drawn.first { $0.key == draw?.key }?.cells ?? []
            return plan.orders[marginal].places.map { cells[$0] }
        }
    }

    @Test("a small cell takes others with it, so that no hidden one follows; what shows is rounded; 0 shows")
    func suppression() throws {
        let plan = try Self.plan("counts-nhs", Self.bySexAndArea)
        // sex (F, M, not stated) × wards: one cell of 4.
        let sizes = [4, 30, 41, 33, 52, 28, 0, 0, 0]
        let found = try plan.protect(
            Self.people(plan, sizes).table(), known: Self.nothing(), keys: Self.keys)
        let table = Self.shown(plan, found.drawn)[0]
        let hidden = table.indices.filter { table[$0].isHidden }
        #expect(hidden.contains(0))
        for line in [[0, 1, 2], [3, 4, 5], [0, 3], [1, 4], [2, 5]] {
            #expect(hidden.filter(line.contains).count != 1)
        }
        #expect(table[6...] == [.shown(0), .shown(0), .shown(0)])
        for cell in table { if case .shown(let value) = cell { #expect(value % 5 == 0) } }
        #expect(Self.shown(plan, found.drawn).last == [.shown(190)])
        #expect(try plan.assemble(Street.stored(found.drawn)).rows.count == 16)
    }

    @Test("a share that leaves too few out is hidden, or its whole is: nothing small can be taken from anything")
    func complements() throws {
        let plan = try Self.plan(
            "counts-nhs",
            [("measures", #"{"carers":{"proportion":{"variable":"person.carer","in":["yes"]},"missing":"exclude"}}"#)])
        for (part, whole, mayShow) in [(55, 100, true), (96, 100, false), (100, 100, true), (4, 100, false)] {
            var people = Self.people(plan, [0])
            for (index, kind) in plan.query.parts.enumerated() {
                let count = if case .share = kind { part } else { whole }
                people.lists[index] = [(0..<UInt32(count)).map { $0 }]
            }
            let found = try plan.protect(people.table(), known: Self.nothing(), keys: Self.keys)
            let shown = found.drawn.flatMap(\.cells).filter { !$0.isHidden }.count
            #expect((shown == 2) == mayShow, "\(part) of \(whole)")
        }
    }

    @Test("who asks again without one person gets the number with that person", arguments: ["counts-nhs", "cell-key"])
    func differencing(profile: String) throws {
        let plan = try Self.plan(profile, [("by", #"["person.sex"]"#)])
        var people = Self.people(plan, [60, 47, 0])
        let first = try plan.protect(people.table(), known: Self.nothing(), keys: Self.keys)
        var known = try Self.nothing()
        for cell in first.released { known.note(cell) }
        people.lists = people.lists.map { $0.map { Array($0.dropFirst(8)) } }
        let second = try plan.protect(people.table(), known: known, keys: Self.keys)
        #expect(Self.shown(plan, second.drawn) == Self.shown(plan, first.drawn))
        #expect(second.released == [], "what was not its own is not remembered")
        // Without the guard the attack succeeds.
        let open = try plan.protect(people.table(), known: Self.nothing(), keys: Self.keys)
        #expect(Self.shown(plan, open.drawn) != Self.shown(plan, first.drawn))
    }

    @Test("a cell that was hidden stays hidden where it alone would show")
    func staysHidden() throws {
        let plan = try Self.plan("counts-nhs", Self.bySexAndArea)
        let first = try plan.protect(
            Self.people(plan, [4, 30, 41, 33, 52, 28, 0, 0, 0]).table(), known: Self.nothing(), keys: Self.keys)
        var known = try Self.nothing()
        for cell in first.released { known.note(cell) }
        let hidden = first.released.filter { $0.shown == nil && $0.sketch.count >= 10 }
        #expect(!hidden.isEmpty)
        let alone = try Self.plan("counts-nhs", [])
        let all = Self.people(plan, [4, 30, 41, 33, 52, 28, 0, 0, 0]).lists[0]
        for cell in all where hidden.contains(where: { $0.sketch.count == cell.count }) {
            let people = ListedPeople(query: alone.query, lists: [[cell]])
            let again = try alone.protect(people.table(), known: known, keys: Self.keys)
            #expect(again.drawn.flatMap(\.cells) == [.hidden])
        }
    }

    @Test("cell keys change a count by the table and the keys of its people, the same in every table")
    func cellKeys() throws {
        let plan = try Self.plan("cell-key", Self.bySexAndArea)
        let table = try CellKeyTests.published()
        let people = Self.people(plan, [4, 30, 41, 33, 52, 28, 0, 0, 12])
        let found = try plan.protect(people.table(), known: Self.nothing(), keys: Self.keys)
        let shown = Self.shown(plan, found.drawn)
        for (cell, list) in people.lists[0].enumerated() {
            let key = CellKey.cellKey(list.map { CellKey.recordKey(unit: $0, mac: Self.mac) })
            #expect(shown[0][cell] == CellKey.shown(list.count, cellKey: key, table: table, threshold: 10))
        }
        let everybody = people.lists[0].flatMap { $0 }
        let key = CellKey.cellKey(everybody.map { CellKey.recordKey(unit: $0, mac: Self.mac) })
        let total = CellKey.shown(everybody.count, cellKey: key, table: table, threshold: 10)
        #expect(shown.last == [total])
        let alone = try Self.plan("cell-key", [])
        let again = try alone.protect(
            ListedPeople(query: alone.query, lists: [[everybody]]).table(), known: Self.nothing(), keys: Self.keys)
        #expect(again.drawn.flatMap(\.cells) == [total])
    }

    @Test("a table costs one table, a cell one cell, and nothing else is debited")
    func price() throws {
        let tables = try Self.plan("counts-nhs", Self.bySexAndArea)
        #expect(
            try tables.priceLines().map { "\($0.ledger.name) \($0.amount) of \($0.cap ?? .zero)" } == [
                "project P-0001 1 of 200"
            ]
        )
        #expect(try tables.priceLines(projectOwes: [], storeLacks: []).map(\.amount) == [.zero])
        let cells = try Self.plan("cell-key", Self.bySexAndArea)
        // 9 and 3 and 3 and 1 cells.
        #expect(try cells.priceLines().map { "\($0.amount) of \($0.cap ?? .zero)" } == ["16 of 2000"])
        #expect(Set(tables.draws.map(\.key)).count == 4)
    }

    @Test(
        "what is neither a count nor a ratio of counts is refused from the question alone",
        arguments: [
            (
                #"{"stay":{"mean":"care_event.losDays","missing":"exclude","during":{"from":"2025-01","to":"2025-06"}}}"#,
                "[]", "measures"
            ),
            (
                #"{"people":{"count":"unit"}}"#,
                #"[{"variable":"care_event.month","during":{"from":"2025-01","to":"2025-06"}}]"#, "rows"
            ),
        ])
    func refused(measures: String, by: String, limit: String) throws {
        let query = try Street.resolve([("measures", measures), ("by", by)])
        for name in ["counts-nhs", "cell-key"] {
            let profile = try ExactProfiles.profile(
                name, replacing: [(#""datasets": []"#, #""datasets": ["person", "care_event"]"#)])
            let refusals = StaticLimits.check(query, catalogue: try Street.catalogue(), profile: profile)
            #expect(refusals.map { "\($0.limit)" } == [limit])
        }
    }

    @Test("an engine that lists other people than it counts is not believed")
    func unfit() throws {
        let plan = try Self.plan("counts-nhs", [("by", #"["person.sex"]"#)])
        let good = Self.people(plan, [60, 47, 0])
        for lists in [[[[1, 2]]], good.lists.map { $0.map { $0.reversed() } }, []] as [[[[UInt32]]]] {
            #expect(throws: DisclosureError.unfitTable) {
                try plan.protect(
                    UnprotectedTable(cells: good.table().withCells { $0 }, units: lists), known: Self.nothing(),
                    keys: Self.keys)
            }
        }
    }
}
