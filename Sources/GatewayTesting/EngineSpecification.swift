package import JSON

/// The contract of engines as a small table: one row a case, counted by hand.
package enum EngineSpecification {
    /// Six persons in three homes: 0 and 1 in home 0, 2 and 3 in home 1, 4 in home 2, 5 nowhere. 1, 2 and 3 said no, and
    /// 4 refused the use of records of general practice.
    package static let region = SmallRegion(
        persons: [
            person("F", "L1", 0, nil), person("M", "L1", 0, 0), person("F", "L2", 1, nil), person("M", "L5", 1, 2),
            person("F", "L5", 2, 1, left: "2025-03"), person("", "L6", nil, 0, registered: "2025-04"),
        ],
        households: [
            ["tenure": "own", "imd": "1", "rooms": "2"], ["tenure": "rent", "imd": "2", "rooms": "5"],
            ["tenure": "", "imd": "4", "rooms": "9"],
        ],
        consents: [.init(unit: 0, values: ["status": "a"]), .init(unit: 5, values: ["status": "b"])],
        events: [
            event(0, "2025-01-05", "EM", "0"), event(0, "2025-01-06", "EM", "2"), event(0, "2025-01-07", "EM", "4"),
            event(0, "2025-01-08", "EM", "6"), event(0, "2025-02-01", "AE", "8"), event(0, "2025-03-01", "AE", "10"),
            event(1, "2025-01-05", "EM", "7"), event(4, "2025-02-05", "EL", "20"), event(5, "2025-01-31", "EM", ""),
        ],
        conditions: [
            .init(unit: 4, values: ["group": "c1", "first": "2024-05", "resolved": "2025-03"]),
            .init(unit: 4, values: ["group": "c2", "first": "2025-01"]),
            .init(unit: 5, values: ["group": "c1", "first": "2024-05", "resolved": "2025-03"]),
            .init(unit: 5, values: ["group": "c2", "first": "2025-01"]),
            .init(unit: 5, values: ["group": "c2", "first": "2025-06"]),
        ],
        optedOut: [1, 2, 3], withheld: [4])

    private static func person(
        _ sex: String, _ area: String, _ home: Int?, _ mother: Int?, registered: String = "", left: String = ""
    ) -> SmallRegion.Person {
        .init(
            values: [
                "sex": sex, "area": area, "carer": "", "smoker": "yes", "birthMonth": "1960-04",
                "registered": registered, "left": left,
            ], household: home, mother: mother)
    }

    private static func event(_ unit: Int, _ date: String, _ type: String, _ days: String) -> SmallRegion.Row {
        .init(unit: unit, values: ["date": date, "type": type, "losDays": days])
    }

    private static func outermost(_ which: String) -> String {
        #"{"some":"care_event","which":"\#(which)","during":{"from":"2025-02","to":"2025-03"}}"#
    }

    package static let half = #""during":{"from":"2025-01","to":"2025-06"}"#

    /// A question, a cell of its answer, and the numbers of its measure there as value/units/persons, in the order of
    /// `PlainMeaning.table`.
    package struct Case: Sendable {
        package let unit: String
        package let population: String?
        package let by: String
        package let measure: String
        package let cell: [String]
        package let numbers: String

        init(
            _ unit: String, _ population: String?, _ by: String, _ measure: String, _ cell: [String], _ numbers: String
        ) {
            self.unit = unit
            self.population = population
            self.by = by
            self.measure = measure
            self.cell = cell
            self.numbers = numbers
        }
    }

    package static let table: [Case] = [
        Case("person", nil, "[]", #"{"count":"unit"}"#, [], "3/3/3"),
        Case("person", nil, #"["person.sex"]"#, #"{"count":"unit"}"#, ["F"], "2/2/2"),
        Case("person", nil, #"["person.sex"]"#, #"{"count":"unit"}"#, ["_notStated"], "1/1/1"),
        Case("person", nil, #"["person.borough"]"#, #"{"count":"unit"}"#, ["B2"], "2/2/2"),
        Case("person", nil, #"["household.tenure"]"#, #"{"count":"unit"}"#, ["_notLinked"], "1/1/1"),
        Case("person", nil, #"["household.tenure"]"#, #"{"count":"unit"}"#, ["rent"], "0/0/0"),
        Case("person", nil, #"["consent.status"]"#, #"{"count":"unit"}"#, ["_notLinked"], "1/1/1"),
        // The mother of 4 said no, so nothing of hers is seen.
        Case(
            "person", nil, #"[{"variable":"person.sex","via":"mother"}]"#, #"{"count":"unit"}"#, ["_notLinked"],
            "2/2/2"
        ),
        // Six events of person 0 count as three.
        Case("person", nil, "[]", #"{"count":"care_event",\#(half)}"#, [], "5/3/3 3/3/3"),
        Case("person", nil, "[]", #"{"count":"care_event","atMost":1,\#(half)}"#, [], "3/3/3 3/3/3"),
        Case(
            "person", #"{"some":"care_event",\#(half),"atLeast":2}"#, "[]", #"{"count":"unit"}"#, [], "1/1/1"
        ),
        // Person 4 came first in February; persons 0 and 4 came last after January.
        Case("person", outermost("first"), "[]", #"{"count":"unit"}"#, [], "1/1/1"),
        Case("person", outermost("last"), "[]", #"{"count":"unit"}"#, [], "2/2/2"),
        Case(
            "person", nil, #"[{"variable":"care_event.type",\#(half)}]"#, #"{"count":"care_event",\#(half)}"#,
            ["EM"],
            "4/2/2 2/2/2"
        ),
        // Home 1 is out, because all its members said no; home 0 keeps one person who counts.
        Case("household", nil, "[]", #"{"count":"unit"}"#, [], "2/2/2"),
        Case("household", nil, #"["household.tenure"]"#, #"{"count":"unit"}"#, ["own"], "1/1/1"),
        Case("household", nil, "[]", #"{"count":"care_event",\#(half),"atMost":5}"#, [], "6/2/2 2/2/2"),
        Case(
            "household", #"{"some":"person","where":{"variable":"person.sex","in":["M"]}}"#, "[]",
            #"{"count":"unit"}"#, [], "0/0/0"
        ),
        // Six stays of person 0, 30 days in all, count as three of their average; person 5's stay is not stated.
        Case("person", nil, "[]", stays("sum"), [], "35/2/2 2/2/2"),
        Case("person", nil, "[]", stays("sum", more: #","atMost":1"#), [], "25/2/2 2/2/2"),
        Case("person", nil, "[]", stays("mean", missing: "row"), [], "-5/2/2 4/2/2 1/1/1"),
        Case("person", nil, "[]", stays("mean", more: #","clamp":{"to":6}"#), [], "6/2/2 4/2/2"),
        Case("person", nil, "[]", stays("variance"), [], "210/2/2 -5/2/2 4/2/2"),
        Case("person", nil, "[]", #"{"sum":"household.rooms","missing":"row"}"#, [], "11/2/2 2/2/2 1/1/1"),
        Case("household", nil, "[]", #"{"mean":"household.rooms","missing":"exclude"}"#, [], "1/2/2 2/2/2"),
        Case("household", nil, "[]", rooms, [], "1/1/1 1/1/1 2/2/2"),
        // 12 months, January and February, and from April on.
        Case("person", nil, "[]", #"{"personYears":{"from":"2025-01","to":"2025-12"}}"#, [], "23/3/3 3/3/3"),
        Case("person", nil, "[]", #"{"personYears":{"from":"2025-01","to":"2025-03"}}"#, [], "5/2/2 2/2/2"),
        // Person 4 has conditions, and refused that they are used.
        Case("person", nil, "[]", #"{"count":"gp_condition"}"#, [], "2/1/1 1/1/1"),
        Case("person", nil, "[]", #"{"count":"gp_condition","at":"2025-02"}"#, [], "2/1/1 1/1/1"),
        Case("person", nil, "[]", #"{"count":"gp_condition","at":"2025-03"}"#, [], "1/1/1 1/1/1"),
        Case("person", nil, #"["person.smoker"]"#, #"{"count":"unit"}"#, ["_notLinked"], "1/1/1"),
        Case("person", nil, #"["person.smoker"]"#, #"{"count":"unit"}"#, ["yes"], "2/2/2"),
        // Home 0 had six events of person 0; one more was of person 1, who said no. Home 2 had one of person 4.
        Case("person", nil, #"["household.busy@1"]"#, #"{"count":"unit"}"#, ["often"], "1/1/1"),
        Case("person", nil, #"["household.busy@1"]"#, #"{"count":"unit"}"#, ["some"], "1/1/1"),
        Case("person", nil, #"["household.busy@1"]"#, #"{"count":"unit"}"#, ["_notLinked"], "1/1/1"),
        Case("person", #"{"variable":"household.busy@2","in":["often"]}"#, "[]", #"{"count":"unit"}"#, [], "0/0/0"),
        Case("household", #"{"variable":"household.busy@1","in":["often"]}"#, "[]", #"{"count":"unit"}"#, [], "1/1/1"),
        Case("household", nil, #"["household.busy@2"]"#, #"{"count":"unit"}"#, ["some"], "2/2/2"),
        Case(
            "person", nil, "[]",
            #"{"proportion":{"variable":"household.busy@1","in":["often","some"]},"missing":"exclude"}"#, [],
            "2/2/2 2/2/2 0/0/0"
        ),
        // Person 4's records are withheld, also where they would tell of the home.
        Case("person", nil, #"["household.ill@1"]"#, #"{"count":"unit"}"#, ["yes"], "0/0/0"),
        Case("person", nil, #"["person.frail@1"]"#, #"{"count":"unit"}"#, ["yes"], "1/1/1"),
        Case("person", #"{"not":{"variable":"person.frail@1","in":["yes"]}}"#, "[]", #"{"count":"unit"}"#, [], "2/2/2"),
    ]

    private static let rooms = #"{"quantiles":"household.rooms","at":["0.5"],"grouping":"few","missing":"exclude"}"#

    private static func stays(_ kind: String, missing: String = "exclude", more: String = "") -> String {
        #"{"\#(kind)":"care_event.losDays","missing":"\#(missing)",\#(half)\#(more)}"#
    }

    package static func body(_ row: Case) throws(JSONError) -> JSONValue {
        let population = row.population.map { #""population":\#($0),"# } ?? ""
        let text =
            #"{"project":"P-1","purpose":"test","unit":"\#(row.unit)","asOf":"2026-03",\#(population)"by":\#(row.by),"measures":{"m":\#(row.measure)}}"#
        return try JSONValue(parsing: Array(text.utf8), limits: .request)
    }

    /// A question with one measure, `m`.
    package static func body(
        unit: String = "person", population: String? = nil, by: String = "[]", measure: String
    ) throws(JSONError) -> JSONValue {
        try body(Case(unit, population, by, measure, [], ""))
    }
}
