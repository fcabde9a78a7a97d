import Catalogue
import Linux
import Testing

@testable import Snapshots

@Suite("Nothing is answered from bytes that were not published")
struct VerificationTests {
    /// A column of four-byte codes of a little over one mebibyte.
    static let rows = 1 << 18 | 1_000

    static func large() throws -> Yard {
        let yard = try Yard(rowsPerUnit: "one")
        let units = Array(0..<UInt32(rows))
        let codes = units.map { $0 % 100 }
        let workspace = try yard.store.lock()
        let draft = try yard.store.currentDraft()
        for unit in units {
            _ = draft.spines[.organisation].enrol(Pseudonym(high: 0, low: UInt64(unit + 1) &* 0x9E37_79B9_7F4A_7C15))
        }
        let writer = try RowSegmentWriter(workspace, dataset: yard.dataset)
        try writer.append(unitOfRow: units, columns: [codes, codes, codes], links: [])
        var changed = draft
        changed.put(
            ReleaseDraft(
                declaration: yard.declaration, dataset: yard.dataset, segments: [try writer.finish(reach: [])]),
            keeping: 1)
        try yard.store.publish(yard.store.stage(changed, in: workspace))
        return yard
    }

    static func path(_ name: String, in yard: Yard) throws -> String {
        for segment in try FileSystem.list(yard.store.segmentsPath) {
            let path = "\(yard.store.segmentsPath)/\(segment)/\(name)"
            if FileSystem.exists(path) { return path }
        }
        throw Yard.Unexpected.nothingPublished
    }

    static func flip(_ path: String, at offset: Int, bit: UInt8 = 0) throws {
        var bytes = try FileSystem.readFile(path, maximumBytes: 1 << 28)
        bytes[offset] ^= 1 << bit
        try FileSystem.setPermissions(path, 0o640)
        let file = try File.open(path, .readWrite, permissions: 0)
        try file.writeAll(bytes)
    }

    @Test("each mebibyte is verified when it is first touched: those before a changed one are still lent")
    func chunks() throws {
        let yard = try Self.large()
        let path = try Self.path("column.large", in: yard)
        try Self.flip(path, at: 1 << 20 | 17)
        let generation = try yard.current()
        let column = try #require(generation.tables[yard.dataset.id]?.segments.first?.column("large"))
        #expect(try column.withCodes32(0..<(1 << 18)) { $0.count } == 1 << 18)
        #expect(generation.damage == nil)
        let damage = SnapshotError.damaged(file: path, chunk: 1)
        #expect(throws: damage) { try column.withCodes32((1 << 18 - 1)..<(1 << 18 + 1)) { $0[0] } }
        #expect(throws: damage) { try column.withCodes32(0..<1) { $0[0] } }
        #expect(generation.damage == damage)
    }

    @Test("a sweep in the background finds what no query has touched, also where it was whole before")
    func sweep() throws {
        let yard = try Self.large()
        let path = try Self.path("column.large", in: yard)
        let generation = try yard.current()
        var pieces = 0
        try generation.sweep {
            pieces += 1
            return true
        }
        // Three columns of 1, 2 and 4 bytes; one row for each unit needs neither units nor offsets.
        #expect(pieces == 1 + 1 + 2)
        try Self.flip(path, at: 1 << 20, bit: 7)
        #expect(throws: SnapshotError.damaged(file: path, chunk: 1)) { try generation.sweep { true } }
        #expect(generation.damage == .damaged(file: path, chunk: 1))
    }

    @Test("a sweep ends when it is told to")
    func pause() throws {
        let yard = try Self.large()
        var pieces = 0
        try yard.current().sweep {
            pieces += 1
            return pieces < 3
        }
        #expect(pieces == 3)
    }

    @Test("a file that is shorter or longer than published is refused when the generation is opened")
    func length() throws {
        let yard = try Self.large()
        let path = try Self.path("column.middle", in: yard)
        let size = try File.openForReading(path).size()
        try FileSystem.setPermissions(path, 0o640)
        let file = try File.open(path, .readWrite, permissions: 0)
        for other in [size - 1, size + 1, 0] {
            try file.truncate(to: other)
            #expect(throws: SnapshotError.damaged(file: path, chunk: nil)) { try yard.current() }
        }
    }

    @Test("a code outside its domain is refused though its digest is right", arguments: [(100, true), (99, false)])
    func rule(code: UInt32, isRefused: Bool) throws {
        let yard = try Yard()
        try yard.publish([([0, 1], [[3, code], [0, 0], [0, 0]])])
        let column = try #require(try yard.table().segments.first?.column("small"))
        if isRefused {
            #expect(throws: SnapshotError.self) { try column.codes() }
        } else {
            #expect(try column.codes() == [3, code])
        }
    }

    @Test("files are written once: nobody may write to them afterwards")
    func permissions() throws {
        let yard = try Yard()
        try yard.publish([([0, 0, 5], Yard.codes(0..<3))])
        var files = 0
        for segment in try FileSystem.list(yard.store.segmentsPath) {
            for name in try FileSystem.list("\(yard.store.segmentsPath)/\(segment)") {
                let path = "\(yard.store.segmentsPath)/\(segment)/\(name)"
                #expect(try File.openForReading(path).permissions() & 0o337 == 0, "\(name)")
                files += 1
            }
        }
        #expect(files >= 8)
    }
}
