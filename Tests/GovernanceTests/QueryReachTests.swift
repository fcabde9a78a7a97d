import Catalogue
import JSON
import QueryLanguage
import Testing

@testable import Governance

@Suite struct `How near a question comes to a neighbourhood` {
    private static let shared = #"""
        "tier":"pseudonymised","population":100000,"asOf":"2026-03",
        "controllers":[{"id":"icb","name":"ICB","covers":"everyone"}],"unit":"person",
        "key":{"column":"person_id","identifier":"opaque"}
        """#

    private static let person = #"""
        {"id":"person","title":"People",\#(shared),"rowsPerUnit":"one","register":true,"variables":[
          {"name":"sex","title":"Sex","type":"code","column":"sex","codes":[{"code":"F"},{"code":"M"}]},
          {"name":"seen","title":"In contact with a crisis team","type":"flag","column":"seen","topic":"self-harm"},
          {"name":"debt","title":"Debt","type":"flag","column":"debt","sensitive":true},
          {"name":"area","title":"Area","type":"area","vintage":"2021","level":"below-ward","column":"area",
           "codes":[{"code":"L1"},{"code":"L2"},{"code":"L3"},{"code":"L4"}],"groupings":[
           {"name":"ward","level":"ward","groups":[{"code":"W1","of":["L1","L2"]},{"code":"W2","of":["L3","L4"]}]},
           {"name":"borough","level":"borough","groups":[{"code":"B1","of":["L1","L2","L3","L4"]}]}]},
          {"name":"ward","title":"Ward","type":"area","view":{"of":"area","grouping":"ward"}},
          {"name":"parish","title":"Parish","type":"area","vintage":"1900","column":"parish",
           "codes":[{"code":"P1"},{"code":"P2"}]}]}
        """#

    private static let event = #"""
        {"id":"event","title":"Crisis contacts",\#(shared),"rowsPerUnit":"many","time":"date",
         "bounds":{"perCell":3,"cells":4},"variables":[
          {"name":"date","title":"Day","type":"date","column":"date","from":"2024-01-01","to":"2026-03-31"},
          {"name":"kind","title":"Kind","type":"code","column":"kind","topic":"self-harm",
           "codes":[{"code":"a"},{"code":"b"}]}]}
        """#

    private static func resolved(_ members: JSONObject) throws -> (ResolvedQuery, Catalogue) {
        let datasets = try [person, event].map {
            try CatalogueReader.read(try JSONValue(parsing: Array($0.utf8), limits: .document))
        }
        let catalogue = try CatalogueReader.check(datasets)
        var query: JSONObject = [
            "project": "P-0001", "purpose": "research", "unit": "person", "asOf": "2026-03",
            "measures": ["people": ["count": "unit"]],
        ]
        for (name, value) in members.members { query[name] = value }
        return (try QueryResolver.resolve(.object(query), in: catalogue), catalogue)
    }

    private static func reach(_ members: JSONObject) throws -> QueryReach {
        let (query, catalogue) = try resolved(members)
        return QueryReach(query, in: catalogue)
    }

    @Test(
        arguments: [
            (["by": ["person.ward"]], "person.ward", true), (["by": ["person.ward"]], "person.area", true),
            (["by": ["person.area"]], "person.ward", false),
            (["by": [["variable": "person.area", "grouping": "ward"]]], "person.ward", false),
            (
                ["by": ["person.ward"], "population": ["variable": "person.area", "in": ["L1"]]], "person.ward", false
            ),
        ] as [(JSONObject, String, Bool)])
    func `is held by an approval of the view alone, which opens nothing that the view looks at`(
        members: JSONObject, approved: String, isHeld: Bool
    ) throws {
        let (query, catalogue) = try Self.resolved(members)
        let scope = Scope(purposes: [], datasets: [], variables: [try #require(VariableName(approved))], links: [])
        #expect(scope.lacking(query.variablesToApprove, in: catalogue).isEmpty == isHeld)
    }

    @Test(arguments: [("person.ward", "W1", true), ("person.area", "L1", false)])
    func `may be limited by a view that the scope holds, and by nothing behind it`(
        variable: String, code: String, isHeld: Bool
    ) throws {
        let (_, catalogue) = try Self.resolved(["by": ["person.sex"]])
        let scope = Scope(
            purposes: [], datasets: Set(catalogue.datasets.map(\.id)),
            variables: [try #require(VariableName("person.ward"))], links: [])
        let filter = #"{"in":["\#(code)"],"variable":"\#(variable)"}"#
        #expect(scope.holds(rowFilter: filter, in: catalogue) == isHeld)
    }

    @Test(
        arguments: [
            (["by": ["person.sex"]], nil), (["by": ["person.area"]], .belowWard), (["by": ["person.ward"]], .ward),
            (["by": [["variable": "person.area", "grouping": "ward"]]], .ward),
            (["by": [["variable": "person.area", "grouping": "borough"]]], nil),
            (["by": ["person.parish"]], .belowWard),
            (["by": ["person.sex"], "population": ["variable": "person.area", "in": ["L1"]]], .belowWard),
            (["by": ["person.sex"], "population": ["variable": "person.area", "in": ["W1"]]], .ward),
            (["by": ["person.sex"], "population": ["not": ["variable": "person.area", "in": ["L1"]]]], .belowWard),
            (["by": ["person.ward"], "population": ["variable": "person.area", "in": ["L1"]]], .belowWard),
            (
                [
                    "by": ["person.sex"],
                    "measures": ["x": ["proportion": ["variable": "person.area", "in": ["L3"]]]],
                ], .belowWard
            ),
        ] as [(JSONObject, AreaLevel?)])
    func `is the smallest area that it tells apart, in any place`(members: JSONObject, level: AreaLevel?) throws {
        #expect(try Self.reach(members).smallestArea == level)
    }

    @Test(arguments: [
        ("2025-04-01", "2026-03-31", false), ("2025-04-01", "2025-04-30", false), ("2024-02-01", "2024-02-29", false),
        ("2025-04-02", "2026-03-31", true), ("2025-04-07", "2025-04-13", true), ("2025-04-01", "2025-05-01", true),
    ])
    func `is finer than a month where its window is not whole months`(from: String, to: String, finer: Bool) throws {
        let events: JSONObject = ["count": "event", "during": ["from": .string(from), "to": .string(to)], "atMost": 3]
        let reach = try Self.reach(["by": ["person.sex"], "measures": ["events": .object(events)]])
        #expect(reach.isFinerThanMonth == finer)
    }

    @Test(arguments: [("isoWeek", true), ("month", false), ("quarter", false), ("year", false)])
    func `is finer than a month where its table tells weeks apart`(grouping: String, finer: Bool) throws {
        let during: JSONValue = ["from": "2025-04", "to": "2026-03"]
        let reach = try Self.reach([
            "by": [["variable": "event.date", "grouping": .string(grouping), "during": during]],
            "measures": ["events": ["count": "event", "during": during, "atMost": 3]],
        ])
        #expect(reach.isFinerThanMonth == finer)
    }

    @Test(arguments: [
        ("2025-04-01", "2026-03-31", false), ("2025-04-01", "2025-06-30", false), ("2025-04-01", "2025-04-30", true),
        ("2025-04-01", "2025-07-31", true), ("2025-04-02", "2026-03-31", true),
    ])
    func `is finer than a quarter where its window is not whole quarters`(from: String, to: String, finer: Bool) throws
    {
        let events: JSONObject = ["count": "event", "during": ["from": .string(from), "to": .string(to)], "atMost": 3]
        let reach = try Self.reach(["by": ["person.sex"], "measures": ["events": .object(events)]])
        #expect(reach.isFinerThanQuarter == finer)
    }

    @Test func `names the topics of what it touches`() throws {
        #expect(try Self.reach(["by": ["person.sex"]]).topics == [])
        #expect(try Self.reach(["by": ["person.seen", "person.debt"]]).topics == ["self-harm", "Debt"])
        let hidden: JSONObject = ["by": ["person.sex"], "population": ["variable": "person.seen", "in": ["yes"]]]
        #expect(try Self.reach(hidden).topics == ["self-harm"])
    }
}
