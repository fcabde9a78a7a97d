import Catalogue
import DisclosureControl
import GatewayTesting
import Governance
import JSON
import QueryLanguage
import Testing

@Suite("One key for one meaning")
struct ReleaseKeyTests {
    @Test(
        "other words, other orders and other names have the same keys",
        arguments: [
            (
                [("by", #"["person.sex","person.borough"]"#), ("totals", "true")],
                [("by", #"[{"variable":"person.area","grouping":"borough"},"person.sex"]"#), ("totals", "true")]
            ),
            ([("measures", #"{"a":{"count":"unit"}}"#)], [("measures", #"{"b":{"count":"unit"}}"#)]),
            (
                [("population", #"{"variable":"person.sex","in":["F"]}"#)],
                [("population", #"{"all":[{"not":{"not":{"variable":"person.sex","in":["F"]}}}]}"#)]
            ),
            ([("purpose", #""research""#)], [("purpose", #""planning""#)]),
            ([("project", #""P-0001""#)], [("project", #""P-0002""#)]),
        ])
    func same(one: [(String, String)], other: [(String, String)]) throws {
        #expect(try Street.keys(one) == Street.keys(other))
    }

    @Test("a total has one key whichever table shows it, and the same part whatever stands beside it")
    func shared() throws {
        let bySex = try Street.keys([("by", #"["person.sex"]"#), ("totals", "true")])
        let byArea = try Street.keys([("by", #"["person.area"]"#), ("totals", "true")])
        let total = try Street.keys([])
        #expect(total.count == 1)
        #expect(bySex.intersection(byArea) == total)
        let beside = try Street.keys([
            ("by", #"["person.sex"]"#), ("totals", "true"),
            (
                "measures",
                #"{"p":{"count":"unit"},"e":{"count":"care_event","during":{"from":"2025-01","to":"2025-02"}}}"#
            ),
        ])
        #expect(bySex.isSubset(of: beside))
    }

    @Test("the cells of a draw stand in one order, so that turned tables show the same numbers")
    func turned() throws {
        let one = try Street.plan([("by", #"["person.sex","person.area"]"#), ("totals", "true")])
        let other = try Street.plan([("by", #"["person.area","person.sex"]"#), ("totals", "true")])
        var random = SeededRandomness(seed: 21)
        let store = Street.stored(
            try one.draw(
                Street.table(one.query) { marginal, part, cell in
                    Street.people(100 + 37 * marginal.kept.count + 11 * cell, part)
                }, stored: [:], random: &random))
        let first = try one.assemble(store)
        let second = try other.assemble(store)
        let turned = Dictionary(uniqueKeysWithValues: second.rows.map { ([$0.codes[1], $0.codes[0]], $0.values) })
        #expect(first.rows.count == second.rows.count)
        for row in first.rows { #expect(turned[row.codes] == row.values) }
    }

    /// The rows of people that are left without the controller of one sex.
    private static func covered(leavingOut code: Int) throws -> CoveredRows {
        let people = try #require(DatasetID("person").flatMap(try Street.catalogue().dataset))
        let rows = ControllerRows(
            variable: VariableName(dataset: people.id, name: "sex"), named: [], column: "sex", codes: [code])
        let controller = Controller(id: "c\(code)", name: "A controller", covers: "some", rows: rows)
        return CoveredRows(people, leavingOut: [controller])
    }

    @Test("what changes the number changes the key")
    func different() throws {
        let plain = try Street.plan([]).draws[0].key
        let optOuts = Obligation.honourOptOuts([.nationalDataOptOut])
        let protect = Obligation.protect(profile: "standard")
        let women = try Street.resolve([("population", #"{"variable":"person.sex","in":["F"]}"#)]).population
        let others: [String] = [
            try Street.plan([("population", #"{"variable":"person.sex","in":["F"]}"#)]).draws[0].key,
            try Street.plan([("precision", #""high""#)]).draws[0].key,
            try Street.plan([], digest: "d2").draws[0].key,
            try Street.plan([], obligations: [protect, optOuts]).draws[0].key,
            try Street.plan([], obligations: [protect, optOuts], optOutVersion: "2026-03-03").draws[0].key,
            try Street.plan([], obligations: [protect, .restrict(women)]).draws[0].key,
            try Street.plan([], obligations: [protect, .countOnly(Self.covered(leavingOut: 0))]).draws[0].key,
            try Street.plan([], obligations: [protect, .countOnly(Self.covered(leavingOut: 1))]).draws[0].key,
            try Street.plan([("unit", #""household""#)]).draws[0].key,
            try Street.plan([("by", #"["person.sex"]"#)]).draws[0].key,
        ]
        #expect(Set(others + [plain]).count == others.count + 1)
    }

    @Test("a release that the number does not rest on is not in its key")
    func restsOn() throws {
        let total = try Street.plan([]).draws[0]
        #expect(String(decoding: total.canonical, as: UTF8.self).contains(#""snapshots":{"person":"2026-03/d1"}"#))
    }

    @Test("another profile, or a release that nobody gave, makes no plan")
    func refused() throws {
        #expect(throws: DisclosureError.otherProfile("dp")) {
            try Street.plan([], obligations: [.protect(profile: "dp")])
        }
        let catalogue = try Street.catalogue()
        let person = try #require(DatasetID("person"))
        #expect(throws: DisclosureError.unknownSnapshot(person)) {
            try ReleasePlan(
                Street.authorize(Street.resolve([]), []), catalogue: catalogue, profile: Street.standard(),
                snapshots: [:], optOutVersion: "2026-03-02", hash: { $0 })
        }
    }
}
