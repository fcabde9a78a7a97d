import Catalogue
import DisclosureControl
import GatewayTesting
import Governance
import QueryEngines
import QueryLanguage
import Testing

@Suite("People who are told apart by their household come from enough households")
struct LinkedFloorTests {
    private static let flag = #"{"variable":"household.busy@1","in":["often"]}"#

    /// What the cell of a table shows whose 400 people, and 400 others, come from so many households each.
    private func shown(
        _ members: [(String, String)], households: Int?, others: Int = 50, obligations: [Obligation] = []
    ) throws -> Bool {
        let plan = try Street.plan(members, obligations: [.protect(profile: "standard")] + obligations)
        var random = SeededRandomness.fresh("linked floor")
        let table = Street.table(plan.query) { _, part, _ in
            let people = Street.people(800, part)
            return ExactCell(
                value: people.value, units: people.units, persons: people.persons, complement: people.complement,
                top: people.top, linked: households.map { .init(units: $0, complement: others) })
        }
        let answer = try plan.assemble(Street.stored(plan.draw(table, stored: [:], random: &random)))
        return !"\(answer.rowsJSON)".contains("not-shown")
    }

    @Test(
        "five households show, four do not, however many people they are",
        arguments: [
            [("population", flag)],
            [("measures", #"{"share":{"proportion":\#(flag),"missing":"asNo"}}"#)],
        ])
    func people(members: [(String, String)]) throws {
        #expect(try shown(members, households: 5))
        #expect(try !shown(members, households: 4))
    }

    @Test("the people whom a share leaves out come from enough households too")
    func complement() throws {
        let share = [("measures", #"{"share":{"proportion":\#(Self.flag),"missing":"asNo"}}"#)]
        #expect(try shown(share, households: 100, others: 5))
        #expect(try !shown(share, households: 100, others: 4))
    }

    @Test("an approval's restriction counts like the asker's own condition")
    func restricted() throws {
        let filter = try QueryResolver.resolveFilter(Street.parse(Self.flag), for: .person, in: Street.catalogue())
        #expect(try shown([], households: 5, obligations: [.restrict(filter.predicate)]))
        #expect(try !shown([], households: 4, obligations: [.restrict(filter.predicate)]))
    }

    @Test("an engine that counts no households where they matter, or some where they do not, is not believed")
    func unfit() throws {
        #expect(throws: DisclosureError.unfitTable) { _ = try shown([("population", Self.flag)], households: nil) }
        #expect(throws: DisclosureError.unfitTable) { _ = try shown([], households: 50) }
        #expect(try shown([], households: nil))
    }

    @Test("the floor is part of the number's meaning, and is told")
    func told() throws {
        let plan = try Street.plan([("population", Self.flag)])
        let key = try #require(plan.draws.first)
        #expect(String(decoding: key.canonical, as: UTF8.self).contains(#""linkedFloor":5"#))
        #expect("\(try plan.record())".contains("leastLinkedUnits"))
    }

    @Test("a profile that adds no noise does not offer it", arguments: ["counts-nhs", "cell-key"])
    func exact(name: String) throws {
        let query = try Street.resolve([("population", Self.flag)])
        let all = #""datasets": ["care_event", "household", "person"]"#
        let profile = try ExactProfiles.profile(name, replacing: [(#""datasets": []"#, all)])
        let refusals = StaticLimits.check(query, catalogue: try Street.catalogue(), profile: profile)
        #expect(refusals.contains { $0.limit == .measures && $0.message.contains("link `household`") })
    }
}
