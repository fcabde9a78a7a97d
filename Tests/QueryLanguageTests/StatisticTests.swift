import Catalogue
import JSON
import QueryLanguage
import Testing

@Suite("Measures beyond counts are resolved to parts, or refused at their place")
struct StatisticTests {
    static let half = #""during":{"from":"2025-01","to":"2025-06"}"#

    /// A measure, and how many parts it is made of.
    static let accepted: [(measure: String, parts: Int)] = [
        (#"{"sum":"household.rooms","missing":"exclude"}"#, 2),
        (#"{"sum":"care_event.losDays","missing":"exclude",\#(half)}"#, 3),
        (#"{"mean":"household.rooms","missing":"row"}"#, 3),
        (#"{"mean":"care_event.losDays","missing":"row","atMost":2,\#(half)}"#, 5),
        (#"{"mean":"person.age","at":"2025-04","missing":"exclude"}"#, 2),
        (#"{"mean":"person.age","at":"2025-04","via":"mother","missing":"exclude"}"#, 2),
        (#"{"variance":"care_event.losDays","missing":"exclude","clamp":{"to":6},\#(half)}"#, 4),
        (#"{"quantiles":"care_event.losDays","at":["0.5"],"grouping":"bands","missing":"exclude",\#(half)}"#, 3),
        (#"{"quantiles":"household.rooms","at":["0.25","0.975"],"missing":"exclude"}"#, 2),
        (#"{"quantiles":"person.age","ageAt":"2025-04","at":["0.5"],"grouping":"broad","missing":"exclude"}"#, 2),
        (#"{"personYears":{"from":"2025-01","to":"2025-12"}}"#, 2),
        (#"{"ratio":{"of":{"count":"care_event",\#(half)},"to":"personYears"},"per":1000}"#, 4),
        (#"{"ratio":{"of":{"count":"unit"},"to":{"personYears":{"from":"2025-01","to":"2025-12"}}}}"#, 3),
        (#"{"ratio":{"of":{"count":"unit"},"to":{"reference":"census@1"}}}"#, 1),
        (
            #"{"ratio":{"of":{"count":"unit"},"to":{"reference":"census@1","where":{"variable":"person.age","from":18}}}}"#,
            1
        ),
        (
            #"{"standardised":{"method":"indirect","of":{"count":"care_event",\#(half)},"over":["person.sex"],"standard":"population"}}"#,
            5
        ),
        (
            #"{"standardised":{"method":"direct","of":{"count":"care_event",\#(half)},"to":"personYears","over":[{"variable":"person.age","at":"2025-04","grouping":"broad"}],"standard":{"reference":"standard@1"}},"per":1000}"#,
            6
        ),
        (#"{"count":"gp_condition","at":"2025-04"}"#, 2),
    ]

    @Test("measures and how many parts they have", arguments: accepted)
    func accepts(measure: String, parts: Int) throws {
        let query = try Ask.resolve([("measures", #"{"m":\#(measure)}"#), ("by", #"["person.borough"]"#)])
        #expect(query.parts.count == parts)
        let again = try Ask.resolve([("measures", #"{"other":\#(measure)}"#), ("by", #"["person.borough"]"#)])
        #expect(again.canonical == query.canonical)
    }

    /// A measure, the place of the refusal below it, and its code.
    static let refused: [(measure: String, pointer: String, code: String)] = [
        (#"{"share":{"count":"unit"}}"#, "", "SH-Q120"),
        (#"{"sum":"person.sex","missing":"exclude"}"#, "/sum", "SH-Q128"),
        (#"{"sum":"household.rooms"}"#, "", "SH-Q129"),
        (#"{"sum":"household.rooms","missing":"asNo"}"#, "/missing", "SH-Q101"),
        (#"{"sum":"household.rooms","missing":"exclude",\#(half)}"#, "/during", "SH-Q122"),
        (#"{"sum":"household.rooms","missing":"exclude","atMost":2}"#, "/atMost", "SH-Q122"),
        (#"{"mean":"care_event.losDays","missing":"exclude"}"#, "", "SH-Q109"),
        (#"{"mean":"care_event.losDays","missing":"exclude","atMost":4,\#(half)}"#, "/atMost", "SH-Q101"),
        (#"{"mean":"care_event.losDays","missing":"exclude","clamp":{"to":5},\#(half)}"#, "/clamp/to", "SH-Q105"),
        (#"{"mean":"care_event.losDays","missing":"exclude","clamp":{"most":5},\#(half)}"#, "/clamp/most", "SH-Q101"),
        (#"{"mean":"person.age","missing":"exclude"}"#, "/mean", "SH-Q111"),
        (#"{"mean":"care_event.losDays","missing":"exclude","at":"2025-04",\#(half)}"#, "/at", "SH-Q112"),
        (#"{"mean":"care_event.stay","missing":"exclude",\#(half)}"#, "/mean", "SH-Q103"),
        (#"{"quantiles":"household.rooms","at":["0.5"]}"#, "", "SH-Q129"),
        (#"{"quantiles":"household.rooms","at":[1],"missing":"exclude"}"#, "/at/0", "SH-Q101"),
        (#"{"quantiles":"household.rooms","at":["1.5"],"missing":"exclude"}"#, "/at/0", "SH-Q101"),
        (#"{"quantiles":"household.rooms","at":["0.0"],"missing":"exclude"}"#, "/at/0", "SH-Q101"),
        (#"{"quantiles":"household.rooms","at":["0.2345"],"missing":"exclude"}"#, "/at/0", "SH-Q101"),
        (#"{"quantiles":"household.rooms","at":[],"missing":"exclude"}"#, "/at", "SH-Q101"),
        (#"{"quantiles":"care_event.losDays","at":["0.5"],"missing":"exclude",\#(half)}"#, "", "SH-Q106"),
        (#"{"personYears":{"from":"2025-06","to":"2025-01"}}"#, "/personYears", "SH-Q113"),
        (#"{"personYears":{"from":"1700-01","to":"2025-01"}}"#, "/personYears", "SH-Q119"),
        (#"{"ratio":{"of":{"count":"unit"},"to":"personYears"}}"#, "/ratio/to", "SH-Q132"),
        (
            #"{"ratio":{"of":{"count":"care_event","during":{"from":"2025-W02","to":"2025-W03"}},"to":"personYears"}}"#,
            "/ratio/to", "SH-Q132"
        ),
        (#"{"ratio":{"of":{"count":"unit"},"to":"people"}}"#, "/ratio/to", "SH-Q101"),
        (#"{"ratio":{"of":{"count":"unit"},"to":{"reference":"census@2"}}}"#, "/ratio/to/reference", "SH-Q134"),
        (#"{"ratio":{"of":{"count":"unit"},"to":{"reference":"standard@1"}}}"#, "/ratio/to/reference", "SH-Q135"),
        (
            #"{"ratio":{"of":{"count":"unit"},"to":{"reference":"census@1","where":{"variable":"person.carer","in":["yes"]}}}}"#,
            "/ratio/to/where/variable", "SH-Q135"
        ),
        (
            #"{"ratio":{"of":{"count":"unit"},"to":{"reference":"census@1","where":{"variable":"person.age","from":60}}}}"#,
            "/ratio/to/where", "SH-Q105"
        ),
        (
            #"{"standardised":{"method":"indirect","of":{"count":"unit"},"over":[],"standard":"population"}}"#,
            "/standardised/over", "SH-Q113"
        ),
        (
            #"{"standardised":{"method":"indirect","of":{"count":"unit"},"over":["care_event.type"],"standard":"population"}}"#,
            "/standardised/over/0", "SH-Q121"
        ),
        (
            #"{"standardised":{"method":"direct","of":{"count":"unit"},"over":["person.sex"],"standard":{"reference":"standard@1"}}}"#,
            "/standardised/standard/reference", "SH-Q135"
        ),
        (
            #"{"standardised":{"method":"indirect","of":{"count":"unit"},"over":["person.sex"],"standard":"population"},"per":10}"#,
            "/per", "SH-Q101"
        ),
        (#"{"movingMean":1,"of":"m"}"#, "/movingMean", "SH-Q101"),
        (#"{"movingMean":3,"of":"nobody"}"#, "/of", "SH-Q136"),
        (#"{"count":"gp_condition","at":"2025-04","during":{"from":"2025-01","to":"2025-02"}}"#, "/at", "SH-Q101"),
        (#"{"count":"care_event","at":"2025-04"}"#, "/at", "SH-Q131"),
    ]

    @Test("refusals with their place and code", arguments: refused)
    func refuses(measure: String, pointer: String, code: String) throws {
        let error = #expect(throws: QueryError.self) {
            try Ask.resolve([("measures", #"{"m":\#(measure)}"#), ("by", #"["person.borough"]"#)])
        }
        #expect(error?.code == code)
        #expect(error?.pointer == "/measures/m" + pointer)
    }

    @Test("clamps and middles make the numbers of each code")
    func quantity() throws {
        let query = try Ask.resolve([
            ("measures", #"{"m":{"variance":"household.rooms","missing":"exclude","clamp":{"from":4}}}"#)
        ])
        guard case .sum(let sum, .units) = query.parts[1], case .sum(let squares, _) = query.parts[2] else {
            Issue.record("\(query.parts)")
            return
        }
        #expect(sum.about == 6)
        #expect(sum.numbers == [-2, -2, -2, -2, -1, 0, 1, 2, 3, 0])
        #expect(squares.numbers == [4, 4, 4, 4, 1, 0, 1, 4, 9, 0])
        #expect(sum.magnitude == 3)
        #expect(squares.magnitude == 9)
        #expect(query.parts[2].bound == 9)
    }

    @Test("presence is counted in the entry month and no longer in the exit month")
    func presence() throws {
        let query = try Ask.resolve([("measures", #"{"m":{"personYears":{"from":"2025-01","to":"2025-12"}}}"#)])
        guard case .months(let presence) = query.parts[0] else {
            Issue.record("\(query.parts)")
            return
        }
        func code(_ text: String) -> Int { (Month(text)?.number ?? 0) - (Month("2024-01")?.number ?? 0) }
        let none = code("2026-03") + 1
        #expect(presence.months(entryCode: none, exitCode: none) == 12)
        #expect(presence.months(entryCode: code("2025-03"), exitCode: none) == 10)
        #expect(presence.months(entryCode: none, exitCode: code("2025-03")) == 2)
        #expect(presence.months(entryCode: code("2025-03"), exitCode: code("2025-03")) == 0)
        #expect(presence.months(entryCode: code("2025-05"), exitCode: code("2025-03")) == 0)
        #expect(presence.months(entryCode: code("2026-01"), exitCode: none) == 0)
        #expect(presence.months(entryCode: code("2024-05"), exitCode: code("2024-07")) == 0)
    }

    @Test("a reference has a number for each cell, summed over what the table does not show")
    func referenceNumbers() throws {
        let query = try Ask.resolve([
            ("by", #"["person.sex",{"variable":"person.area","grouping":"borough"}]"#), ("totals", "true"),
            (
                "measures",
                #"{"m":{"ratio":{"of":{"count":"unit"},"to":{"reference":"census@1","where":{"variable":"person.age","from":65}}}}}"#
            ),
        ])
        guard case .statistic(.ofReference(_, let use, _)) = query.measures[0].kind else {
            Issue.record("\(query.measures)")
            return
        }
        // Cells by sex (F, M, not stated) and borough; by borough; by sex; altogether.
        #expect(use.numbers == [[90, 60, 70, nil, nil, nil], [160, 60], [150, 70, nil], [220]])
    }

    @Test("a moving mean goes along time, and looks at a count of the same query")
    func movingMean() throws {
        let measures = #"{"slow":{"movingMean":3,"of":"people"},"people":{"count":"care_event",\#(Self.half)}}"#
        let query = try Ask.resolve([("by", #"["care_event.type","care_event.month"]"#), ("measures", measures)])
        guard case .statistic(.movingMean(let mean)) = query.measures[0].kind else {
            Issue.record("\(query.measures)")
            return
        }
        #expect((mean.measure, mean.dimension, mean.width) == (1, 1, 3))
        let error = #expect(throws: QueryError.self) {
            try Ask.resolve([("by", #"["care_event.type"]"#), ("measures", measures)])
        }
        #expect(error?.code == "SH-Q137")
    }

    @Test("person-time and standardised measures are not divided by variables of rows")
    func wholeUnits() {
        let error = #expect(throws: QueryError.self) {
            try Ask.resolve([
                ("by", #"["care_event.type"]"#),
                ("measures", #"{"m":{"ratio":{"of":{"count":"care_event",\#(Self.half)},"to":"personYears"}}}"#),
            ])
        }
        #expect(error?.code == "SH-Q133")
    }

    @Test("whoever did not agree is not in a question that touches the study")
    func consents() throws {
        let alone = try Ask.resolve([("by", #"["cohort.agreed"]"#)])
        #expect(Ask.text(alone.canonicalPopulation) == #"{"column":"cohort.agreed","in":["all","some"]}"#)
        let linked = try Ask.resolve([
            ("by", #"["cohort.agreed"]"#), ("population", #"{"some":"care_event",\#(Self.half)}"#),
        ])
        #expect(Ask.text(linked.canonicalPopulation).contains(#"{"column":"cohort.agreed","in":["all"]}"#))
        #expect(throws: QueryError.self) {
            try Ask.resolve([("by", #"[{"variable":"cohort.agreed","via":"mother"}]"#)])
        }
        #expect(throws: QueryError.self) {
            try Ask.resolve([
                ("unit", #""household""#),
                ("population", #"{"some":"cohort","where":{"variable":"cohort.agreed","in":["all"]}}"#),
            ])
        }
        let filter = try QueryResolver.resolveFilter(
            Ask.parse(#"{"variable":"cohort.agreed","in":["all","some","none"]}"#), for: .person, in: Ask.catalogue())
        #expect(Ask.text(filter.canonical) == #"{"column":"cohort.agreed","in":["all"]}"#)
    }

    @Test("what comes from general practice may not be there, and then it is not linked")
    func generalPractice() throws {
        let query = try Ask.resolve([("by", #"["person.smoker"]"#)])
        #expect(query.dimensions[0].groups.map(\.code) == ["yes", "no", "_notStated", "_notLinked"])
    }
}
