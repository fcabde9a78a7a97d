import DisclosureControl
import Foundation
import JSON
import Testing

/// What the R package `cellKey` made of 600 people; the file says with which versions and how.
@Suite("The cell-key method beside R's cellKey")
struct CellKeyReferenceTests {
    private struct Record {
        let place: [String]
        /// Of 2^64, as ours are.
        let key: UInt64
    }

    private struct Cell {
        let place: [String]
        let count: Int
        let key: UInt64
        let changed: Int
    }

    private static func file() throws -> JSONFields {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Golden/CellKey/cellkey-1.0.2.json")
        return try JSONCursor(JSONValue(parsing: Array(Data(contentsOf: path)), limits: .document)).object()
    }

    private static func place(_ entry: [JSONCursor]) throws -> [String] { try entry.prefix(3).map { try $0.string() } }

    /// The file's keys are of 2^40.
    private static func key(_ cursor: JSONCursor) throws -> UInt64 {
        UInt64(try cursor.integer(in: 0...(1 << 40) - 1)) << 24
    }

    private static func records() throws -> [Record] {
        try file().required("records").array().map { row in
            let entry = try row.array()
            return Record(place: try place(entry), key: try key(entry[3]))
        }
    }

    private static func cells() throws -> [Cell] {
        try file().required("cells").array().map { row in
            let entry = try row.array()
            return Cell(
                place: try place(entry), count: try entry[3].integer(in: 0...600), key: try key(entry[4]),
                changed: try entry[5].integer(in: 0...1_000))
        }
    }

    @Test("156 cells of three dimensions, one of them a tree: the same cell keys and changed counts, bit for bit")
    func sameNumbers() throws {
        let table = try CellKeyTests.published()
        let records = try Self.records()
        let cells = try Self.cells()
        #expect(cells.count == 156 && records.count == 600)
        for cell in cells {
            let units = records.filter { record in
                zip(record.place, cell.place).allSatisfy { $1 == "Total" || $0 == $1 || $0.hasPrefix("\($1)-") }
            }
            let key = CellKey.cellKey(units.map(\.key))
            #expect(units.count == cell.count && key == cell.key)
            #expect(cell.count + table.change(of: cell.count, cellKey: key) == cell.changed)
            if cell.count >= 10 {
                #expect(
                    CellKey.shown(cell.count, cellKey: key, table: table, threshold: 10) == .shown(cell.changed))
            }
        }
        // Every row of the table was asked, and nearly every change of the last one.
        #expect(Set(1...8).isSubset(of: Set(cells.map(\.count))))
    }

    @Test("the shipped table is that of R's ptable for D = 5, V = 3, js = 2, to the digits that it keeps")
    func sameTable() throws {
        let table = try CellKeyTests.published()
        let rows = try Self.file().required("table").array()
        #expect(rows.count == 9)
        for (count, row) in rows.enumerated() {
            let steps = try row.array().map { try $0.array().map { try $0.integer(in: -5...100_000_000) } }
            let weights = table.weights(of: count)
            #expect(weights.map(\.change) == steps.map { $0[0] })
            var end = 0.0
            for (weight, step) in zip(weights, steps) {
                end += Double(weight.weight) / Double(1 << 52)
                // It solves to 8 decimals and rounds them: a few of the last one.
                #expect(abs(end * 1e8 - Double(step[1])) < 5)
            }
        }
    }
}
