import Catalogue
import JSON
import QueryLanguage
import Testing

@testable import Gateway

@Suite("The plan of a quality report")
struct QualityPlanTests {
    private static let declarations = [
        #"""
        {"id":"person","title":"People","tier":"pseudonymised","population":2000,"asOf":"2026-03","unit":"person",
         "controllers":[{"id":"icb","name":"ICB","covers":"everyone"}],"rowsPerUnit":"one","register":true,
         "key":{"column":"id","identifier":"opaque"},"quality":{"plausible":[{"variable":"age","from":"0","to":"104"}]},
         "links":[{"role":"household","dataset":"home","column":"home","maximumPerTarget":12}],
         "variables":[
          {"name":"born","title":"Born","type":"month","column":"born","from":"1900-01","to":"2026-03","addressable":false,
           "calendar":[],"missing":{"notStated":[""]}},
          {"name":"age","title":"Age","type":"age","of":"born","maximum":110},
          {"name":"sex","title":"Sex","type":"code","column":"sex","codes":[{"code":"F"},{"code":"M"}],
           "missing":{"notStated":[""]}},
          {"name":"leftIn","title":"Left","type":"month","column":"left","from":"2020-01","to":"2026-03",
           "missing":{"notYet":[""]}},
          {"name":"area","title":"Area","type":"area","vintage":"2021","level":"below-ward","column":"area",
           "codes":[{"code":"L1"},{"code":"L2"}],"groupings":[{"name":"borough","level":"borough",
            "groups":[{"code":"B1","of":["L1"]},{"code":"B2","of":["L2"]}]}]},
          {"name":"borough","title":"Borough","type":"area","view":{"of":"area","grouping":"borough"}}]}
        """#,
        #"""
        {"id":"home","title":"Homes","tier":"pseudonymised","population":900,"asOf":"2026-03","unit":"household",
         "controllers":[{"id":"icb","name":"ICB","covers":"everyone"}],"rowsPerUnit":"one","register":true,
         "key":{"column":"home","identifier":"opaque"},
         "variables":[{"name":"kind","title":"Kind","type":"flag","column":"kind"}]}
        """#,
        #"""
        {"id":"child","title":"Children","tier":"pseudonymised","population":30000,"asOf":"2026-03","unit":"person",
         "controllers":[{"id":"c1","name":"C1","covers":"one","rows":{"variable":"council","in":["c1"]}},
          {"id":"C-2","name":"C2","covers":"two","rows":{"variable":"council","in":["c2"]}}],"rowsPerUnit":"one",
         "key":{"column":"id","identifier":"opaque"},"quality":{"round":"year"},
         "variables":[
          {"name":"council","title":"Council","type":"code","column":"council","codes":[{"code":"c1"},{"code":"c2"}]},
          {"name":"year","title":"Year","type":"code","column":"year","codes":[{"code":"2024"},{"code":"2025"}]},
          {"name":"level","title":"Level","type":"flag","column":"level","missing":{"notStated":[""]}}]}
        """#,
        #"""
        {"id":"event","title":"Events","tier":"pseudonymised","population":200000,"asOf":"2026-03","unit":"person",
         "controllers":[{"id":"icb","name":"ICB","covers":"everyone"}],"rowsPerUnit":"many","time":"day",
         "key":{"column":"id","identifier":"opaque"},"bounds":{"perCell":4,"cells":3},
         "quality":{"plausible":[{"variable":"stay","from":"0","to":"90"}]},
         "variables":[
          {"name":"day","title":"Day","type":"date","column":"day","from":"2022-02-01","to":"2026-02-15"},
          {"name":"stay","title":"Stay","type":"integer","column":"stay","from":0,"to":400,"measuredIn":"day",
           "missing":{"notStated":[""],"notYet":["-"]}}]}
        """#,
    ]

    private static func catalogue() throws -> Catalogue {
        try CatalogueReader.check(
            declarations.map { try CatalogueReader.read(JSONValue(parsing: Array($0.utf8), limits: .document)) })
    }

    private static func tables(of dataset: String) throws -> [QualityPlan.Table] {
        let catalogue = try catalogue()
        return QualityPlan(of: try #require(catalogue.dataset(DatasetID(dataset)!)), in: catalogue).tables
    }

    static let expected: [(dataset: String, tables: [String], measures: [[String]], precision: String)] = [
        (
            "person", ["coverage", "completeness", "validity", "linkage"],
            [["person"], ["age", "sex"], ["age"], ["household"]], "standard"
        ),
        ("home", ["coverage"], [["household"]], "standard"),
        (
            "child", ["coverage", "completeness", "rounds"],
            [["person", "c1", "controller1"], ["level"], ["person", "c1", "controller1"]], "exploratory"
        ),
        (
            "event", ["coverage", "completeness", "validity", "timeliness"],
            [["person", "rows"], ["stay"], ["stay"], ["rows"]], "scan"
        ),
    ]

    @Test("follows from the declarations alone, and every question of it can be asked", arguments: expected)
    func plan(dataset: String, topics: [String], measures: [[String]], precision: String) throws {
        let tables = try Self.tables(of: dataset)
        #expect(tables.map(\.topic.rawValue) == topics)
        #expect(tables.map { $0.columns.map(\.measure) } == measures)
        #expect(tables.allSatisfy { $0.query.object?["precision"]?.text == precision })
        for table in tables {
            let query = try QueryResolver.resolve(table.query, in: Self.catalogue())
            #expect(query.datasets.contains(DatasetID(dataset)!))
        }
        #expect(try Self.tables(of: dataset) == tables, "the same each time")
    }

    @Test("tells areas apart by borough, and counts for each controller what it says is its own")
    func dimensions() throws {
        let borough: JSONValue = ["variable": "person.borough", "grouping": "finest"]
        #expect(try Self.tables(of: "person")[1].query.object?["by"] == [borough])
        let children = try Self.tables(of: "child")
        #expect(children[0].query.object?["by"] == [borough] && children[2].query.object?["by"] == ["child.year"])
        #expect(children[2].ruledOut == [0: ["_notLinked"]])
        let counted = children[2].query.object?["measures"]?.object
        #expect(counted?["person"] == ["count": "unit"])
        #expect(counted?["c1"] == ["count": "unit", "where": ["variable": "child.council", "in": ["c1"]]])
        #expect(children[2].columns.map(\.subject) == ["child", "c1", "C-2"])
        #expect(try Self.tables(of: "home")[0].query.object?["by"] == [])
    }

    @Test("counts dated rows in whole quarters that the declaration has, none after the release")
    func quarters() throws {
        let tables = try Self.tables(of: "event")
        let text = tables.map { String(decoding: $0.query.bytes(), as: UTF8.self) }
        // Its last day is in the middle of a quarter, which is left out.
        #expect(text[0].contains(#""during":{"from":"2025-01","to":"2025-12"}"#))
        #expect(text[3].contains(#""during":{"from":"2024-01","to":"2025-12"}"#))
        #expect(
            tables[3].ruledOut[0]?.contains("2022-Q1") == true && tables[3].ruledOut[0]?.contains("2026-Q1") == true)
        #expect(tables[3].ruledOut[0]?.contains("2024-Q1") == false)
    }

    @Test("does not take *not yet* for a gap")
    func notYet() throws {
        #expect(try Self.tables(of: "person")[1].columns.contains { $0.measure == "leftIn" } == false)
        let stay = String(decoding: try Self.tables(of: "event")[1].query.bytes(), as: UTF8.self)
        #expect(stay.contains("notStated") && !stay.contains("notYet"))
    }
}
