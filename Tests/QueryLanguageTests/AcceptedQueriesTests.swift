import Catalogue
import JSON
import QueryLanguage
import Testing

@Suite("Accepted queries and their canonical form")
struct AcceptedQueriesTests {
    static let populationTable: [(asked: String, canonical: String)] = [
        (
            #"{"variable":"person.sex","in":["_notStated","F"]}"#,
            #"{"column":"person.sex","in":["F","_notStated"]}"#
        ),
        (
            #"{"variable":"person.age","at":"2025-04","from":65}"#,
            #"{"column":"person.birthMonth","in":[["1930-01","1960-04"]]}"#
        ),
        (
            #"{"variable":"person.age","at":"2025-04","missing":["notYet"]}"#,
            #"{"column":"person.birthMonth","in":[["2025-05","2026-03"]]}"#
        ),
        (
            #"{"variable":"household.tenure","in":["own","_notLinked"]}"#,
            #"{"column":"household.tenure","via":"household","in":["own","_noRow"]}"#
        ),
        (
            #"{"some":"care_event","during":{"from":"2025-02","to":"2025-02"},"where":{"variable":"care_event.losDays","from":3},"atLeast":2,"atMost":4}"#,
            #"{"rows":{"dataset":"care_event","where":{"all":[{"column":"care_event.date","in":[["2025-02-01","2025-02-28"]]},{"column":"care_event.losDays","in":[["3","20"]]}]}},"atLeast":2,"atMost":4}"#
        ),
        (
            #"{"any":[{"some":"gp_condition"},{"variable":"person.carer","in":["yes"]}]}"#,
            #"{"any":[{"column":"person.carer","in":["yes"]},{"rows":{"dataset":"gp_condition","where":true},"atLeast":1}]}"#
        ),
        (
            #"{"not":{"some":"gp_condition","atLeast":2,"atMost":3}}"#,
            #"{"any":[{"rows":{"dataset":"gp_condition","where":true},"atLeast":0,"atMost":1},{"rows":{"dataset":"gp_condition","where":true},"atLeast":4}]}"#
        ),
    ]

    @Test("populations", arguments: populationTable.indices)
    func populations(row: Int) throws {
        let (asked, canonical) = Self.populationTable[row]
        #expect(Ask.text(try Ask.resolve([("population", asked)]).canonicalPopulation) == canonical)
    }

    static let measureTable: [(asked: String, parts: [String])] = [
        (#"{"count":"unit"}"#, [#"{"units":true}"#]),
        (
            #"{"count":"gp_condition"}"#,
            [
                #"{"events":{"dataset":"gp_condition","where":true},"perCell":2}"#,
                #"{"unitsWithEvents":{"dataset":"gp_condition","where":true}}"#,
            ]
        ),
        (
            #"{"proportion":{"variable":"person.carer","in":["yes"]},"missing":"row"}"#,
            [
                #"{"units":{"column":"person.carer","in":["_notStated"]}}"#,
                #"{"share":{"column":"person.carer","in":["yes"]},"among":{"column":"person.carer","in":["yes","no"]}}"#,
                #"{"units":{"column":"person.carer","in":["yes","no"]}}"#,
            ]
        ),
        (
            #"{"proportion":{"variable":"person.carer","in":["yes"]},"missing":"asNo"}"#,
            [#"{"share":{"column":"person.carer","in":["yes"]},"among":true}"#, #"{"units":true}"#]
        ),
        (
            #"{"ratio":{"of":{"count":"gp_condition","atMost":1},"to":{"count":"unit"}},"per":1000}"#,
            [
                #"{"events":{"dataset":"gp_condition","where":true},"perCell":1}"#,
                #"{"unitsWithEvents":{"dataset":"gp_condition","where":true}}"#, #"{"units":true}"#,
            ]
        ),
    ]

    @Test("measures are made of parts", arguments: measureTable.indices)
    func measures(row: Int) throws {
        let (asked, parts) = Self.measureTable[row]
        #expect(try Ask.resolve([("measures", #"{"m":\#(asked)}"#)]).canonicalParts.map(Ask.text) == parts)
    }

    @Test("measures that need the same part share it")
    func sharedParts() throws {
        let query = try Ask.resolve([
            (
                "measures",
                #"{"a":{"count":"unit"},"b":{"ratio":{"of":{"count":"gp_condition"},"to":{"count":"unit"}}},"c":{"count":"gp_condition"}}"#
            )
        ])
        #expect(query.parts.count == 3)
        #expect(
            query.measures.map(\.kind) == [
                .units(0), .ratio(of: Counted(part: 1, units: 2), to: Counted(part: 0, units: 0), per: 1),
                .events(1, units: 2),
            ])
        #expect(query.measures.map(\.unitLabel) == ["person", "gp_condition", "gp_condition"])
    }

    @Test("dimensions take their groups from the catalogue, ways of being missing last")
    func dimensions() throws {
        let query = try Ask.resolve([
            (
                "by",
                #"["person.borough",{"variable":"person.age","at":"2025-04","grouping":"broad"},{"variable":"household.imd","grouping":"half"},"consent.status"]"#
            ), ("totals", "true"),
        ])
        #expect(
            query.dimensions.map { $0.groups.map(\.code) } == [
                ["B1", "B2"], ["a0-17", "a18-64", "a65+", "_notStated", "_notYet"], ["worse", "better", "_notLinked"],
                ["a", "b", "_notLinked"],
            ])
        #expect(query.marginals.count == 16)
        #expect(query.marginals.first?.cellCount == 90)
        #expect(query.marginals.last?.cellCount == 1)
        for dimension in query.dimensions { #expect(dimension.groupOf.dropLast().allSatisfy { $0 != nil }) }
    }

    @Test("a dimension over rows takes the period that the measures have")
    func rowDimensions() throws {
        let measures = #"{"m":{"count":"care_event","during":{"from":"2025-02","to":"2025-03"}}}"#
        let short = try Ask.resolve([("by", #"["care_event.month"]"#), ("measures", measures)])
        let long = try Ask.resolve([
            ("by", #"[{"variable":"care_event.month","during":{"from":"2025-02","to":"2025-03"}}]"#),
            ("measures", measures),
        ])
        #expect(short.rowDimensions != nil)
        #expect(short.canonical == long.canonical)
    }

    @Test("what a query touches is told: views with what they look at, filters, links")
    func touched() throws {
        let query = try Ask.resolve([
            (
                "population",
                #"{"all":[{"variable":"household.imd","in":["1"]},{"some":"care_event","during":{"from":"2025-01","to":"2025-01"}}]}"#
            ),
            ("by", #"["person.borough",{"variable":"person.age","at":"2025-04","grouping":"broad"}]"#),
        ])
        #expect(
            query.variables.sorted().map(\.description) == [
                "care_event.date", "household.imd", "person.age", "person.area", "person.birthMonth", "person.borough",
            ])
        #expect(
            query.variablesToApprove.sorted().map(\.description) == [
                "care_event.date", "household.imd", "person.age", "person.birthMonth", "person.borough",
            ])
        #expect(query.datasets.sorted().map(\.description) == ["care_event", "household", "person"])
        #expect(query.links.map(\.role) == ["household"])
        #expect(
            query.says
                == "People with Deprivation in 1 and 1 or more of Care events (from 2025-01 to 2025-01), by Borough and Age at 2025-04"
        )
    }

    @Test("a household is reached by the rows of its persons")
    func households() throws {
        let query = try Ask.resolve([
            ("unit", #""household""#),
            (
                "measures",
                #"{"m":{"count":"gp_condition"},"old":{"count":"unit","where":{"some":"person","where":{"variable":"person.age","at":"2025-04","from":65}}}}"#
            ),
        ])
        #expect(
            Ask.text(query.canonicalParts[0])
                == #"{"events":{"dataset":"gp_condition","via":"household","where":true},"perCell":24}"#)
        #expect(query.datasets.map(\.description).sorted() == ["gp_condition", "household", "person"])
    }

    @Test("a row filter is read by itself")
    func filter() throws {
        let filter = try QueryResolver.resolveFilter(
            Ask.parse(#"{"variable":"person.borough","in":["B2"]}"#), for: .person, in: Ask.catalogue())
        #expect(Ask.text(filter.canonical) == #"{"column":"person.area","in":["L5","L6"]}"#)
        #expect(filter.says == "Borough in B2")
    }
}
