import Catalogue
import DisclosureControl
import JSON
import QueryLanguage
import Testing

@Suite("What may not be asked, from metadata alone")
struct StaticLimitTests {
    private func check(_ members: [(String, String)], profile: String) throws -> [LimitRefusal] {
        StaticLimits.check(
            try Street.resolve(members), catalogue: try Street.catalogue(), profile: try Profile(Street.parse(profile)))
    }

    private func profile(cells: Int, unitsPerCell: Int, dimensions: Int) -> String {
        Street.profileText.replacing(
            #""limits":{"dimensions":4,"cells":5000,"unitsPerCell":20}"#,
            with: #""limits":{"dimensions":\#(dimensions),"cells":\#(cells),"unitsPerCell":\#(unitsPerCell)}"#)
    }

    private static let fine = [("by", #"["person.area","person.sex"]"#)]

    @Test("a table within the limits passes")
    func passes() throws {
        #expect(try check(Self.fine, profile: Street.profileText).isEmpty)
    }

    @Test("too thin a table is told the grouping that would pass, with the least loss")
    func density() throws {
        // 6 areas × 3 of sex are 18 cells; 100,000 ∕ 18 is 5,555. Wards make 9 cells, boroughs 6.
        let refusals = try check(Self.fine, profile: profile(cells: 5_000, unitsPerCell: 6_000, dimensions: 4))
        #expect(refusals.map(\.limit) == [.density])
        #expect(refusals[0].code == "SH-P403")
        #expect(refusals[0].change == "Ask for `person.area` by `ward`: that table would pass.")
        let thinner = try check(Self.fine, profile: profile(cells: 5_000, unitsPerCell: 12_000, dimensions: 4))
        #expect(thinner[0].change == "Ask for `person.area` by `borough`: that table would pass.")
        let thinnest = try check(Self.fine, profile: profile(cells: 5_000, unitsPerCell: 30_000, dimensions: 4))
        #expect(thinnest[0].change == "Leave out `person.area`: that table would pass.")
    }

    @Test("what is proposed passes")
    func proposalPasses() throws {
        let strict = profile(cells: 5_000, unitsPerCell: 6_000, dimensions: 4)
        let members = [("by", #"[{"variable":"person.area","grouping":"ward"},"person.sex"]"#)]
        #expect(try check(members, profile: strict).isEmpty)
    }

    @Test("totals count among the cells")
    func cells() throws {
        let strict = profile(cells: 20, unitsPerCell: 0, dimensions: 4)
        #expect(try check(Self.fine, profile: strict).isEmpty)
        let refusals = try check(Self.fine + [("totals", "true")], profile: strict)
        #expect(refusals.map(\.limit) == [.cells])
        #expect(refusals[0].change == "Ask for `person.area` by `ward`: that table would pass.")
    }

    @Test("more dimensions than allowed are refused before anything is multiplied")
    func dimensions() throws {
        let refusals = try check(Self.fine, profile: profile(cells: 5_000, unitsPerCell: 20, dimensions: 1))
        #expect(refusals.map(\.limit) == [.dimensions])
        #expect(refusals[0].change.hasPrefix("Leave out 1"))
    }

    @Test("a plan is made only of what passes")
    func plan() throws {
        #expect(throws: DisclosureError.outOfBounds) {
            try Street.plan(
                Self.fine,
                profile: Profile(Street.parse(profile(cells: 5_000, unitsPerCell: 6_000, dimensions: 4))))
        }
    }
}
