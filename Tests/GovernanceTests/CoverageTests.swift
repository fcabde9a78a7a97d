import Catalogue
import JSON
import QueryLanguage
import Testing

@testable import Governance

@Suite struct `What the controllers' signatures leave of a dataset` {
    /// Two councils that divide the dataset between them, and a clerk who answers for all of it in words.
    private static func dataset(divided: Bool, clerk: Bool) throws -> Dataset {
        let councils = [("north", "N"), ("south", "S")].map { name, code in
            let rows = divided ? #","rows":{"variable":"place","in":["\#(code)"]}"# : ""
            return #"{"id":"\#(name)","name":"\#(name)","covers":"its homes"\#(rows)}"#
        }
        let all = councils + (clerk ? [#"{"id":"clerk","name":"clerk","covers":"the lists"}"#] : [])
        let text = #"""
            {"id":"home","title":"Homes","controllers":[\#(all.joined(separator: ","))],"tier":"pseudonymised",
             "unit":"household","rowsPerUnit":"one","register":true,"key":{"column":"n","identifier":"opaque"},
             "population":1000,"asOf":"2026-03","variables":[
              {"name":"place","type":"code","column":"place","codes":[{"code":"N"},{"code":"S"}]}]}
            """#
        return try CatalogueReader.read(try JSONValue(parsing: Array(text.utf8), limits: .document))
    }

    private struct Case: Sendable {
        let divided: Bool
        let clerk: Bool
        let signed: Set<String>
        let leftOut: [String]
        let lacking: [String]
    }

    private static let cases = [
        Case(divided: true, clerk: false, signed: ["north", "south"], leftOut: [], lacking: []),
        Case(divided: true, clerk: false, signed: ["north"], leftOut: ["south"], lacking: []),
        Case(divided: true, clerk: false, signed: [], leftOut: [], lacking: ["north", "south"]),
        Case(divided: true, clerk: true, signed: ["north", "clerk"], leftOut: ["south"], lacking: []),
        Case(divided: true, clerk: true, signed: ["north"], leftOut: ["south"], lacking: ["clerk"]),
        Case(divided: true, clerk: true, signed: ["clerk"], leftOut: [], lacking: ["north", "south"]),
        Case(divided: false, clerk: true, signed: ["north"], leftOut: [], lacking: ["south", "clerk"]),
        Case(divided: false, clerk: false, signed: ["north", "south"], leftOut: [], lacking: []),
    ]

    @Test(arguments: cases.indices)
    func `is all of it, a part, or nothing`(index: Int) throws {
        let wanted = Self.cases[index]
        let dataset = try Self.dataset(divided: wanted.divided, clerk: wanted.clerk)
        let coverage = Coverage(of: dataset) { wanted.signed.contains($0.id) }
        #expect(coverage.agreed.map(\.id) == dataset.controllers.map(\.id).filter(wanted.signed.contains))
        #expect(coverage.leftOut.map(\.id) == wanted.leftOut)
        #expect(coverage.lacking.map(\.id) == wanted.lacking)
        // What is left out is a condition that some rows fulfil; what is not to be left out is none.
        let rows = [(dataset, coverage)].covered
        #expect(rows.count == (wanted.leftOut.isEmpty ? 0 : 1))
        for row in rows { #expect(row.codes.contains == [true, false, false] && row.leftOut == coverage.leftOut) }
    }
}
