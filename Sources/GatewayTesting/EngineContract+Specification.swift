import Catalogue
import Governance
import JSON
package import QueryEngines
import QueryLanguage

extension EngineContract {
    /// Runs an engine through the table of cases; where it does not find what was counted by hand, or what counting row
    /// by row gives in any other cell.
    package func specification(_ engine: some QueryEngine) throws -> [String] {
        let rows = RowByRow(
            engine: engine, region: EngineSpecification.region, key: Array(0..<16), doors: doors)
        var differences: [String] = []
        for (index, row) in EngineSpecification.table.enumerated() {
            let body = try EngineSpecification.body(row)
            let (query, found) = try rows.found(body, [.honourOptOuts([.nationalDataOptOut, .type1])])
            let cell = PlainMeaning.Cell(kept: Array(query.dimensions.indices), codes: row.cell)
            let numbers = (found["m"]?[cell] ?? []).map { "\($0.value)/\($0.units)/\($0.persons)" }
                .joined(separator: " ")
            if numbers != row.numbers { differences.append("case \(index): \(numbers), not \(row.numbers)") }
            for honouring in [true, false] {
                differences += try rows.differences(body, honouringOptOuts: honouring).map { "case \(index): \($0)" }
            }
        }
        return differences
    }
}
