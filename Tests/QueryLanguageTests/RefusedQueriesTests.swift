import Catalogue
import JSON
import QueryLanguage
import Testing

@Suite("What is not understood is refused, with its place and a code")
struct RefusedQueriesTests {
    /// A member of a good query, what to put there, the place of the refusal, and its code.
    static let table: [(member: String, text: String, pointer: String, code: String)] = [
        // The form.
        ("colour", #""red""#, "/colour", "SH-Q101"),
        ("tier", #""open""#, "/tier", "SH-Q101"),
        ("project", "7", "/project", "SH-Q101"),
        ("project", #""""#, "/project", "SH-Q101"),
        ("project", #""P 1""#, "/project", "SH-Q101"),
        ("unit", #""cat""#, "/unit", "SH-Q101"),
        ("unit", #""organisation""#, "/unit", "SH-Q124"),
        ("asOf", #""2026-3""#, "/asOf", "SH-Q101"),
        ("asOf", #""2025-12""#, "/asOf", "SH-Q123"),
        ("asOf", "null", "/asOf", "SH-Q101"),
        ("precision", #""exact""#, "/precision", "SH-Q101"),
        ("totals", #""yes""#, "/totals", "SH-Q101"),
        // Conditions.
        ("population", "[]", "/population", "SH-Q101"),
        ("population", "{}", "/population", "SH-Q101"),
        ("population", #"{"al":[]}"#, "/population/al", "SH-Q101"),
        ("population", #"{"all":[]}"#, "/population/all", "SH-Q113"),
        ("population", #"{"any":[]}"#, "/population/any", "SH-Q113"),
        ("population", #"{"all":{}}"#, "/population/all", "SH-Q101"),
        ("population", #"{"all":[],"any":[]}"#, "/population", "SH-Q101"),
        ("population", #"{"not":[{"variable":"person.sex","in":["F"]}]}"#, "/population/not", "SH-Q101"),
        ("population", #"{"not":{"variable":"person.sex","in":["F"]},"via":"mother"}"#, "/population/via", "SH-Q101"),
        ("population", #"{"variable":"person.sex"}"#, "/population", "SH-Q101"),
        ("population", #"{"variable":"person.sex","in":["F"],"missing":true}"#, "/population", "SH-Q101"),
        ("population", #"{"variable":"person.sex","in":[]}"#, "/population/in", "SH-Q113"),
        ("population", #"{"variable":"person.sex","in":"F"}"#, "/population/in", "SH-Q101"),
        ("population", #"{"variable":"person.sex","in":["F","Q"]}"#, "/population/in/1", "SH-Q104"),
        ("population", #"{"variable":"person.sex","in":[1]}"#, "/population/in/0", "SH-Q101"),
        ("population", #"{"variable":"person.sex","in":["_notLinked"]}"#, "/population/in/0", "SH-Q104"),
        ("population", #"{"variable":"person.sex","from":"F"}"#, "/population/from", "SH-Q101"),
        ("population", #"{"variable":"person.sex","missing":["notYet"]}"#, "/population/missing/0", "SH-Q104"),
        ("population", #"{"variable":"person.sex","missing":[]}"#, "/population/missing", "SH-Q113"),
        ("population", #"{"variable":"person.sex","missing":false}"#, "/population/missing", "SH-Q101"),
        ("population", #"{"variable":"person.area","missing":true}"#, "/population/missing", "SH-Q113"),
        ("population", #"{"variable":"person.gender","in":["F"]}"#, "/population/variable", "SH-Q103"),
        ("population", #"{"variable":"sex","in":["F"]}"#, "/population/variable", "SH-Q103"),
        ("population", #"{"variable":"person.sex","at":"2025-04","in":["F"]}"#, "/population/at", "SH-Q112"),
        ("population", #"{"variable":"person.sex","via":"uncle","in":["F"]}"#, "/population/via", "SH-Q107"),
        ("population", #"{"variable":"household.tenure","via":"mother","in":["own"]}"#, "/population/via", "SH-Q107"),
        ("population", #"{"variable":"care_event.type","in":["EM"]}"#, "/population/variable", "SH-Q121"),
        ("population", #"{"variable":"fire_visit.month","in":["2025-01"]}"#, "/population/variable", "SH-Q121"),
        ("population", #"{"some":"care_event","which":"first"}"#, "/population/which", "SH-Q101"),
        (
            "population", #"{"some":"care_event","which":"second","during":{"from":"2025-01","to":"2025-02"}}"#,
            "/population/which", "SH-Q101"
        ),
        (
            "population",
            #"{"some":"care_event","which":"last","during":{"from":"2025-01","to":"2025-02"},"atLeast":2}"#,
            "/population/atLeast", "SH-Q101"
        ),
        (
            "population", #"{"some":"gp_condition","which":"first","during":{"from":"2025-01","to":"2025-02"}}"#,
            "/population/during", "SH-Q110"
        ),
        // Ages and edges.
        ("population", #"{"variable":"person.age","from":65}"#, "/population/variable", "SH-Q111"),
        ("population", #"{"variable":"person.age","at":"April","from":65}"#, "/population/at", "SH-Q101"),
        ("population", #"{"variable":"person.age","at":"2025-04","from":66}"#, "/population/from", "SH-Q105"),
        ("population", #"{"variable":"person.age","at":"2025-04","to":66}"#, "/population/to", "SH-Q105"),
        ("population", #"{"variable":"person.age","at":"2025-04","from":18,"to":29}"#, "/population", "SH-Q105"),
        ("population", #"{"variable":"person.age","at":"2025-04","from":70,"to":59}"#, "/population", "SH-Q113"),
        ("population", #"{"variable":"person.age","at":"2025-04","from":-1}"#, "/population/from", "SH-Q104"),
        (
            "population", #"{"variable":"person.age","at":"2025-04","from":9007199254740991}"#, "/population/from",
            "SH-Q104"
        ),
        ("population", #"{"variable":"person.age","at":"2025-04","in":[65]}"#, "/population/in", "SH-Q105"),
        ("population", #"{"variable":"person.birthMonth","in":["1950-01"]}"#, "/population/in", "SH-Q105"),
        (
            "population",
            #"{"all":[{"variable":"person.age","at":"2025-04","from":60},{"not":{"variable":"person.age","at":"2025-04","from":65}}]}"#,
            "/population", "SH-Q105"
        ),
        (
            "population",
            #"{"all":[{"variable":"person.age","at":"2025-05","from":60},{"not":{"variable":"person.age","at":"2025-04","from":60}}]}"#,
            "/population", "SH-Q105"
        ),
        (
            "population", #"{"all":[{"variable":"person.sex","in":["F"]},{"variable":"person.sex","in":["M"]}]}"#,
            "/population", "SH-Q114"
        ),
        // Rows.
        ("population", #"{"some":"care_events"}"#, "/population/some", "SH-Q102"),
        ("population", #"{"some":"care_event"}"#, "/population", "SH-Q109"),
        ("population", #"{"some":"care_event","during":{"from":"2025-01"}}"#, "/population/during/to", "SH-Q101"),
        (
            "population", #"{"some":"care_event","during":{"from":"2025-03","to":"2025-01"}}"#, "/population/during",
            "SH-Q113"
        ),
        (
            "population", #"{"some":"care_event","during":{"from":"2025-01","to":"2025-07"}}"#,
            "/population/during/to", "SH-Q104"
        ),
        (
            "population", #"{"some":"care_event","during":{"from":"2025-01-02","to":"2025-03"}}"#,
            "/population/during/from", "SH-Q105"
        ),
        (
            "population", #"{"some":"gp_condition","during":{"from":"2025-01","to":"2025-03"}}"#, "/population/during",
            "SH-Q110"
        ),
        ("population", #"{"some":"gp_condition","atLeast":-1}"#, "/population/atLeast", "SH-Q101"),
        ("population", #"{"some":"gp_condition","atLeast":9007199254740991}"#, "/population/atLeast", "SH-Q101"),
        ("population", #"{"some":"gp_condition","atLeast":3,"atMost":2}"#, "/population", "SH-Q113"),
        ("population", #"{"some":"consent"}"#, "/population/some", "SH-Q122"),
        (
            "population", #"{"some":"fire_visit","during":{"from":"2025-01","to":"2025-03"}}"#, "/population/some",
            "SH-Q107"
        ),
        (
            "population", #"{"some":"gp_condition","where":{"variable":"person.sex","in":["F"]}}"#,
            "/population/where/variable", "SH-Q126"
        ),
        ("population", #"{"some":"gp_condition","where":{"some":"gp_condition"}}"#, "/population/where", "SH-Q120"),
        // Dimensions.
        ("by", #""person.sex""#, "/by", "SH-Q101"),
        ("by", #"[7]"#, "/by/0", "SH-Q101"),
        ("by", #"["person.sex","person.sex"]"#, "/by/1", "SH-Q116"),
        (
            "by", #"["person.borough",{"variable":"person.area","grouping":"borough"}]"#, "/by/1", "SH-Q116"
        ),
        ("by", #"["person.sex","person.carer","person.borough","household.imd","household.tenure"]"#, "/by", "SH-Q115"),
        ("by", #"["person.age"]"#, "/by/0", "SH-Q111"),
        ("by", #"[{"variable":"person.age","at":"2025-04"}]"#, "/by/0", "SH-Q106"),
        ("by", #"[{"variable":"person.age","at":"2025-04","grouping":"fiveYear"}]"#, "/by/0/grouping", "SH-Q106"),
        ("by", #"[{"variable":"person.sex","where":{"variable":"person.sex","in":["F"]}}]"#, "/by/0/where", "SH-Q122"),
        ("by", #"["care_event.type"]"#, "/by/0", "SH-Q109"),
        ("by", #"["fire_visit.month"]"#, "/by/0", "SH-Q121"),
        (
            "by", #"[{"variable":"care_event.type","during":{"from":"2025-01","to":"2025-02"}},"gp_condition.group"]"#,
            "/by/1", "SH-Q117"
        ),
        // Measures.
        ("measures", "{}", "/measures", "SH-Q101"),
        ("measures", #"{"Ünits":{"count":"unit"}}"#, "/measures/Ünits", "SH-Q101"),
        ("measures", #"{"m":{}}"#, "/measures/m", "SH-Q101"),
        ("measures", #"{"m":{"count":"unit","atMost":2}}"#, "/measures/m/atMost", "SH-Q101"),
        ("measures", #"{"m":{"count":"person"}}"#, "/measures/m/count", "SH-Q122"),
        ("measures", #"{"m":{"count":"care_event"}}"#, "/measures/m", "SH-Q109"),
        ("measures", #"{"m":{"count":"gp_condition","atMost":0}}"#, "/measures/m/atMost", "SH-Q101"),
        ("measures", #"{"m":{"count":"gp_condition","atMost":3}}"#, "/measures/m/atMost", "SH-Q101"),
        ("measures", #"{"m":{"proportion":{"variable":"person.carer","in":["yes"]}}}"#, "/measures/m", "SH-Q125"),
        (
            "measures", #"{"m":{"proportion":{"variable":"person.carer","in":["yes"]},"missing":"drop"}}"#,
            "/measures/m/missing", "SH-Q101"
        ),
        (
            "measures", #"{"m":{"proportion":{"variable":"person.carer","missing":true},"missing":"exclude"}}"#,
            "/measures/m/proportion", "SH-Q114"
        ),
        ("measures", #"{"m":{"ratio":{"of":{"count":"unit"}}}}"#, "/measures/m/ratio/to", "SH-Q101"),
        (
            "measures", #"{"m":{"ratio":{"of":{"count":"unit"},"to":{"count":"unit"}},"per":0}}"#, "/measures/m/per",
            "SH-Q101"
        ),
    ]

    @Test("each refusal has its place and code", arguments: table.indices)
    func refusal(row: Int) throws {
        let (member, text, pointer, code) = Self.table[row]
        let error = #expect(throws: QueryError.self, "\(text)") { try Ask.resolve([(member, text)]) }
        #expect(error?.pointer == pointer, "\(text): \(error?.message ?? "")")
        #expect(error?.code == code, "\(text): \(error?.message ?? "")")
    }

    @Test("every problem says what is wrong and what to change, and repeats nothing that was sent")
    func words() throws {
        for (member, text, _, _) in Self.table {
            let error = #expect(throws: QueryError.self) { try Ask.resolve([(member, text)]) }
            let words = try #require(error.map { [$0.message, $0.change] })
            for word in words {
                #expect(!word.isEmpty && !word.hasSuffix("."), "\(word)")
                #expect(!word.contains("Ünits") && !word.contains("`red`") && !word.contains("care_events`"), "\(word)")
            }
        }
    }

    @Test("an edge off every grouping names the declared edges beside it")
    func nearestEdges() {
        let from = #expect(throws: QueryError.self) {
            try Ask.resolve([("population", #"{"variable":"person.age","at":"2025-04","from":66}"#)])
        }
        #expect(from?.change == "move the edge to a declared one: `65`, `70`")
        let to = #expect(throws: QueryError.self) {
            try Ask.resolve([("population", #"{"variable":"person.age","at":"2025-04","to":66}"#)])
        }
        #expect(to?.change == "move the edge to a declared one: `64`, `69`")
        let name = #expect(throws: QueryError.self) {
            try Ask.resolve([("population", #"{"variable":"person.sexx","in":["F"]}"#)])
        }
        #expect(name?.change.contains("`person.sex`") == true)
    }

    @Test("rows of another dataset than the dimensions' are not placed")
    func eventsOutsideRows() {
        let error = #expect(throws: QueryError.self) {
            try Ask.resolve([
                ("by", #"["gp_condition.group"]"#),
                ("measures", #"{"m":{"count":"care_event","during":{"from":"2025-01","to":"2025-02"}}}"#),
            ])
        }
        #expect(error?.code == "SH-Q127")
        #expect(error?.pointer == "/measures/m")
    }

    @Test("an unlinked dataset is refused by name from a household's side")
    func undeclaredLink() {
        let error = #expect(throws: QueryError.self) {
            try Ask.resolve([("unit", #""household""#), ("by", #"["person.sex"]"#)])
        }
        #expect(error?.code == "SH-Q107")
        #expect(error?.message == "no declared link leads from `household` to `person`")
    }

    @Test("where two links lead to a unit, `via` chooses")
    func severalLinks() throws {
        let home = #"{"some":"gp_condition","via":"mother"}"#
        #expect(try Ask.resolve([("population", home)]).links.map(\.role) == ["mother"])
        let resolved = try Ask.resolve([("by", #"[{"variable":"person.sex","via":"father"}]"#)])
        #expect(resolved.dimensions[0].column.role == "father")
        #expect(resolved.dimensions[0].groups.map(\.code) == ["F", "M", "_notStated", "_notLinked"])
    }

    @Test("deep and long conditions are refused before they cost anything")
    func limits() throws {
        var deep = #"{"variable":"person.sex","in":["F"]}"#
        for _ in 0..<13 { deep = #"{"not":\#(deep)}"# }
        #expect(throws: QueryError.self) { try Ask.resolve([("population", deep)]) }
        let many = Array(repeating: #"{"variable":"person.sex","in":["F"]}"#, count: 250).joined(separator: ",")
        let error = #expect(throws: QueryError.self) { try Ask.resolve([("population", #"{"all":[\#(many)]}"#)]) }
        #expect(error?.code == "SH-Q119")
    }
}
