import Catalogue
import DataLoading
import JSON
import Linux
import Snapshots
import Testing

@Suite("A generation is seen as one whole or not at all")
struct GenerationStoreTests {
    @Test("a flipped bit in any file is refused by the file's name and its place, and nothing else is answered then")
    func flippedBit() throws {
        let place = try Workplace()
        try place.publishTown()
        var builder = try place.builder()
        _ = try builder.addReference(try ReferenceTests.reference())
        try builder.addOptOuts(
            .bytes(Array(OptOutTests.list.utf8), name: "optouts.csv"),
            version: try #require(CalendarDay("2026-03-31")), identifier: .nhsNumber)
        let staged = try builder.stage()
        try place.store.publish(staged)
        try builder.retain(0)
        let manifest = "\(place.store.directory)/generations/\(staged.id).json"
        let files = try Workplace.files(below: "\(place.store.directory)/segments") + [manifest]
        let names = Set(files.compactMap { $0.split(separator: "/").last })
        #expect(
            names.isSuperset(of: [
                "segment.json", "column.sex", "link.household", "offsets", "units", "pseudonyms", "declaration",
                "persons.rightToObject", "pseudonyms.rightToObject",
            ]))
        for path in files {
            let bytes = try FileSystem.readFile(path, maximumBytes: 1 << 20)
            let chunk = path.hasSuffix(".json") ? nil : 0
            for (index, bit) in [(0, 0), (bytes.count / 2, 3), (bytes.count - 1, 7)] {
                var changed = bytes
                changed[index] ^= 1 << UInt8(bit)
                try FileSystem.writeAtomically(changed, to: path, permissions: 0o440)
                #expect(throws: SnapshotError.damaged(file: path, chunk: chunk)) { try place.readEverything() }
            }
            try FileSystem.writeAtomically(Array(bytes.dropLast()), to: path, permissions: 0o440)
            #expect(throws: SnapshotError.damaged(file: path, chunk: nil)) { try place.readEverything() }
            try FileSystem.remove(path)
            #expect(throws: SnapshotError.self) { try place.readEverything() }
            try FileSystem.writeAtomically(bytes, to: path, permissions: 0o440)
        }
        try place.readEverything()
    }

    @Test("once a piece is found changed, the whole generation is unusable")
    func unusable() throws {
        let place = try Workplace()
        try place.publishTown()
        let generation = try place.current()
        let visit = try #require(DatasetID("visit").flatMap { generation.tables[$0] })
        let people = try #require(DatasetID("person").flatMap { generation.tables[$0] })
        let path = try #require(
            Workplace.files(below: place.store.directory).first { $0.hasSuffix("/column.date") })
        var bytes = try FileSystem.readFile(path, maximumBytes: 1 << 20)
        bytes[0] ^= 1
        // In place, as a failing disk would: the mapping shows the new bytes.
        try FileSystem.setPermissions(path, 0o640)
        let file = try File.open(path, .readWrite, permissions: 0)
        try file.writeAll(bytes)
        try file.close()
        #expect(try people.codes(of: "sex") == [0, 1, 2])
        #expect(generation.damage == nil)
        let damage = SnapshotError.damaged(file: path, chunk: 0)
        #expect(throws: damage) { try visit.codes(of: "date") }
        #expect(throws: damage) { try people.codes(of: "sex") }
        #expect(throws: damage) { try generation.sweep { true } }
        #expect(generation.damage == damage)
    }

    @Test("after a crash between staging and publishing the old generation serves, and the next load goes on")
    func crashBeforePublishing() throws {
        let place = try Workplace()
        let first = try place.publishTown()
        do {
            var builder = try place.builder()
            try builder.add(Town.visit, "date,patient\n2025-01-01,9434765919\n")
            let lost = try builder.stage()
            #expect(lost.id != first.id)
        }
        // What a crash while writing leaves behind: the directory has no name of its own yet.
        let half = "\(place.store.directory)/staging/segment-1"
        try FileSystem.makeDirectory(half, permissions: 0o750, intermediate: true)
        try FileSystem.writeAtomically([1, 2, 3], to: "\(half)/units", permissions: 0o440)
        #expect(try place.store.currentIdentifier() == first.id)
        #expect(try place.table("visit").rows == 3)
        var builder = try place.builder()
        try builder.add(Town.visit, "date,patient\n2025-01-01,9434765919\n2025-01-02,9434765919\n")
        let second = try builder.stage()
        try place.store.publish(second)
        #expect(try place.table("visit").rows == 2)
        try builder.retain(0)
        #expect(try FileSystem.list("\(place.store.directory)/generations") == ["\(second.id).json"])
        #expect(try place.table("visit").rows == 2)
    }

    @Test("a dataset that is not loaded again is carried over, bytes and digest")
    func carriedOver() throws {
        let place = try Workplace()
        try place.publishTown()
        let first = try place.current().tables.mapValues(\.digest)
        var builder = try place.builder()
        try builder.add(Town.visit, "date,patient\n2025-01-01,9434765870\n")
        let staged = try builder.stage()
        let second = try place.store.open(staged).tables.mapValues(\.digest)
        try place.store.publish(staged)
        let visit = try #require(DatasetID("visit"))
        for (dataset, digest) in first where dataset != visit { #expect(second[dataset] == digest, "\(dataset)") }
        #expect(second[visit] != first[visit])
        #expect(try place.current().tables.mapValues(\.digest) == second)
        #expect(try place.table("visit").unitOfRow() == [1])
    }

    @Test("a unit keeps its number when others leave, come back, or come first in a file")
    func spine() throws {
        let place = try Workplace()
        try place.publishTown()
        let rows = ["4010232137,,1990-01,F,0,", "9876544012,,1980-01,F,0,", "9434765919,,1980-05,F,2,"]
        for file in [rows, Array(rows.dropFirst()), rows.reversed()] {
            var builder = try place.builder()
            try builder.add(Town.person, Town.personHeadings + file.joined(separator: "\n"))
            try place.store.publish(builder.stage())
            let numbers = ["4010232137": UInt32(3), "9876544012": 2, "9434765919": 0]
            #expect(
                try place.table("person").unitOfRow() == file.compactMap { numbers[String($0.prefix(10))] }.sorted())
            #expect(try place.current().spineSizes == [.household: 3, .person: 4])
        }
    }

    @Test("one load at a time")
    func lock() throws {
        let place = try Workplace()
        var builder = try place.builder()
        try builder.add(Town.household, Town.households)
        #expect(throws: LoadError.snapshot(.busy(directory: place.store.directory))) { try place.builder() }
        try place.store.publish(builder.stage())
    }

    @Test("a failed load leaves the old generation and nothing else")
    func failedLoad() throws {
        let place = try Workplace()
        let first = try place.publishTown()
        let files = try place.files().sorted()
        do {
            var builder = try place.builder()
            try builder.add(Town.household, Town.households)
            #expect(throws: LoadError.self) { try builder.add(Town.person, Town.people + "x,H1,1980-05,F,2,\n") }
        }
        #expect(try place.files().sorted() == files)
        #expect(try place.store.currentIdentifier() == first.id)
        #expect(try place.table("person").rows == 3)
    }

    @Test(
        "a load that fails half-way can go on: what came before it stays in the builder, and its units take no number")
    func failedFile() throws {
        let place = try Workplace()
        var builder = try place.builder()
        try builder.add(Town.household, Town.households)
        #expect(throws: LoadError.self) {
            try builder.add(Town.person, Town.personHeadings + "4010232137,,1990-01,F,0,\n9434765919,,?,F,0,\n")
        }
        try builder.add(Town.person, Town.people)
        try place.store.publish(builder.stage())
        #expect(try place.current().spineSizes[.person] == 3)
    }

    @Test("declarations that do not hang together are not staged")
    func twoRegisters() throws {
        let place = try Workplace()
        var builder = try place.builder()
        try builder.add(Town.household, Town.households)
        let second = Town.household.replacing(#""id":"household""#, with: #""id":"dwelling""#)
        try builder.add(second, Town.households)
        #expect(throws: LoadError.self) { try builder.stage() }
        #expect(try place.store.currentIdentifier() == nil)
        #expect(try place.store.current() == nil)
    }

    @Test("identifiers are found in no byte of any file")
    func identifiers() throws {
        let place = try Workplace()
        try place.publishTown()
        #expect(try place.files(holding: Town.identifiers) == [])
        let planted = "\(place.directory)/planted"
        try FileSystem.writeAtomically(Array("row 9434765919".utf8), to: planted, permissions: 0o600)
        #expect(try place.files(holding: Town.identifiers) == [planted])
    }
}

extension Workplace {
    /// The files that hold one of these texts in their bytes or their names.
    func files(holding texts: [String]) throws -> [String] {
        let lengths = Set(texts.map(\.utf8.count))
        let wanted = Set(texts.map { Array($0.utf8) })
        var begins = [Bool](repeating: false, count: 256)
        for text in wanted { begins[Int(text[0])] = true }
        return try files().filter { path in
            let bytes = try Array(path.utf8) + FileSystem.readFile(path, maximumBytes: 1 << 28)
            return bytes.indices.contains { start in
                begins[Int(bytes[start])] && lengths.contains { wanted.contains(Array(bytes[start...].prefix($0))) }
            }
        }
    }
}
