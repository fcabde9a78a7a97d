import Catalogue
import JSON
import QueryLanguage
import Testing

@Suite("Areas of two vintages do not go into one table, and a look-up brings them together")
struct VintageTests {
    private static let lookups = [
        """
        {"id":"old_new@1","title":"Old to new","source":"A test","from":"2011","to":"2021","level":"below-ward",
         "relation":"best-fit","targets":[{"code":"N1"},{"code":"N2"}],"areas":[["O1","N1"],["O2","N2"],["O3","N2"]]}
        """,
        """
        {"id":"new_ward@1","title":"Wards","source":"A test","from":"2021","to":"wards 2024","level":"ward",
         "relation":"best-fit","targets":[{"code":"W1"}],"areas":[["N1","W1"],["N2","W1"]]}
        """,
    ]

    /// People live in areas of 2021, and go to schools in areas of 2011.
    private static func dataset(_ name: String, _ more: String, _ area: String) -> String {
        """
        {"id":"\(name)","title":"\(name)","controllers":[{"id":"icb","name":"ICB","covers":"all"}],
         "tier":"pseudonymised","unit":"person","rowsPerUnit":"one","key":{"column":"id","identifier":"opaque"},
         "population":1000,"asOf":"2026-03",\(more)"variables":[{"name":"area","type":"area","column":"area",\(area)}]}
        """
    }

    private static let datasets = [
        dataset(
            "person", #""register":true,"#,
            #""vintage":"2021","codes":[{"code":"N1"},{"code":"N2"}],"groupings":[{"name":"ward","lookup":"new_ward@1"}]"#
        ),
        dataset(
            "school", "",
            #""vintage":"2011","codes":[{"code":"O1"},{"code":"O2"},{"code":"O3"}],"groupings":[{"name":"new","lookup":"old_new@1"},{"name":"part","groups":[{"code":"P1","of":["O1","O2","O3"]}]}]"#
        ),
    ]

    private static let residents = """
        {"id":"residents@1","title":"Residents","source":"A test","counts":"person",
         "dimensions":[{"variable":"person.area","grouping":"finest","lookup":"old_new@1"}],
         "numbers":[["O1",100],["O2",200],["O3",50]]}
        """

    private static func catalogue() throws -> Catalogue {
        let files = try CatalogueReader.add(lookups.map { try Ask.parse($0) }, to: Catalogue([]))
        let read = try datasets.map { text in
            try CatalogueReader.read(CatalogueReader.fill(Ask.parse(text), from: files.lookups))
        }
        return try CatalogueReader.add(
            (lookups + [residents]).map { try Ask.parse($0) }, to: CatalogueReader.check(read))
    }

    private static func resolve(_ members: [(String, String)]) throws -> ResolvedQuery {
        try QueryResolver.resolve(Ask.body(members), in: catalogue())
    }

    private static func dimension(_ variable: String, _ grouping: String) -> String {
        #"{"variable":"\#(variable)","grouping":"\#(grouping)"}"#
    }

    static let mixed: [(first: String, second: String, change: String)] = [
        (dimension("person.area", "finest"), dimension("school.area", "finest"), "`old_new@1`"),
        (dimension("school.area", "finest"), dimension("person.area", "finest"), "`old_new@1`"),
        (dimension("person.area", "ward"), dimension("school.area", "new"), "`new_ward@1`"),
        (
            dimension("person.area", "ward"), dimension("school.area", "finest"),
            "no look-up leads from one to the other"
        ),
        (dimension("person.area", "finest"), dimension("school.area", "part"), "`old_new@1`"),
    ]

    @Test("two vintages in one table are refused, with the look-up between them", arguments: mixed.indices)
    func refused(_ index: Int) throws {
        let question = Self.mixed[index]
        let error = #expect(throws: QueryError.self) {
            try Self.resolve([("by", "[\(question.first),\(question.second)]")])
        }
        #expect(error?.code == "SH-Q140" && error?.pointer == "/by/1/variable")
        #expect(error?.change.contains(question.change) == true)
    }

    @Test("the grouping that was made from the look-up is answered, and so are two groupings of one variable")
    func answered() throws {
        let one = Self.dimension("person.area", "finest")
        let query = try Self.resolve([("by", "[\(one),\(Self.dimension("school.area", "new"))]")])
        #expect(query.dimensions.map { $0.groups.map(\.code) } == [["N1", "N2"], ["N1", "N2", "_notLinked"]])
    }

    private static func standardised(over: String) -> [(String, String)] {
        let standard =
            #""method":"direct","of":{"count":"unit"},"over":\#(over),"standard":{"reference":"residents@1"}"#
        return [("measures", #"{"m":{"standardised":{\#(standard)}}}"#)]
    }

    @Test("strata and public numbers keep to one vintage too; codes of the same vintage meet by name")
    func standards() throws {
        let part = Self.dimension("school.area", "finest")
        let error = #expect(throws: QueryError.self) { try Self.resolve(Self.standardised(over: "[\(part)]")) }
        #expect(error?.code == "SH-Q140" && error?.change.contains("`old_new@1`") == true)
        let both = #expect(throws: QueryError.self) {
            try Self.resolve([("by", "[\(part)]")] + Self.standardised(over: #"["person.area"]"#))
        }
        #expect(both?.code == "SH-Q140")
        for over in [#"["person.area"]"#, "[\(Self.dimension("school.area", "new"))]"] {
            let query = try Self.resolve(Self.standardised(over: over))
            guard case .statistic(.standardised(let measure)) = query.measures[0].kind,
                case .weights(_, let weights, _, _) = measure.standard
            else {
                Issue.record("\(query.measures)")
                return
            }
            #expect(weights.prefix(2) == [100, 250])
        }
    }
}
