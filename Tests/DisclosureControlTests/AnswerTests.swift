import DifferentialPrivacy
import DisclosureControl
import Foundation
import GatewayTesting
import JSON
import QueryEngines
import QueryLanguage
import Testing

@Suite("What an answer shows")
struct AnswerTests {
    private static let during = #""during":{"from":"2025-01","to":"2025-03"}"#
    private static let measures = #"""
        {"people":{"count":"unit"},
         "admissions":{"count":"care_event",\#(during),"atMost":2},
         "carers":{"proportion":{"variable":"person.carer","in":["yes"]},"missing":"row"},
         "rate":{"ratio":{"of":{"count":"care_event",\#(during),"atMost":2},"to":{"count":"unit"}},"per":1000}}
        """#

    /// A table by sex and borough with one thin cell, from seed 31.
    private func answer() throws -> ReleasableTable {
        let plan = try Street.plan([
            ("by", #"["person.sex","person.borough"]"#), ("measures", Self.measures), ("totals", "true"),
        ])
        var random = SeededRandomness(seed: 31)
        let table = Street.table(plan.query) { marginal, part, cell in
            let units = marginal.kept.count == 2 && cell == 1 ? 4 : 900 + 100 * cell
            guard case .events(_, let bound) = part else { return Street.people(units, part) }
            return ExactCell(value: units * bound, units: units, persons: units, complement: nil, top: .none)
        }
        return try plan.assemble(Street.stored(plan.draw(table, stored: [:], random: &random)))
    }

    @Test("one table is told as the golden file says")
    func golden() throws {
        let answer = try answer()
        let told: JSONValue = [
            "dimensions": answer.dimensionsJSON, "measures": answer.measuresJSON, "rows": answer.rowsJSON,
            "protection": try answer.protectionJSON(record: "/v1/queries/Q-000001/disclosure-record"),
            "record": try answer.plan.record(),
        ]
        try expectGolden(told.prettyBytes(), "answer.json")
    }

    private func expectGolden(_ bytes: [UInt8], _ name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Golden/\(name)")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" { try Data(bytes).write(to: file) }
        #expect(String(decoding: bytes, as: UTF8.self) == String(decoding: try Data(contentsOf: file), as: UTF8.self))
    }

    @Test("rows stand in the order of the code lists, totals after them, the grand total last")
    func order() throws {
        let answer = try answer()
        #expect(answer.rows.prefix(2).map(\.codes) == [["F", "B1"], ["F", "B2"]])
        #expect(answer.rows.last?.codes == ["_total", "_total"])
        #expect(answer.rows.count == 12)
    }

    @Test("a lone star in a group hides the next of the code list, in every direction, where totals show")
    func loneStars() throws {
        let answer = try answer()
        let hidden = answer.rows.filter { $0.values[0] == .notShown }.map(\.codes)
        // F B2 is too small; along the borough F B1 hides with it, along the sex M B2 and M B1 do.
        #expect(hidden == [["F", "B1"], ["F", "B2"], ["M", "B1"], ["M", "B2"]])
    }

    @Test("which cell hides beside a lone star does not depend on any value")
    func starsAreValueBlind() throws {
        let plan = try Street.plan([("by", #"["person.area"]"#), ("totals", "true")])
        for (seed, scale) in [(UInt64(41), 1), (42, 7), (43, 50)] {
            var random = SeededRandomness(seed: seed)
            let table = Street.table(plan.query) { marginal, part, cell in
                Street.people(marginal.kept.isEmpty ? 9_000 : cell == 2 ? 3 : 100 + scale * (6 - cell) * 10, part)
            }
            let answer = try plan.assemble(Street.stored(plan.draw(table, stored: [:], random: &random)))
            #expect(answer.rows.filter { $0.values[0] == .notShown }.map { $0.codes[0] } == ["L3", "L4"])
        }
    }

    @Test("without totals, a lone star stays alone")
    func noTotals() throws {
        let plan = try Street.plan([("by", #"["person.area"]"#)])
        var random = SeededRandomness(seed: 44)
        let table = Street.table(plan.query) { _, part, cell in Street.people(cell == 2 ? 3 : 200, part) }
        let answer = try plan.assemble(Street.stored(plan.draw(table, stored: [:], random: &random)))
        #expect(answer.rows.filter { $0.values[0] == .notShown }.map { $0.codes[0] } == ["L3"])
    }

    @Test("a star says nothing but that it is one")
    func stars() throws {
        let row = try #require(try answer().rows.first { $0.values[0] == .notShown })
        let plan = try Street.plan([])
        let stars = try plan.assemble(Street.stored(plan.hiddenDraws(stored: [:])))
        #expect(row.values[0] == stars.rows[0].values[0])
        #expect(stars.rowsJSON.bytes() == Array(#"[{"people":{"status":"not-shown"}}]"#.utf8))
    }

    @Test("a draw without its fellows, or with other parameters, gives no answer")
    func unfitDraws() throws {
        let plan = try Street.plan([("by", #"["person.sex"]"#)])
        #expect(throws: DisclosureError.unfitDraw) { try plan.assemble([:]) }
        let other = try Street.plan([("by", #"["person.area"]"#)])
        let foreign = try #require(other.hiddenDraws(stored: [:]).first)
        #expect(throws: DisclosureError.unfitDraw) { try plan.assemble([plan.draws[0].key: foreign]) }
    }

    @Test(
        "what the store keeps is read strictly",
        arguments: [
            #"{"drawn":1,"key":"a","noise":-1,"bound":1,"cells":[]}"#,
            #"{"drawn":2,"key":"a","noise":25,"bound":1,"cells":[]}"#,
            #"{"drawn":1,"key":"a","noise":25,"bound":1,"cells":["5"]}"#,
            #"{"drawn":1,"key":"a","noise":25,"bound":1,"cells":[],"why":"small"}"#,
            #"{"drawn":1,"key":"a","noise":25,"bound":1}"#,
        ])
    func strictStore(text: String) {
        #expect(throws: JSONError.self) { try DrawnMarginal(bytes: Array(text.utf8)) }
    }
}
