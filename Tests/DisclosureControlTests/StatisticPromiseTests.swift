import DifferentialPrivacy
import GatewayTesting
import QueryEngines
import QueryLanguage
import Testing

@testable import DisclosureControl

@Suite("What holds of every statistic")
struct StatisticPromiseTests {
    @Test("nine people never show, whatever the noise says", arguments: StatisticQuestions.names)
    func belowTheFloor(name: String) throws {
        let plan = try Street.plan([("by", #"["person.borough"]"#), StatisticQuestions.measures(name)])
        let noiseless = try plan.assemble(Street.exact(plan) { _, _, _ in 900 })
        #expect(noiseless.rows[0].values != [.notShown])
        var random = SeededRandomness(seed: 51)
        for _ in 0..<400 {
            let table = Street.table(plan.query) { marginal, part, entry in
                let isFew = !marginal.kept.isEmpty && entry / part.entriesPerCell == 0
                return StatisticQuestions.finding(isFew ? 9 : 600, part)
            }
            let answer = try plan.assemble(Street.stored(plan.draw(table, stored: [:], random: &random)))
            #expect(answer.rows[0].values == [.notShown])
        }
    }

    @Test("each count of units that stands behind a statistic can hide it alone", arguments: StatisticQuestions.names)
    func everyGovernor(name: String) throws {
        let plan = try Street.plan([StatisticQuestions.measures(name)])
        let store = Street.exact(plan) { _, _, _ in 900 }
        #expect(try plan.assemble(store).rows[0].values != [.notShown])
        let behind = plan.draws.filter { plan.governance.unitsOf[$0.part] == nil }
        #expect(!behind.isEmpty)
        for draw in behind {
            var hidden = store
            hidden[draw.key] = store[draw.key]?.with([.hidden])
            #expect(try plan.assemble(hidden).rows[0].values == [.notShown])
        }
    }

    @Test("what a hidden cell drew is not even kept", arguments: StatisticQuestions.names)
    func hiddenNoise(name: String) throws {
        let plan = try Street.plan([("by", #"["person.borough"]"#), StatisticQuestions.measures(name)])
        var random = SeededRandomness(seed: 52)
        let table = Street.table(plan.query) { marginal, part, entry in
            StatisticQuestions.finding(!marginal.kept.isEmpty && entry / part.entriesPerCell == 0 ? 9 : 600, part)
        }
        for drawn in try plan.draw(table, stored: [:], random: &random) {
            let draw = try #require(plan.draws.first { $0.key == drawn.key })
            guard draw.cellCount > 1 else { continue }
            let isHidden = drawn.cells.map(\.isHidden)
            #expect(isHidden == isHidden.indices.map { $0 < draw.entriesPerCell })
        }
    }

    @Test("the same draws give the same bytes, also from the store", arguments: StatisticQuestions.names)
    func sameBytes(name: String) throws {
        let plan = try Street.plan(StatisticQuestions.byBorough(name))
        var random = SeededRandomness(seed: 53)
        let table = Street.table(plan.query) { _, part, _ in
            StatisticQuestions.finding(700, part, each: part.isSum ? -1 : 1)
        }
        let store = Street.stored(try plan.draw(table, stored: [:], random: &random))
        let kept = try store.mapValues { try DrawnMarginal(bytes: $0.bytes) }
        #expect(kept == store)
        #expect(try plan.assemble(store).rowsJSON == plan.assemble(kept).rowsJSON)
        let later = Street.table(plan.query) { _, part, _ in StatisticQuestions.finding(800, part) }
        let again = try plan.draw(later, stored: store, random: &random)
        #expect(again.isEmpty)
    }

    @Test("a count below 0 does not come from this room")
    func belowZero() throws {
        let plan = try Street.plan([])
        #expect(throws: DisclosureError.unfitDraw) { try plan.assemble(Street.exact(plan) { _, _, _ in -5 }) }
    }

    @Test(
        "a statistic costs its parts, in each marginal that needs them, over twice the noise variance",
        arguments: [
            // The sum and the people.
            ("sum of units", "1/25"), ("mean of units", "1/25"),
            // The sum and the people; of a mean the events too, of a variance the squares too.
            ("sum of rows", "1/25"), ("mean of rows", "3/50"), ("variance", "2/25"),
            // The histogram and the people. A person's events lie in at most C = 2 bins.
            ("quantiles of units", "1/25"), ("quantiles of rows", "3/50"),
            ("person-years", "1/25"),
            // Events and the people behind them, months and the people behind those; a public number is free.
            ("rate", "2/25"), ("ratio to a reference", "1/50"),
            // Events, the people behind them, people, people and events by stratum: one line alone is its own total.
            ("indirectly standardised", "1/10"), ("directly standardised", "1/10"),
        ])
    func price(name: String, price: String) throws {
        #expect(try Street.plan([StatisticQuestions.measures(name)]).cost().description == price)
    }

    @Test("a table pays for the rates of the whole population once, though it does not show that line")
    func unseenTotal() throws {
        let plan = try Street.plan([
            ("by", #"["person.borough"]"#), StatisticQuestions.measures("indirectly standardised"),
        ])
        // Four parts in the cells, and in the total people and events by stratum with the people behind either.
        #expect(try plan.cost().description == "4/25")
        #expect(try plan.assemble(Street.exact(plan) { _, _, _ in 900 }).rows.count == 2)
    }

    @Test("parts that measures share are drawn and paid once")
    func shared() throws {
        let (mean, variance) = (StatisticQuestions.all["mean of rows"], StatisticQuestions.all["variance"])
        let both = #"{"a":\#(mean ?? ""),"b":\#(variance ?? "")}"#
        #expect(try Street.plan([("measures", both)]).cost().description == "2/25")
    }

    @Test("a moving mean is made of what shows: it costs nothing, and one hidden cell hides it")
    func movingMean() throws {
        let measures = #"{"a":{"count":"care_event",\#(StatisticQuestions.during)},"m":{"movingMean":2,"of":"a"}}"#
        let members = [("by", #"["care_event.month"]"#), ("measures", measures), ("totals", "true")]
        let plan = try Street.plan(members)
        let alone = measures.replacing(#","m":{"movingMean":2,"of":"a"}"#, with: "")
        let without = try Street.plan([("by", #"["care_event.month"]"#), ("measures", alone), ("totals", "true")])
        #expect(plan.draws == without.draws)
        var store = Street.exact(plan) { _, _, entry in 100 * (entry + 1) }
        let table = try plan.assemble(store)
        guard case .statistic(let second, nil) = table.rows[1].values[1] else {
            Issue.record("no mean")
            return
        }
        // (100 + 200) ∕ 2; twice noise of z · B = 15 reaches 42, roundings 4, and half of both is 23.
        #expect(second.value == "150.0")
        #expect(second.noise95 == .init(low: "127.0", high: "173.0"))
        #expect(table.rows[0].values[1] == .notDefined)
        #expect(table.rows.last?.values[1] == .notDefined)
        let units = try #require(plan.draws.first { plan.governance.unitsOf[$0.part] == nil && $0.cellCount > 1 })
        var cells = try #require(store[units.key]).cells
        cells[2] = .hidden
        store[units.key] = store[units.key]?.with(cells)
        let starred = try plan.assemble(store).rows.map { $0.values[1] }
        #expect(starred[2] == .notShown && starred[3] == .notShown && starred[4] != .notShown)
    }
}
