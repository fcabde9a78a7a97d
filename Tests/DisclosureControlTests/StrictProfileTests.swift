import Catalogue
import DifferentialPrivacy
import Foundation
import GatewayTesting
import Governance
import JSON
import QueryLanguage
import Testing

@testable import DisclosureControl

@Suite("The profile `strict`, for sensitive data")
struct StrictProfileTests {
    private static func strict(_ changes: [(String, String)] = []) throws -> Profile {
        try ExactProfiles.profile("strict", replacing: changes)
    }

    @Test("a cell shows only far above the floor: T = t + 5 z", arguments: [(9, 25), (25, 35), (100, 60), (400, 110)])
    func thresholds(noise: Int, threshold: Int) throws {
        #expect(try Self.strict().threshold(.person, noiseMultiplierSquared: noise) == threshold)
    }

    @Test(
        "nobody can make it less strict",
        arguments: [
            (#""thresholdMultiple": 5"#, #""thresholdMultiple": 4"#, "/thresholdMultiple"),
            (#""starBudget": "1/10000""#, #""starBudget": "1/9999""#, "/starBudget"),
            (#""starBudget": "1/10000","#, "", "/starBudget"),
            (#""sensitive": true,"#, "", "/sensitive"),
        ])
    func floors(good: String, bad: String, place: String) throws {
        do {
            _ = try Self.strict([(good, bad)])
            Issue.record("it was read")
        } catch DisclosureError.profile(let error) {
            #expect(error.pointer == place || error.message.contains(place.dropFirst()))
        }
    }

    private func plan(_ members: [(String, String)]) throws -> ReleasePlan {
        try Street.plan(members, obligations: [.protect(profile: "strict")], profile: Self.strict())
    }

    @Test("each drawn count of units adds the exact probability that its star betrays a count at the limit, rounded up")
    func leak() throws {
        let noise = try #require(DiscreteGaussian(variance: 25))
        let table = try #require(DiscreteGaussianTable(noise))
        // P[Z ≥ 25] in 2^-56.
        let exact = Int128(table.probability(atLeast: 25).upper)
        let leak = try plan([]).starLeak { _ in true }
        #expect(Int128(leak.numerator) * Int128(ProbabilityBounds.unit) >= exact * Int128(leak.denominator))
        // Two significant digits: at most a tenth more.
        #expect(10 * Int128(leak.numerator) * Int128(ProbabilityBounds.unit) <= 11 * exact * Int128(leak.denominator))
        let twice = try plan([("by", #"["person.sex"]"#), ("totals", "true")]).starLeak { _ in true }
        #expect(twice == (try leak.adding(leak)))
        // Events and sums follow units, and have no star of their own.
        let mean = try plan([StatisticQuestions.measures("mean of rows")]).starLeak { _ in true }
        #expect(mean == leak)
        // A share has two: its own, and its complement's.
        let carers = #"{"carers":{"proportion":{"variable":"person.carer","in":["yes"]},"missing":"asNo"}}"#
        let share = try plan([("measures", carers)]).starLeak { _ in true }
        #expect((try leak.adding(leak)) < share)
        // A unit with rows in C = 2 cells touches two stars.
        let months = #"{"a":{"count":"care_event",\#(StatisticQuestions.during)}}"#
        let rows = try plan([("by", #"["care_event.month"]"#), ("measures", months)]).starLeak { _ in true }
        #expect(rows == (try leak.adding(leak)))
    }

    @Test("a project pays for stars that it has not paid for, up to the profile's cap")
    func line() throws {
        let plan = try plan([("by", #"["person.sex"]"#), ("totals", "true")])
        let line = try plan.starLine(projectOwes: [plan.draws[0].key])
        #expect(line.ledger.name == "stars P-0001")
        #expect(line.cap == Rational(1, over: 10_000))
        #expect(try line.amount.adding(line.amount) == plan.starLeak { _ in true })
        #expect(try plan.starLine(projectOwes: []).amount == .zero)
        #expect(try Street.plan([]).starLine(projectOwes: []).cap == nil)
        #expect(try plan.statement().starLeak.hasSuffix("e-7"))
        #expect(try plan.guarantee().contains("1/10000"))
    }

    @Test("a count that `standard` would show by luck stays hidden")
    func hidden() throws {
        let plan = try plan([])
        var random = SeededRandomness(seed: 91)
        for _ in 0..<3_000 {
            let drawn = try plan.draw(Street.even(plan.query, units: 10), stored: [:], random: &random)
            #expect(drawn[0].cells[0] == .hidden)
        }
    }

    @Test("numbers about sensitive data leave under the one profile that is for them")
    func sensitive() throws {
        let catalogue = try Street.catalogue()
        let datasets = try SmallRegion.declarations().map { declaration in
            guard case .object(var object) = declaration, object["id"] == "gp_condition" else { return declaration }
            object["tier"] = "sensitive"
            return .object(object)
        }.map { declaration in try CatalogueReader.read(declaration) }
        let sensitive = try CatalogueReader.check(datasets)
        let query = try Street.resolve([
            ("population", #"{"some":"gp_condition","at":"2025-06","atLeast":1}"#)
        ])
        let profiles = try Profile.together([Street.standard(), Self.strict()])
        func refused(_ name: String, _ catalogue: Catalogue) throws -> [LimitRefusal.Limit] {
            let profile = try #require(profiles[name])
            return StaticLimits.check(query, catalogue: catalogue, profile: profile).map(\.limit)
        }
        #expect(try refused("standard", sensitive) == [.lineage])
        #expect(try refused("strict", sensitive) == [])
        #expect(try refused("standard", catalogue) == [])
        let both = Street.profileText.replacing(#""sensitive":false"#, with: #""sensitive":true"#)
        #expect(throws: DisclosureError.self) {
            try Profile.together([Profile(Street.parse(both)), Self.strict()])
        }
    }
}
