import AuditLog
import DifferentialPrivacy
import Foundation
import Gateway
import Governance
import JSON
import OpenSSL
import Synchronization
import Testing

@Suite("Privacy budgets")
struct BudgetTests {
    @Test("add up exactly: 1/50 + 2/25 + 1/200 + 1/18 of 2")
    func exact() throws {
        let world = try World()
        let questions = [
            (Town.query("P-0001"), "1/50", "99/50"),
            (Town.query("P-0001", by: ["area", "carer"], totals: true), "2/25", "19/10"),
            (Town.query("P-0001", precision: "exploratory"), "1/200", "379/200"),
            (Town.query("P-0001", precision: "high"), "1/18", "3311/1800"),
        ]
        for (query, spent, left) in questions {
            let body = try world.ask(query, by: World.rosa).body
            #expect(body?.spent == spent)
            #expect(body?.left == left)
        }
        let budget = try world.budget()
        #expect(budget.spent == "289/1800")
        try world.restart()
        #expect(try world.budget() == budget, "the log alone gives the same budgets again")
    }

    @Test("are never overdrawn, however many ask at once")
    func notOverdrawn() throws {
        let world = try World(budget: "1/10")
        let answers = Mutex(0)
        let variables = [["sex"], ["area"], ["carer"], ["sex", "area"], ["sex", "carer"], ["area", "carer"], []]
        try inParallel(14) { number in
            let query = Town.query("P-0001", by: variables[number % 7], precision: "standard")
            if (try? world.ask(query, by: World.rosa))?.body != nil { answers.withLock { $0 += 1 } }
        }
        let spent = try #require(Rational(parsing: try world.budget().spent))
        let cap = try #require(Rational(1, over: 10))
        #expect(spent <= cap)
        #expect(try world.story().unpaired == 0)
        // Whoever was refused gave everything back: what is left can still be spent.
        var left = 5 - spent.numerator * 50 / spent.denominator
        for place in variables where left > 0 {
            let body = try world.ask(Town.query("P-0001", by: place), by: World.rosa).body
            if body?.spent == "1/50" { left -= 1 }
        }
        #expect(try world.budget().left == "0")
        #expect(
            try world.ask(Town.query("P-0001", precision: "scan"), by: World.rosa).refusal?.reasons.map(\.clause) == [
                "PRI-6"
            ])
    }

    @Test("what stars betray is added up from the log, and capped where the profile says so")
    func stars() throws {
        // One count under T = t + 5 z betrays with 4.9e-7 at most: two of them fit.
        let world = try World(protection: "strict", stars: "1/1000000")
        let one = try world.ask(Town.query("P-0001", by: ["sex"]), by: World.rosa).body
        #expect(one != nil)
        let first = try world.budget()
        let each = try #require(Rational(parsing: first.starsSpent))
        let (least, most) = (try #require(Rational(1, over: 2_500_000)), try #require(Rational(1, over: 2_000_000)))
        #expect(least < each && each < most)
        #expect(first.starsGranted == "1/1000000")
        #expect(try world.ask(Town.query("P-0001", by: ["area"]), by: World.rosa).body != nil)
        // A question that was paid for adds nothing.
        #expect(try world.ask(Town.query("P-0001", by: ["sex"]), by: World.rosa).body != nil)
        let full = try world.budget()
        #expect(full.starsSpent == "\(try each.adding(each))")
        let third = try world.ask(Town.query("P-0001", by: ["carer"]), by: World.rosa)
        #expect(third.refusal?.reasons.map(\.clause) == ["PRI-6"])
        let words = try #require(third.refusal?.reasons.first).message
        #expect(words.contains(" of what your project's hidden cells may betray in a year and "))
        #expect(try world.budget() == full)
        try world.restart()
        #expect(try world.budget() == full)
        // Another project has its own.
        #expect(try world.ask(Town.query("P-0002", by: ["carer"]), by: World.omar).body != nil)
    }

    @Test("under `standard` what stars betray is told, and refuses nothing")
    func toldStars() throws {
        let world = try World()
        for variables in [["sex"], ["area"], ["carer"]] {
            #expect(try world.ask(Town.query("P-0001", by: variables, precision: "scan"), by: World.rosa).body != nil)
        }
        let budget = try world.budget()
        #expect(budget.starsGranted == nil)
        let spent = try #require(Rational(parsing: budget.starsSpent))
        let most = try #require(Rational(9, over: 100))
        #expect(.zero < spent && spent < most)
    }

    @Test("are never above what the profile allows, whatever an approval grants")
    func profileCap() throws {
        let world = try World(budget: "7")
        #expect(try world.budget().granted == "2")
        #expect(try world.ask(Town.query("P-0001"), by: World.rosa).body?.left == "99/50")
    }

    @Test("hold where no policy file says so")
    func floor() throws {
        let world = try World(budget: "1/50", without: "PRI-6")
        #expect(try world.ask(Town.query("P-0001"), by: World.rosa).body != nil)
        let refusal = try world.ask(Town.query("P-0001", by: ["area"]), by: World.rosa).refusal
        #expect(refusal?.code == "SH-G401")
        #expect(refusal?.reasons.map(\.clause) == ["PRI-6"])
        #expect(world.engine.runs == 1)
    }

    @Test("come back a year after they were spent, on the day that an auditor counts")
    func rollingYear() throws {
        let world = try World()
        _ = try world.ask(Town.query("P-0001"), by: World.rosa)
        world.clock.move(days: 364)
        #expect(try world.budget().spent == "1/50")
        world.clock.move(days: 1)
        #expect(try world.budget().spent == "0")
        try world.restart()
        #expect(try world.budget().spent == "0")
    }

    @Test("are free for what the project has paid before, and for nobody else")
    func paidOnce() throws {
        let world = try World()
        let first = try world.ask(Town.query("P-0001", by: ["sex", "area"]), by: World.rosa).body
        let turned = try world.ask(Town.query("P-0001", by: ["area", "sex"]), by: World.rosa).body
        #expect(first?.spent == "1/50")
        #expect(turned?.spent == "0")
        #expect(turned?.left == first?.left)
        #expect(try world.ask(Town.query("P-0002", by: ["area", "sex"]), by: World.omar).body?.spent == "1/50")
        #expect(world.engine.runs == 1)
    }
}

extension World {
    func budget(of id: String = "P-0001") throws -> ProjectBudget {
        let project = try #require(try gateway.project(id))
        return try #require(try gateway.budget(of: project))
    }
}
