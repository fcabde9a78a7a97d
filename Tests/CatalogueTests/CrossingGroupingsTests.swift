import Catalogue
import JSON
import Testing

@Suite("The groupings of a variable make one tree, or two of them cross")
struct CrossingGroupingsTests {
    /// Eight areas in groups of these sizes, one grouping after the other; the first group has the first areas.
    private static func dataset(_ groupings: [String: [Int]], hiding isHidden: Bool = false) throws -> Dataset {
        let codes = (0..<8).map { #"{"code":"L\#($0)"}"# }
        let declared = groupings.sorted { $0.key < $1.key }.map { name, sizes in
            var next = 0
            let groups = sizes.map { size in
                defer { next += size }
                let held = (next..<next + size).map { #""L\#($0)""# }.joined(separator: ",")
                return #"{"code":"\#(name)-\#(next)","of":[\#(held)]}"#
            }
            return #"{"name":"\#(name)","groups":[\#(groups.joined(separator: ","))]}"#
        }
        return try dataset(
            #"""
            {"name":"area","type":"area","vintage":"2021","column":"lsoa","addressable":\#(!isHidden),
             "codes":[\#(codes.joined(separator: ","))],"groupings":[\#(declared.joined(separator: ","))]}
            """#)
    }

    private static func dataset(_ variable: String) throws -> Dataset {
        try CatalogueReader.read(
            Declaration.parse(
                """
                {"id":"person","title":"People","controllers":[{"id":"icb","name":"ICB","covers":"all"}],
                 "tier":"pseudonymised","unit":"person","rowsPerUnit":"one","register":true,
                 "key":{"column":"person_id","identifier":"opaque"},"population":1000,"asOf":"2026-03",
                 "variables":[\(variable)]}
                """))
    }

    @Test(
        "nested, equal and single values make a tree",
        arguments: [
            [:], ["a": [8]], ["a": [4, 4], "b": [2, 2, 4]], ["a": [4, 4], "b": [4, 4], "c": [1, 3, 2, 2]],
        ])
    func trees(groupings: [String: [Int]]) throws {
        #expect(try Self.dataset(groupings).crossingGroupings == nil)
        #expect(try Self.dataset(groupings, hiding: true).crossingGroupings == nil)
    }

    @Test("two groups that overlap, each with values of its own, cross: they are named")
    func crossing() throws {
        let found = try #require(try Self.dataset(["a": [2, 6], "b": [4, 4], "c": [3, 5]]).crossingGroupings)
        #expect("\(found.variable)" == "person.area")
        #expect(found.groupings == ["a", "b"] && found.groups == ["a-2", "b-0"])
        let pair = try #require(try Self.dataset(["b": [4, 4], "c": [3, 5]]).crossingGroupings)
        #expect(pair.groupings == ["b", "c"] && pair.groups == ["b-0", "c-3"])
    }

    @Test(
        "of months and days a declaration keeps the calendar's groupings that it names, and so makes a tree",
        arguments: [
            ("month", "", ["year", "financialYear"]), ("month", #","calendar":["quarter","year"]"#, nil),
            ("month", #","calendar":[]"#, nil), ("month", #","calendar":["financialYear","quarter"]"#, nil),
            ("date", "", ["month", "isoWeek"]), ("date", #","calendar":["month","quarter","year"]"#, nil),
            ("date", #","calendar":["isoWeek","year"]"#, ["year", "isoWeek"]),
        ] as [(String, String, [String]?)])
    func calendar(type: String, calendar: String, crossing: [String]?) throws {
        let day = type == "date" ? "-01" : ""
        let range = #""from":"2023-02\#(day)","to":"2026-03\#(day)""#
        let dataset = try Self.dataset(
            #"{"name":"seen","type":"\#(type)","column":"s",\#(range)\#(calendar)}"#)
        let found = dataset.crossingGroupings?.groupings
        if type == "date", crossing?.first == "month" {
            #expect(found != nil)
        } else {
            #expect(found == crossing)
        }
    }

    @Test("what the calendar does not have, or twice, is refused at its place", arguments: ["isoWeek", "week", "year"])
    func unknown(name: String) throws {
        #expect(throws: CatalogueError.self) {
            try Self.dataset(
                #"""
                {"name":"seen","type":"month","column":"s","from":"2023-01","to":"2026-03","calendar":["year","\#(name)"]}
                """#)
        }
    }
}
