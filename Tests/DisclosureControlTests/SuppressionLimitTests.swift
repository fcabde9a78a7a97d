import Catalogue
import DisclosureControl
import JSON
import QueryLanguage
import Testing

@Suite("How large a problem of suppression may be, from metadata alone")
struct SuppressionLimitTests {
    /// A million people by an area of 20 codes, or 4, a job of 15 codes, and an age of 10.
    private static func catalogue() throws -> Catalogue {
        func codes(_ count: Int) -> String { (0..<count).map { #"{"code":"\#($0)"}"# }.joined(separator: ",") }
        func variable(_ name: String, _ count: Int, _ more: String = "") -> String {
            #"{"name":"\#(name)","title":"\#(name)","type":"code","column":"\#(name)","codes":[\#(codes(count))]\#(more)}"#
        }
        let groups = (0..<4).map { group in
            let held = (0..<5).map { #""\#(5 * group + $0)""# }.joined(separator: ",")
            return #"{"code":"g\#(group)","title":"g","of":[\#(held)]}"#
        }
        let areas = #","groupings":[{"name":"quarter","groups":[\#(groups.joined(separator: ","))]}]"#
        let text = """
            {"id":"person","title":"People","tier":"pseudonymised","population":1000000,"asOf":"2026-03",
             "controllers":[{"id":"icb","name":"ICB","covers":"everyone"}],"unit":"person","rowsPerUnit":"one",
             "register":true,"key":{"column":"person_id","identifier":"opaque"},"variables":[
             \(variable("area", 20, areas)),\(variable("job", 15)),\(variable("age", 10)),
             {"name":"carer","title":"Carer","type":"flag","column":"carer"}]}
            """
        return try CatalogueReader.check([CatalogueReader.read(Street.parse(text))])
    }

    private static let people = #"{"people":{"count":"unit"}}"#
    private static let share = #"{"carers":{"proportion":{"variable":"person.carer","in":["yes"]}}}"#

    private func refusals(
        _ measures: String, area: String = #""person.area""#, totals: Bool = true, profile name: String = "counts-nhs"
    ) throws -> [LimitRefusal] {
        let catalogue = try Self.catalogue()
        let query = try QueryResolver.resolve(
            Street.parse(
                """
                {"project":"P-0001","purpose":"research","unit":"person","asOf":"2026-03","measures":\(measures),
                 "by":[\(area),"person.job","person.age"],"totals":\(totals)}
                """), in: catalogue)
        let profile = try ExactProfiles.profile(name, replacing: [(#""datasets": []"#, #""datasets": ["person"]"#)])
        return StaticLimits.check(query, catalogue: catalogue, profile: profile)
    }

    @Test("a count with all its margins passes; a share of each cell, with what it leaves out, is too much")
    func share() throws {
        #expect(try refusals(Self.people).isEmpty)
        let refusals = try refusals(Self.share)
        #expect(refusals.map(\.limit) == [.suppression] && refusals.map(\.code) == ["SH-P408"])
        #expect(refusals.first?.change == "Ask for `person.area` by `quarter`: that table would pass.")
    }

    @Test("what is proposed passes, and so does what has nothing to be worked out")
    func passes() throws {
        #expect(try refusals(Self.share, area: #"{"variable":"person.area","grouping":"quarter"}"#).isEmpty)
        #expect(try refusals(Self.share, profile: "cell-key").isEmpty)
    }
}
