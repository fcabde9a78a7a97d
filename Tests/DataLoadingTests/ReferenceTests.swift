import Catalogue
import DataLoading
import JSON
import Linux
import Snapshots
import Testing

@Suite("Public numbers are loaded beside the data, and a version of them never changes")
struct ReferenceTests {
    static func reference(version: Int = 1, women: Int = 700_000, variable: String = "person.sex") throws -> JSONValue {
        let text = """
            {"id":"census@\(version)","title":"Residents by sex","source":"The census","counts":"person",
             "dimensions":[{"variable":"\(variable)","grouping":"finest"}],
             "numbers":[["F",\(women)],["M",680000]]}
            """
        return try JSONValue(parsing: Array(text.utf8), limits: .document)
    }

    private func add(_ declaration: JSONValue, to place: Workplace) throws {
        var builder = try place.builder()
        _ = try builder.addReference(declaration)
        try place.store.publish(builder.stage())
        try builder.retain(0)
    }

    private func numbers(_ generation: Generation, version: Int = 1) throws -> [[String]: Int]? {
        generation.catalogue.reference(try #require(ReferenceID("census@\(version)")))?.numbers
    }

    @Test("they are in the catalogue of what is served, and stay when a dataset is loaded again")
    func kept() throws {
        let place = try Workplace()
        try place.publishTown()
        try add(try Self.reference(), to: place)
        let generation = try place.current()
        #expect(try numbers(generation) == [["F"]: 700_000, ["M"]: 680_000])
        var builder = try place.builder()
        try builder.add(Town.visit, "date,patient\n2025-01-01,9434765919\n")
        try place.store.publish(builder.stage())
        try builder.retain(0)
        #expect(try place.current().referenceDigests == generation.referenceDigests)
        #expect(try numbers(try place.current()) == [["F"]: 700_000, ["M"]: 680_000])
    }

    @Test("the same again changes nothing; other numbers need another version")
    func versions() throws {
        let place = try Workplace()
        try place.publishTown()
        try add(try Self.reference(), to: place)
        let digests = try place.current().referenceDigests
        try add(try Self.reference(), to: place)
        #expect(try place.current().referenceDigests == digests)
        var builder = try place.builder()
        let other = try Self.reference(women: 1)
        let known = try #require(ReferenceID("census@1"))
        #expect(throws: LoadError.reference(.repeatedReference(known))) { _ = try builder.addReference(other) }
        _ = try builder.addReference(try Self.reference(version: 2, women: 1))
        try place.store.publish(builder.stage())
        #expect(try numbers(try place.current()) == [["F"]: 700_000, ["M"]: 680_000])
        #expect(try numbers(try place.current(), version: 2) == [["F"]: 1, ["M"]: 680_000])
    }

    @Test("one that counts by what is not loaded is refused, and so is a dataset that takes its codes away")
    func unfit() throws {
        let place = try Workplace()
        try place.publishTown()
        var builder = try place.builder()
        let unknown = try Self.reference(variable: "person.height")
        let error = #expect(throws: LoadError.self) { _ = try builder.addReference(unknown) }
        #expect(error?.code == "SH-V212")
        #expect(error?.message.contains("/dimensions/0/variable: names no declared variable") == true)
        _ = try builder.addReference(try Self.reference())
        let others = Town.person.replacing(#"{"code":"F","inFile":["Female"]}"#, with: #"{"code":"W"}"#)
        try builder.add(others, Town.personHeadings)
        let later = #expect(throws: LoadError.self) { _ = try builder.stage() }
        #expect(later?.message.contains("is not a code of the grouping") == true)
        try builder.removeReference("census@1")
        _ = try builder.stage()
        #expect(throws: LoadError.noReference("census@1")) { try builder.removeReference("census@1") }
    }

    @Test("a changed byte is found before anything is served")
    func flipped() throws {
        let place = try Workplace()
        try place.publishTown()
        try add(try Self.reference(), to: place)
        let path = try #require(try place.files().first { $0.hasSuffix("/declaration") })
        var bytes = try FileSystem.readFile(path, maximumBytes: 1 << 20)
        bytes[bytes.count / 2] ^= 1
        try FileSystem.setPermissions(path, 0o640)
        try File.open(path, .readWrite, permissions: 0).writeAll(bytes)
        #expect(throws: SnapshotError.damaged(file: path, chunk: 0)) { _ = try place.current() }
    }
}
