import Catalogue
import DifferentialPrivacy
import DisclosureControl
import Governance
import JSON
import QueryLanguage
import Testing

@Suite("What a table costs")
struct PriceTests {
    private func prices(_ members: [(String, String)]) throws -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: try Street.plan(members).priceLines().map { ($0.ledger.name, "\($0.amount)") })
    }

    private static let during = #""during":{"from":"2025-01","to":"2025-03"}"#
    private static let four = #"""
        {"people":{"count":"unit"},
         "admissions":{"count":"care_event","where":{"variable":"care_event.type","in":["EM"]},\#(during)},
         "carers":{"proportion":{"variable":"person.carer","in":["yes"]},"missing":"asNo"},
         "positivity":{"ratio":{"of":{"count":"care_event","where":{"variable":"care_event.type","in":["AE"]},\#(during)},
           "to":{"count":"care_event",\#(during)}}}}
        """#

    @Test(
        "parts times marginals over twice the noise variance, identical parts once",
        arguments: [
            // One count of units: 1/50.
            ([("measures", #"{"people":{"count":"unit"}}"#)], "1/50"),
            // Events are two parts.
            ([("measures", #"{"a":{"count":"care_event",\#(during)}}"#)], "1/25"),
            // A share of everybody, whose denominator is the count of people that stands beside it anyway.
            (
                [
                    (
                        "measures",
                        #"""
                        {"people":{"count":"unit"},
                         "carers":{"proportion":{"variable":"person.carer","in":["yes"]},"missing":"asNo"}}
                        """#
                    )
                ], "1/25"
            ),
            // People 1/50, two ratios' sides 2/25, admissions' two parts less none, the share 1/50: 8 parts.
            ([("measures", four)], "4/25"),
            // Four marginals with totals over two dimensions.
            ([("by", #"["person.sex","person.borough"]"#), ("totals", "true")], "2/25"),
            ([("precision", #""high""#)], "1/18"),
            ([("precision", #""scan""#)], "1/800"),
        ])
    func project(members: [(String, String)], price: String) throws {
        #expect(try prices(members)["project P-0001"] == price)
    }

    @Test("1/50 + 2/25 + 1/50 + 3/50 is exactly 9/50")
    func exact() throws {
        let terms = try ["1/50", "2/25", "1/50", "3/50"].map { try #require(Rational(parsing: $0)) }
        #expect(try Rational.sum(terms).description == "9/50")
    }

    @Test("a dimension over many rows costs its bound C, or its cells where they are fewer")
    func manyRows() throws {
        let byMonth = [
            ("by", #"["care_event.month"]"#), ("measures", #"{"a":{"count":"care_event",\#(Self.during)}}"#),
        ]
        // Two parts, C = 2.
        #expect(try prices(byMonth)["project P-0001"] == "2/25")
        // The total is one cell: C = 1 there.
        #expect(try prices(byMonth + [("totals", "true")])["project P-0001"] == "3/25")
    }

    @Test("every dataset is debited, filters included, and the person spine")
    func everyLedger() throws {
        let lines = try prices([
            ("population", #"{"some":"care_event",\#(Self.during),"atLeast":1}"#)
        ])
        #expect(
            lines == [
                "project P-0001": "1/50", "dataset care_event": "1/50", "dataset person": "1/50",
                "spine person": "1/50",
            ])
    }

    @Test("a person-level query over household attributes costs the square of the largest household there")
    func household() throws {
        let lines = try prices([("population", #"{"variable":"household.tenure","in":["own"]}"#)])
        #expect(lines["spine household"] == "72/25")
        #expect(lines["spine person"] == "1/50")
        let homes = try prices([("unit", #""household""#), ("measures", #"{"homes":{"count":"unit"}}"#)])
        #expect(homes["spine household"] == "1/50")
        #expect(homes["spine person"] == "1/50")
    }

    @Test(
        "a person may change what a whole home is counted by, so the person spine pays for all of the home",
        arguments: [
            // 12 persons at most share a home: 144/50.
            ("population", #"{"variable":"household.busy@1","in":["often"]}"#, "72/25"),
            (
                "measures", #"{"s":{"proportion":{"variable":"household.busy@1","in":["some"]},"missing":"asNo"}}"#,
                "144/25"
            ),
            // Where the variable divides the table, eleven others move from one cell to another: (144 + 121)/50.
            ("by", #"["household.busy@1"]"#, "53/10"),
            // Nobody but the household's own row makes this.
            ("by", #"["household.tenure"]"#, "1/50"),
        ])
    func shared(member: String, text: String, price: String) throws {
        let lines = try prices([(member, text)])
        #expect(lines["spine person"] == price)
        let parts = member == "measures" ? "144/25" : "72/25"
        #expect(lines["spine household"] == parts)
    }

    @Test("a restriction of the approval is paid like a condition of the question")
    func restricted() throws {
        let filter = try QueryResolver.resolveFilter(
            Street.parse(#"{"variable":"household.busy@1","in":["often"]}"#), for: .person, in: Street.catalogue())
        let plan = try Street.plan([], obligations: [.restrict(filter.predicate), .protect(profile: "standard")])
        let lines = try plan.priceLines().map { "\($0.ledger.name) \($0.amount)" }
        #expect(lines.contains("spine person 72/25"))
    }

    @Test("a household that is counted by its members' rows is one unit, which moves where they divide the table")
    func ownMembers() throws {
        let homes = [("unit", #""household""#), ("measures", #"{"homes":{"count":"unit"}}"#)]
        let condition = [("population", #"{"variable":"household.busy@1","in":["often"]}"#)]
        #expect(try prices(homes + condition)["spine person"] == "1/50")
        let divided = try prices(homes + [("by", #"["household.busy@1"]"#)])
        #expect(divided["spine person"] == "1/25")
        #expect(divided["spine household"] == "1/50")
    }

    @Test("a project pays once for each key, datasets once for everybody")
    func once() throws {
        let plan = try Street.plan([("by", #"["person.sex"]"#), ("totals", "true")])
        let paid = Set([plan.draws[0].key])
        let all = Set(plan.draws.map(\.key))
        let lines = try plan.priceLines(projectOwes: all.subtracting(paid), storeLacks: [])
        #expect(
            lines.map { "\($0.ledger.name) \($0.amount)" } == [
                "project P-0001 1/50", "dataset person 0", "spine person 0",
            ])
    }

    @Test("experts are told ε both ways, the advantage of a spent budget, and the stars beside them")
    func statement() throws {
        let statement = try Street.plan([]).statement()
        #expect(statement.rho.description == "1/50")
        #expect(statement.simpleEpsilon == "1.16")
        #expect(statement.tightEpsilon == "1.00")
        #expect(statement.membershipAdvantageAtCap == "0.683")
        #expect(statement.starLeak == "0.029")
    }
}
