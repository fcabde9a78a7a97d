import Catalogue
import DifferentialPrivacy
import Foundation
import GatewayTesting
import Governance
import JSON
import QueryEngines
import QueryLanguage
import Testing

@testable import DisclosureControl

@Suite("The profile `dp`: noise alone")
struct PrivateProfileTests {
    static let laplace = (#""family": "gaussian""#, #""family": "laplace""#)

    static func profile(_ changes: [(String, String)] = []) throws -> Profile {
        try ExactProfiles.profile("dp", replacing: changes)
    }

    private func plan(_ members: [(String, String)], _ changes: [(String, String)] = []) throws -> ReleasePlan {
        let everything = try Street.catalogue().datasets.map { "\"\($0.id)\"" }.joined(separator: ",")
        return try Street.plan(
            members, obligations: [.protect(profile: "dp")],
            profile: Self.profile(changes + [(#""datasets": []"#, "\"datasets\": [\(everything)]")]))
    }

    @Test("it ships inert, keeps no floor, rounds nothing, and is the only one")
    func shipped() throws {
        let dp = try Self.profile()
        #expect(dp.lineages == .only([]) && !dp.keepsFloor && dp.roundingBase == 1 && dp.starBudget == nil)
        #expect(dp.name == CharterExemption.profile)
        for other in ["standard", "strict", "counts-nhs"] {
            let profile = try ExactProfiles.profile(other, replacing: [])
            #expect(profile.keepsFloor && profile.name != CharterExemption.profile)
            #expect(profile.floors.person.persons >= 10)
        }
    }

    @Test(
        "nobody can spend more, promise less, or let empty cells show more often",
        arguments: [
            (#""project": "1""#, #""project": "2""#, "/budget/project"),
            (#""project": "1""#, #""project": "1000001/1000000""#, "/budget/project"),
            (#""dataset": "2""#, #""dataset": "5/2""#, "/budget/dataset"),
            (#""days": 365"#, #""days": 364"#, "/budget/days"),
            (#""thresholdOdds": 1000"#, #""thresholdOdds": 999"#, "/thresholdOdds"),
            (#""delta": "1/10000000""#, #""delta": "1/9999999""#, "/delta"),
            (#""delta": "1/10000000""#, #""delta": "0""#, "/delta"),
            (#""high": 9"#, #""high": 8"#, "/noise/high"),
            (#""exploratory": 100"#, #""exploratory": 24"#, "/noise"),
            (#""family": "gaussian""#, #""family": "none""#, "/noise/family"),
            (#""family": "gaussian", "high": 9"#, #""family": "laplace", "high": 10"#, "/noise/high"),
            (#""thresholdOdds": 1000,"#, #""thresholdOdds": 1000, "floors": {},"#, "/floors"),
            (#""thresholdOdds": 1000,"#, #""thresholdOdds": 1000, "roundingBase": 5,"#, "/roundingBase"),
        ])
    func caps(good: String, bad: String, place: String) throws {
        do {
            _ = try Self.profile([(good, bad)])
            Issue.record("it was read")
        } catch DisclosureError.profile(let error) {
            #expect(error.pointer == place)
        }
    }

    @Test(
        "T and the 95 % half-width are those of the documents",
        arguments: [
            ("high", 10, 6, 20, 9), ("standard", 16, 10, 32, 15), ("exploratory", 32, 20, 63, 30),
            ("scan", 63, 39, 125, 60),
        ])
    func numbers(precision: String, threshold: Int, width: Int, laplaceThreshold: Int, laplaceWidth: Int) throws {
        let members = [("precision", "\"\(precision)\"")]
        let (gaussian, laplace) = (try plan(members), try plan(members, [Self.laplace]))
        #expect(gaussian.threshold == threshold && laplace.threshold == laplaceThreshold)
        #expect(try HalfWidths(gaussian).of(0, missingOneIn: HalfWidths.alone) == width)
        #expect(try HalfWidths(laplace).of(0, missingOneIn: HalfWidths.alone) == laplaceWidth)
        // One price for either noise, and keys that tell them apart.
        #expect(try gaussian.cost() == laplace.cost())
        #expect(gaussian.draws[0].key != laplace.draws[0].key)
    }

    private static let questions: [[(String, String)]] = [
        [("by", #"["person.sex"]"#), ("totals", "true")],
        [("measures", PrivacyPromiseTests.carers), ("by", #"["person.sex"]"#)],
        [("measures", PrivacyPromiseTests.admissions)],
        [StatisticQuestions.measures("mean of rows")],
    ]

    /// The same numbers with nobody, or any number of people, behind them.
    private func table(_ plan: ReleasePlan, value: Int, behind: Int) -> UnprotectedTable {
        Street.table(plan.query) { _, part, _ in
            let isShare = if case .share = part { true } else { false }
            return ExactCell(
                value: value, units: behind, persons: behind,
                complement: isShare ? ExactCell.Complement(units: behind, persons: behind) : nil, top: .none)
        }
    }

    @Test("no rule reads who stands behind a number: the same numbers give the same draws, whoever is counted")
    func readsNothing() throws {
        for family in [[], [Self.laplace]] {
            for members in Self.questions {
                let plan = try plan(members, family)
                for value in [0, 1, 9, 10, 30, 500] {
                    let heard = try [0, 3, 9, 10, 100_000, -5].map { behind in
                        var random = SeededRandomness(seed: 71)
                        return try plan.draw(
                            table(plan, value: value, behind: behind), stored: [:], random: &random)
                    }
                    #expect(heard.allSatisfy { $0 == heard[0] }, "\(members) \(value)")
                }
            }
        }
    }

    @Test("a number moves a draw by itself and by nothing else, and a star is a noisy number below T")
    func shifts() throws {
        let plan = try plan([("by", #"["person.sex"]"#)])
        func drawn(_ value: Int, seed: UInt64) throws -> [DrawnCell] {
            var random = SeededRandomness(seed: seed)
            return try plan.draw(table(plan, value: value, behind: 0), stored: [:], random: &random)[0].cells
        }
        var stars = 0
        for seed in UInt64(0)..<300 {
            let high = try drawn(1_000, seed: seed)
            for value in [0, 5, 9, 12, 16, 20] {
                for (cell, far) in zip(try drawn(value, seed: seed), high) {
                    guard case .shown(let noisy) = far else {
                        Issue.record("a thousand is a star")
                        continue
                    }
                    let expected = noisy - 1_000 + value
                    #expect(cell == (expected >= plan.threshold ? .shown(expected) : .hidden))
                    if cell.isHidden { stars += 1 }
                }
            }
        }
        #expect(stars > 1_000)
    }

    @Test("cells show as often as the exact probabilities say, empty ones too, seed printed", arguments: [false, true])
    func distribution(isLaplace: Bool) throws {
        let plan = try plan([("precision", #""high""#)], isLaplace ? [Self.laplace] : [])
        var random = SeededRandomness.fresh("dp with \(plan.profile.noiseFamily)")
        // z = 3: P[X = x] to the precision of a Double.
        let weight = { (x: Int) in isLaplace ? exp(-Double(abs(x)) / 3) : exp(-Double(x * x) / 18) }
        let total = (-400...400).reduce(0) { $0 + weight($1) }
        for value in [0, 1, 9, 10, 15, 20] {
            let times = 20_000
            var shown: [Int: Int] = [:]
            for _ in 0..<times {
                let drawn = try plan.draw(table(plan, value: value, behind: 0), stored: [:], random: &random)
                if case .shown(let number) = drawn[0].cells[0] { shown[number, default: 0] += 1 }
            }
            #expect(shown.keys.allSatisfy { $0 >= plan.threshold })
            func agrees(_ seen: Int, _ probability: Double) -> Bool {
                let mean = Double(times) * probability
                return abs(Double(seen) - mean) <= 6 * mean.squareRoot() + 6
            }
            let tail = (plan.threshold - value...400).reduce(0) { $0 + weight($1) / total }
            #expect(agrees(shown.values.reduce(0, +), tail), "seed \(random.seed): \(value)")
            for number in plan.threshold..<plan.threshold + 15 {
                #expect(agrees(shown[number] ?? 0, weight(number - value) / total), "seed \(random.seed): \(number)")
            }
        }
    }

    @Test("empty and full tables use the same randomness, and no engine's number can stop a draw")
    func noTrap() throws {
        func words(_ value: Int) throws -> Int {
            let plan = try plan([("by", #"["person.sex"]"#)])
            var random = CountedRandomness(seed: 10)
            _ = try plan.draw(table(plan, value: value, behind: 0), stored: [:], random: &random)
            return random.words
        }
        let empty = try words(0)
        for value in [500, Int.max, Int.min] { #expect(try words(value) == empty) }
    }

    @Test("a lone star hides no second one: what shows is what its own noise lets show")
    func loneStars() throws {
        let plan = try plan([("by", #"["person.sex"]"#), ("totals", "true")])
        let drawn = plan.draws.map { draw in
            DrawnMarginal(
                key: draw.key, noiseMultiplierSquared: draw.noiseMultiplierSquared, bound: draw.bound,
                cells: (0..<draw.cellCount).map { $0 == 0 && draw.cellCount > 1 ? .hidden : .shown(40) })
        }
        let shown = try plan.assemble(Street.stored(drawn)).rows.map { $0.values[0] != .notShown }
        #expect(shown.count { !$0 } == 1)
    }

    @Test("the promise is told with its ε and δ, for the table and for a year")
    func statement() throws {
        let plan = try plan([("by", #"["person.sex"]"#), ("totals", "true")])
        let told = try plan.statement()
        #expect(told.rho.description == "1/25" && told.pureEpsilon == nil && told.starLeak == "0")
        let guarantee = try plan.guarantee()
        for words in ["ε = \(told.tightEpsilon)", "δ = 1/10000000", "not shown", "(ρ = 1/25)", "(ρ = 1)"] {
            #expect(guarantee.contains(words), "\(words)")
        }
        #expect(try plan.starLine(projectOwes: Set(plan.draws.map(\.key))).amount == .zero)
        let laplace = try self.plan([("by", #"["person.sex"]"#), ("totals", "true")], [Self.laplace])
        #expect(try laplace.statement().pureEpsilon?.description == "2/5")
        #expect(try laplace.guarantee().contains("ε = 2/5 without any δ"))
        #expect(try laplace.statement().membershipAdvantageAtCap == "0.708")
        #expect(told.membershipAdvantageAtCap == "0.521")
    }

    @Test("the record tells of no floor, and names the noise")
    func record() throws {
        for (changes, noise) in [([], "discrete Gaussian"), ([Self.laplace], "discrete Laplace")] {
            let plan = try plan([("measures", PrivacyPromiseTests.carers)], changes)
            guard case .object(let record) = try plan.record(), case .object(let parameters)? = record["parameters"],
                case .array(let rules)? = record["rules"]
            else {
                Issue.record("no record")
                return
            }
            #expect(parameters["noise"] == .string(noise))
            #expect(parameters["leastPersons"] == nil && parameters["leastUnits"] == nil)
            #expect(parameters["noisyUnitsAtLeast"] == .integer(plan.threshold))
            #expect(!rules.contains { "\($0)".contains("floor") })
        }
    }
}
