import Catalogue
import JSON
import Linux
import Testing

@testable import Snapshots

@Suite("What nobody may ask for any more is removed, and nothing else")
struct RetentionTests {
    private func publish(_ yard: Yard, _ number: Int, keep: Int) throws -> String {
        try yard.publish([([0, UInt32(number)], Yard.codes(number..<(number + 2)))], keep: keep).id
    }

    @Test("the newest generations stay, as many as are asked for", arguments: [0, 1, 3])
    func kept(count: Int) throws {
        let yard = try Yard()
        let ids = try (1...6).map { try publish(yard, $0, keep: count) }
        let left = try FileSystem.list(yard.store.generationsPath)
        #expect(Set(left) == Set(ids.suffix(count + 1).map { "\($0).json" }))
    }

    @Test("segments go with the last generation that reads them")
    func segments() throws {
        let yard = try Yard()
        for number in 1...4 { _ = try publish(yard, number, keep: 0) }
        // Rows, opt-outs, and the spine in the pieces in which it grew.
        let kinds = try FileSystem.list(yard.store.segmentsPath).map { name in
            let path = "\(yard.store.segmentsPath)/\(name)/\(SegmentManifest.name)"
            return try SegmentManifest(parsing: FileSystem.readFile(path, maximumBytes: 1 << 20)).kind
        }
        #expect(kinds.count { $0 == .rows } == 1)
        #expect(kinds.count { $0 == .optOuts } == 1)
        #expect(kinds.count { $0 == .spine } == 4)
    }

    @Test("a generation that is held stays whole until it is let go")
    func held() throws {
        let yard = try Yard()
        let first = try publish(yard, 1, keep: 0)
        do {
            let generation = try yard.current()
            #expect(generation.id == first)
            for number in 2...4 { _ = try publish(yard, number, keep: 0) }
            #expect(FileSystem.exists(yard.store.path(of: first)))
            #expect(try generation.tables[yard.dataset.id]?.codes(of: "small") == [1, 2])
            try generation.sweep { true }
        }
        _ = try publish(yard, 5, keep: 0)
        #expect(!FileSystem.exists(yard.store.path(of: first)))
    }

    @Test("a spine that has grown many times is written anew in one piece, and its numbers stay")
    func spine() throws {
        let yard = try Yard()
        for number in 1...20 { _ = try publish(yard, number, keep: 0) }
        let draft = try yard.store.currentDraft()
        #expect(draft.spines[.organisation].count == 21)
        #expect(draft.spines.published(.organisation).segments.count <= 8)
        for number in 0..<UInt64(21) {
            let pseudonym = Pseudonym(high: 0, low: (number + 1) &* 0x9E37_79B9_7F4A_7C15)
            #expect(draft.spines[.organisation].number(of: pseudonym) == UInt32(number))
        }
    }
}
