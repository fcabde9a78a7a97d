import DifferentialPrivacy
import GatewayTesting
import QueryLanguage
import Testing

@testable import DisclosureControl

@Suite("Standardised numbers, person-time and references")
struct StandardisedTests {
    private static let one = Int128(1) << IndirectStandard.fractionBits

    private func standard(_ events: [Int], _ persons: [Int], width: Int) throws -> IndirectStandard {
        IndirectStandard(
            events: events, persons: persons, eventsWidth: width, personsWidth: width,
            noise: try #require(DiscreteNoise(.gaussian, noiseMultiplierSquared: 1, contributionBound: 1)))
    }

    @Test("expected is the sum of everybody's rates times the cell's own people")
    func expected() throws {
        let found = try standard([1_000, 3_000], [10_000, 10_000], width: 0).expected([200, 100])
        #expect(abs(found.value - 50 * Self.one) < 300)
        #expect(found.low < 50 * Self.one && 50 * Self.one < found.high ?? 0)
        let ratio = try #require(IndirectStandard.ratio(.init(value: 60, halfWidth: 0), to: found))
        #expect(ratio.value == 120)
    }

    @Test("a stratum of whom nothing is known adds what it has at most, and no more")
    func thinStratum() throws {
        let found = try standard([1_000, 4], [10_000, 9], width: 20).expected([200, 5])
        // 20 of the first stratum; of the second between nothing and 4 + 20 events.
        #expect((found.high ?? 0) >= 44 * Self.one && (found.high ?? 0) < 48 * Self.one)
        #expect(found.value >= 20 * Self.one && found.value < 23 * Self.one)
    }

    @Test("nothing expected is no ratio, and what may be nothing has no upper end")
    func nothing() throws {
        let none = try standard([0, 0], [10_000, 9_000], width: 10).expected([100, 100])
        #expect(IndirectStandard.ratio(.init(value: 20, halfWidth: 5), to: none) == nil)
        let few = try standard([12, 0], [10_000, 9_000], width: 20).expected([100, 100])
        #expect(try #require(IndirectStandard.ratio(.init(value: 20, halfWidth: 5), to: few)).high == nil)
    }

    @Test(
        "the indirect ratio's interval holds the truth at least as often as it says, from seed 81",
        arguments: NoiseFamily.allCases)
    func indirectCoverage(family: NoiseFamily) throws {
        let (events, persons, own) = ([300, 900, 40], [6_000, 4_000, 15], [150, 90, 2])
        let observed = 41
        // 150 · 0.05 + 90 · 0.225 + 2 · 40 ∕ 15 = 33.08…: the ratio is 1.239….
        let noise = try #require(DiscreteNoise(family, noiseMultiplierSquared: 25, contributionBound: 1))
        let counts = try #require(DiscreteNoise(family, noiseMultiplierSquared: 25, contributionBound: 2))
        let odds = IndirectStandard.odds(strata: 3)
        var random = SeededRandomness(seed: 81)
        var missed = 0
        for _ in 0..<600 {
            let expected = IndirectStandard(
                events: events.map { $0 + counts.sample(&random) }, persons: persons.map { $0 + noise.sample(&random) },
                eventsWidth: counts.halfWidth(missingOneIn: odds), personsWidth: noise.halfWidth(missingOneIn: odds),
                noise: noise
            ).expected(own.map { $0 + noise.sample(&random) })
            let side = ProtectedRatio.Side(
                value: max(0, observed + counts.sample(&random)), halfWidth: counts.halfWidth(missingOneIn: 60))
            guard let ratio = IndirectStandard.ratio(side, to: expected) else { continue }
            if ratio.low > 123 || ratio.high.map({ $0 < 124 }) ?? false { missed += 1 }
        }
        #expect(missed <= 30)
    }

    @Test(
        "a direct rate is the weighted mean of the strata's rates, and its interval holds the truth, from seed 82",
        arguments: NoiseFamily.allCases)
    func direct(family: NoiseFamily) throws {
        let noise = try #require(DiscreteNoise(family, noiseMultiplierSquared: 25, contributionBound: 1))
        let still = DirectStandard(weights: [20, 60, 20], personsWidth: 0, noise: noise)
        let found = try #require(
            still.rate(events: [10, 60, 40], persons: [1_000, 2_000, 400], scale: 10_000, decimals: 1))
        // 0.2 · 10 + 0.6 · 30 + 0.2 · 100 = 40 for each 1,000.
        #expect(found.value == 400)
        let standard = DirectStandard(
            weights: [20, 60, 20], personsWidth: noise.halfWidth(missingOneIn: DirectStandard.odds(strata: 3)),
            noise: noise)
        var random = SeededRandomness(seed: 82)
        var missed = 0
        for _ in 0..<600 {
            let rate = try #require(
                standard.rate(
                    events: [10, 60, 40].map { $0 + noise.sample(&random) },
                    persons: [1_000, 2_000, 400].map { $0 + noise.sample(&random) }, scale: 10_000, decimals: 1))
            if !(rate.low...(rate.high ?? 0)).contains(400) { missed += 1 }
        }
        #expect(missed <= 30)
    }

    @Test("a direct rate needs somebody in every stratum that weighs anything")
    func emptyStratum() throws {
        let noise = try #require(DiscreteNoise(.gaussian, noiseMultiplierSquared: 25, contributionBound: 1))
        let standard = DirectStandard(weights: [1, 1], personsWidth: 15, noise: noise)
        #expect(standard.rate(events: [5, 5], persons: [100, 15], scale: 1_000, decimals: 3) == nil)
        let weightless = DirectStandard(weights: [1, 0], personsWidth: 15, noise: noise)
        #expect(weightless.rate(events: [5, 5], persons: [100, 15], scale: 1_000, decimals: 3)?.value == 50)
    }

    @Test("observed, expected and their ratio are told together")
    func told() throws {
        let plan = try Street.plan([
            ("by", #"["person.borough"]"#), StatisticQuestions.measures("indirectly standardised"),
        ])
        let table = try plan.assemble(
            Street.exact(plan) { part, marginal, _ in
                switch part {
                // Female, male, not stated.
                case .divided(.events, _): 50_000
                case .divided: marginal.kept.isEmpty ? 100_000 : 20_000
                case .events: 36_000
                default: 60_000
                }
            })
        guard case .statistic(let found, _) = table.rows[0].values[0] else {
            Issue.record("nothing shows")
            return
        }
        // Everybody's rate is one half: 30,000 of 60,000.
        #expect(found.value == "1.20" && found.beside == [.observed(36_000), .expected("30000.0")])
    }

    @Test("person-years are months by twelve, and a rate is for each so many of them")
    func personTime() throws {
        func number(_ part: MeasurePart) -> Int {
            switch part {
            case .months: 12_006
            case .events: 500
            default: 1_000
            }
        }
        let years = try Street.plan([StatisticQuestions.measures("person-years")])
        let yearsTable = try years.assemble(Street.exact(years) { part, _, _ in number(part) })
        guard case .statistic(let found, _) = yearsTable.rows[0].values[0] else {
            Issue.record("nothing shows")
            return
        }
        // z · B = 60 months: 118 to either side.
        #expect(found.value == "1000.5")
        #expect(found.noise95 == .init(low: "990.6", high: "1010.4"))
        let rate = try Street.plan([StatisticQuestions.measures("rate")])
        let rateTable = try rate.assemble(Street.exact(rate) { part, _, _ in number(part) })
        guard case .ratio(let told, _) = rateTable.rows[0].values[0] else {
            Issue.record("nothing shows")
            return
        }
        // 500 ∕ (12,006 ∕ 12) for each 1,000.
        #expect(told.value == "499.8" && told.numerator == 500 && told.denominator == 1_001)
    }

    @Test("a public number has no noise, more than it is told, and a cell without one has no ratio")
    func reference() throws {
        let plan = try Street.plan([
            ("by", #"["person.borough","person.sex"]"#), StatisticQuestions.measures("ratio to a reference"),
        ])
        let table = try plan.assemble(Street.exact(plan) { _, _, cell in cell == 0 ? 245 : 500 })
        guard case .ratio(let first, _) = table.rows[0].values[0], case .ratio(let second, _) = table.rows[1].values[0]
        else {
            Issue.record("nothing shows")
            return
        }
        // B1, women: 490. The interval is that of the count, ± 12. B1, men: also 490, and 500 were counted.
        #expect(first.value == "0.500" && first.noise95 == .init(low: "0.475", high: "0.525"))
        #expect(!first.isAboveReference && second.isAboveReference && second.denominator == 490)
        // Sex not stated: the census does not know of it.
        #expect(table.rows[2].values[0] == .notDefined)
    }

    @Test("rates of strata in each cell need people enough for all of them; those of everybody do not")
    func density() throws {
        let age = #"{"variable":"person.age","at":"2025-04","grouping":"tenYear"}"#
        let by = #"["person.area","person.sex","person.carer",\#(age)]"#
        let strict = try Profile(
            Street.parse(Street.profileText.replacing(#""unitsPerCell":20"#, with: #""unitsPerCell":100"#)))
        func refusals(_ name: String) throws -> [LimitRefusal.Limit] {
            let query = try Street.resolve([("by", by), StatisticQuestions.measures(name)])
            return StaticLimits.check(query, catalogue: try Street.catalogue(), profile: strict).map(\.limit)
        }
        #expect(try refusals("person-years").isEmpty)
        #expect(try refusals("indirectly standardised").isEmpty)
        #expect(try refusals("directly standardised") == [.measures])
    }
}
