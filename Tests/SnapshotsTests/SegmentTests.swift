import Catalogue
import GatewayTesting
import Linux
import Testing

@testable import Snapshots

@Suite("A segment holds rows in the order of their units")
struct SegmentTests {
    static let shapes: [(units: [UInt32], isConsecutive: Bool, hasOffsets: Bool)] = [
        ([], true, false),
        ([0], true, false),
        ([5, 6, 7], true, false),
        ([5, 7, 8], false, false),
        ([0, 0, 1, 2, 2, 2], true, true),
        ([1, 1, 4_000_000], false, true),
    ]

    @Test(
        "units are listed only where numbers are left out, and offsets kept only where a unit has more rows",
        arguments: shapes)
    func shape(units: [UInt32], isConsecutive: Bool, hasOffsets: Bool) throws {
        let inMemory = Segment(unitOfRow: units.reversed(), columns: [:], links: [:])
        let yard = try Yard()
        if units.last ?? 0 < 1_000 { try yard.publish([(units, Yard.codes(0..<units.count))]) }
        let written = units.last ?? 0 < 1_000 ? try yard.table().segments[0] : inMemory
        for segment in [inMemory, written] {
            #expect(segment.rowCount == units.count)
            #expect(segment.unitCount == Set(units).count)
            #expect(try segment.unitOfRow() == units)
            #expect((segment.offsets != nil) == hasOffsets)
            guard case .consecutive = segment.units else {
                #expect(!isConsecutive)
                continue
            }
            #expect(isConsecutive)
        }
    }

    @Test("codes take the width that their domain needs, in files as in the lending")
    func widths() throws {
        let yard = try Yard()
        let units = (0..<5_000).map { UInt32($0 / 3) }
        let codes = Yard.codes(0..<units.count)
        try yard.publish([(units, codes)])
        let segment = try #require(try yard.table().segments.first)
        for (index, width) in CodeWidth.allCases.enumerated() {
            let column = try #require(segment.column(Yard.names[index]))
            #expect(column.width == width)
            #expect(column.count == units.count)
            #expect(try column.codes() == codes[index])
            let some = try column.withCodes(1_234..<1_240) { codes in (0..<codes.count).map { codes[$0] } }
            #expect(some == Array(codes[index][1_234..<1_240]))
        }
        #expect(try segment.column("small")?.withCodes8(7..<9) { [$0[0], $0[1]] } == [7, 8])
        #expect(try segment.column("middle")?.withCodes16(500..<501) { $0[0] } == 500)
        #expect(try segment.column("large")?.withCodes32(4_999..<5_000) { $0[0] } == 4_999)
        #expect(segment.column("unknown") == nil)
    }

    @Test("in memory, rows in any order come in the order of their units, and a unit's rows keep theirs")
    func memory() throws {
        let segment = Segment(
            unitOfRow: [9, 2, 9, 2, 4], columns: ["a": [0, 1, 2, 3, 70_000]],
            links: ["home": [1, DatasetTable.unlinked, 3, 4, 5]])
        #expect(try segment.unitOfRow() == [2, 2, 4, 9, 9])
        #expect(try segment.column("a")?.codes() == [1, 3, 70_000, 0, 2])
        #expect(try segment.link("home")?.codes() == [DatasetTable.unlinked, 4, 5, 1, 3])
        #expect(segment.unitRange == 2..<10)
    }

    @Test("a merge of segments is what one load of all their rows would have written")
    func merge() throws {
        var random = SeededRandomness(seed: UInt64.random(in: 0...UInt64.max))
        print("merge: seed \(random.seed)")
        let yard = try Yard()
        var parts: [(units: [UInt32], codes: [[UInt32]])] = []
        var row = 0
        for _ in 0..<7 {
            let units = (0..<(random.next() % 3_000)).map { _ in UInt32(random.next() % 900) }.sorted()
            parts.append((units, Yard.codes(row..<(row + units.count))))
            row += units.count
        }
        try yard.publish(parts)
        let table = try yard.table()
        let merged: DatasetTable
        do {
            let workspace = try yard.store.lock()
            let staged = try SegmentMerge.merge(table.segments, of: yard.dataset, reach: [], in: workspace)
            let spines = try yard.store.currentDraft().spines
            let segment = try workspace.open(staged, of: yard.dataset, spines: spines, datasets: [yard.dataset])
            merged = DatasetTable(dataset: table.dataset, asOf: table.asOf, digest: "", segments: [segment])
            #expect(staged.rows == row)
        }
        let units = try table.unitOfRow()
        let order = units.indices.sorted { (units[$0], $0) < (units[$1], $1) }
        #expect(try merged.unitOfRow() == order.map { units[$0] })
        for name in Yard.names {
            let codes = try #require(try table.codes(of: name))
            #expect(try merged.codes(of: name) == order.map { codes[$0] })
        }
    }

    @Test(
        "a dataset is one segment up to 64 Mi rows; above, those are merged of which more than eight have about one size",
        arguments: [
            ([], nil), ([5], nil), ([5, 0], [0, 1]), ([1 << 25, 3, 1 << 25 - 3], [0, 1, 2]),
            ([1 << 25, 4, 1 << 25 - 3], nil), ([1 << 26, 5], nil), ([1 << 26] + [Int](repeating: 5, count: 8), nil),
            ([1 << 26] + [Int](repeating: 100, count: 9), Array(1..<10)),
            ([1 << 26] + [Int](repeating: 1_000, count: 8) + [Int](repeating: 100, count: 8), nil),
        ] as [([Int], [Int]?)])
    func tiers(rows: [Int], due: [Int]?) {
        #expect(SegmentMerge.due(rows) == due)
    }
}
