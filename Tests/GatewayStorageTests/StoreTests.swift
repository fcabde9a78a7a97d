import Foundation
import Gateway
import GatewayStorage
import Linux
import Testing

@testable import SQLite

/// A database in a folder of its own.
final class TestStore: Sendable {
    let directory: String
    var path: String { "\(directory)/gateway.db" }

    init() throws { directory = try FileSystem.makeTemporaryDirectory() }
    deinit { try? FileSystem.removeTree(directory) }

    func open(secret: UInt8 = 7) throws -> SQLiteGatewayStore {
        try SQLiteGatewayStore(path: path, secret: [UInt8](repeating: secret, count: 32))
    }

    /// What somebody with write access to the file does to it.
    func tamper(_ sql: String, _ bindings: [SQLiteValue] = []) throws {
        let liar = try SQLiteConnection(
            path: path, mode: .readWrite, access: .schemaOwner, limits: .storage, secureDelete: false,
            busyTimeoutMilliseconds: 1000, monotonicNanoseconds: { 0 })
        #expect(try liar.run(sql, bindings) > 0, "the lie changes something: \(sql)")
    }

    static let answer = StoredAnswer(
        id: "Q-1", project: "P-0001", person: "rosa", idempotencyKey: "m-1", asked: "5a", body: [1, 2], failure: nil)
    static let rows: [StagedRow] = [
        .document(.person, id: "rosa", body: [1]), .draw(key: "k", body: [3]), .paid(project: "P-0001", key: "k"),
        .answer(answer), .reply(reply("m")),
    ]

    static func reply(_ mark: String, made: Int = 1_000_000) -> KeptReply {
        KeptReply(person: "rosa", mark: mark, asked: "5a", made: made, body: [4])
    }

    /// The steps of the schema as older programs left them, in a new file of that version.
    func leave(schema version: Int) throws {
        _ = try open()
        let owner = try SQLiteConnection(
            path: path, mode: .readWrite, access: .schemaOwner, limits: .storage, secureDelete: false,
            busyTimeoutMilliseconds: 1000, monotonicNanoseconds: { 0 })
        if version < 3 { try owner.run("DROP TABLE reply", []) }
        _ = try owner.own("PRAGMA user_version=\(version)")
    }
}

@Suite("The gateway's database")
struct StoreTests {
    @Test("Staged rows are seen by nobody until they are applied, and then all at once")
    func stageAndApply() throws {
        let test = try TestStore()
        let store = try test.open()
        try store.stage(TestStore.rows, under: "r-1")
        #expect(try store.stagedRequests() == ["r-1"])
        #expect(try store.document(.person, "rosa") == nil)
        #expect(try store.draws(["k"]) == [:])
        #expect(try store.paid(by: "P-0001", among: ["k"]) == [])
        #expect(try store.answer("Q-1") == nil)
        #expect(try store.appliedSequence() == -1)

        try store.apply("r-1", at: 5)
        #expect(try store.stagedRequests() == [])
        #expect(try store.document(.person, "rosa") == [1])
        #expect(try store.documents(.person) == [[1]])
        #expect(try store.draws(["k", "other"]) == ["k": [3]])
        #expect(try store.paid(by: "P-0001", among: ["k", "other"]) == ["k"])
        #expect(try store.answer("Q-1") == PlacedAnswer(answer: TestStore.answer, sequence: 5))
        #expect(try store.answer(person: "rosa", idempotencyKey: "m-1")?.answer == TestStore.answer)
        #expect(try store.answer(person: "omar", idempotencyKey: "m-1") == nil)
        #expect(try store.answers(of: "P-0001") == ["Q-1"])
        #expect(try store.appliedSequence() == 5)
    }

    @Test("What was staged or applied is there when the file is opened again")
    func reopening() throws {
        let test = try TestStore()
        try test.open().stage([.draw(key: "a", body: [1])], under: "r-1")
        try test.open().apply("r-1", at: 3)
        try test.open().stage([.draw(key: "b", body: [2])], under: "r-2")
        let store = try test.open()
        #expect(try store.draws(["a", "b"]) == ["a": [1]])
        #expect(try store.stagedRequests() == ["r-2"])
        #expect(try store.appliedSequence() == 3)
    }

    @Test("A reply is kept for a day, and of one person a thousand, the newest")
    func replies() throws {
        let store = try TestStore().open()
        func keep(_ reply: KeptReply, at sequence: Int) throws {
            try store.stage([.reply(reply)], under: "r-\(sequence)")
            try store.apply("r-\(sequence)", at: sequence)
        }
        try keep(TestStore.reply("old"), at: 1)
        try keep(TestStore.reply("on the day", made: 1_000_000 + KeptReply.keptSeconds), at: 2)
        #expect(try store.reply(person: "rosa", mark: "old") == PlacedReply(reply: TestStore.reply("old"), sequence: 1))
        #expect(try store.reply(person: "omar", mark: "old") == nil)
        try keep(TestStore.reply("later", made: 1_000_001 + KeptReply.keptSeconds), at: 3)
        #expect(try store.reply(person: "rosa", mark: "old") == nil)
        #expect(try store.reply(person: "rosa", mark: "on the day")?.sequence == 2)
        let many = (0..<KeptReply.mostOfAPerson).map { TestStore.reply("m-\($0)", made: 2_000_000) }
        for (number, reply) in many.enumerated() { try keep(reply, at: 10 + number) }
        #expect(try store.reply(person: "rosa", mark: "m-0") != nil)
        try keep(TestStore.reply("one more", made: 2_000_000), at: 5000)
        #expect(try store.reply(person: "rosa", mark: "m-0") == nil)
        #expect(try store.reply(person: "rosa", mark: "m-1") != nil)
    }

    @Test("A mark that is used again later has the newer reply, in whatever order the two are applied")
    func marksAgain() throws {
        let store = try TestStore().open()
        let newer = KeptReply(person: "rosa", mark: "m", asked: "77", made: 2_000_000, body: [5])
        try store.stage([.reply(newer)], under: "second")
        try store.stage([.reply(TestStore.reply("m"))], under: "first")
        try store.apply("second", at: 8)
        try store.apply("first", at: 7)
        #expect(try store.reply(person: "rosa", mark: "m") == PlacedReply(reply: newer, sequence: 8))
    }

    @Test("A file of an older program is opened by nobody until it is upgraded, and keeps what it has", arguments: [2])
    func upgrading(version: Int) throws {
        let test = try TestStore()
        try test.open().stage([.draw(key: "k", body: [3])], under: "r-1")
        try test.open().apply("r-1", at: 5)
        try test.leave(schema: version)
        #expect(throws: StoreError.self) { try test.open() }
        try SQLiteGatewayStore.upgrade(path: test.path)
        try SQLiteGatewayStore.upgrade(path: test.path)
        let store = try test.open()
        #expect(try store.draws(["k"]) == ["k": [3]])
        try store.stage([.reply(TestStore.reply("m"))], under: "r-2")
        try store.apply("r-2", at: 6)
        #expect(try store.reply(person: "rosa", mark: "m")?.sequence == 6)
    }

    @Test("A file of a newer program is opened and upgraded by nobody")
    func newer() throws {
        let test = try TestStore()
        try test.leave(schema: 4)
        #expect(throws: StoreError.self) { try test.open() }
        #expect(throws: StoreError.self) { try SQLiteGatewayStore.upgrade(path: test.path) }
    }

    @Test("A copy has the version of what it was made of")
    func copies() throws {
        let (test, copy) = (try TestStore(), try TestStore())
        try test.open().stage([.draw(key: "k", body: [3])], under: "r-1")
        try test.open().apply("r-1", at: 5)
        try test.leave(schema: 2)
        let secret = [UInt8](repeating: 7, count: 32)
        #expect(try StoreCopy.make(of: test.path, at: copy.path, secret: secret) == 5)
        #expect(throws: StoreError.self) { try copy.open() }
        try SQLiteGatewayStore.upgrade(path: copy.path)
        #expect(try copy.open().draws(["k"]) == ["k": [3]])
    }

    @Test("Under another secret every row is there as before, and under the old one none")
    func otherSecret() throws {
        let test = try TestStore()
        try test.open().stage(
            TestStore.rows + [.released(lineage: "l", request: "r", body: [8])]
                + (0..<1001).map { .paid(project: "P-0002", key: "k-\($0)") }, under: "r-1")
        #expect(throws: StoreError.self) {
            try SQLiteGatewayStore.reseal(path: test.path, from: secret(7), to: secret(8))
        }
        try test.open().apply("r-1", at: 5)
        try SQLiteGatewayStore.reseal(path: test.path, from: secret(7), to: secret(8))
        #expect(try SQLiteGatewayStore.isSealed(path: test.path, with: secret(8)))
        #expect(try !SQLiteGatewayStore.isSealed(path: test.path, with: secret(7)))
        let store = try test.open(secret: 8)
        #expect(try store.documents(.person) == [[1]])
        #expect(try store.draws(["k"]) == ["k": [3]])
        #expect(try store.paid(by: "P-0002", among: ["k-0", "k-1000"]) == ["k-0", "k-1000"])
        #expect(try store.answer("Q-1")?.answer == TestStore.answer)
        #expect(try store.reply(person: "rosa", mark: "m")?.reply == TestStore.reply("m"))
        #expect(try store.released("l", after: 0).map(\.body) == [[8]])
        #expect(try store.appliedSequence() == 5)
        let old = try test.open()
        #expect(throws: StoreError.forged) { try old.answer("Q-1") }
    }

    @Test("A row that somebody else made is found when all are sealed anew, and nothing is changed")
    func forgedRows() throws {
        let test = try TestStore()
        try test.open().stage(TestStore.rows, under: "r-1")
        try test.open().apply("r-1", at: 5)
        try test.tamper("UPDATE reply SET body = x'09'")
        #expect(throws: StoreError.forged) {
            try SQLiteGatewayStore.reseal(path: test.path, from: secret(7), to: secret(8))
        }
        #expect(try test.open().draws(["k"]) == ["k": [3]])
    }

    private func secret(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 32) }

    @Test("Discarded rows are gone, and applying them afterwards shows nothing")
    func discarding() throws {
        let test = try TestStore()
        let store = try test.open()
        try store.stage(TestStore.rows, under: "r-1")
        try store.discard("r-1")
        try store.apply("r-1", at: 4)
        #expect(try store.stagedRequests() == [])
        #expect(try store.answer("Q-1") == nil)
    }

    @Test("Applying twice is applying once")
    func applyingTwice() throws {
        let test = try TestStore()
        let store = try test.open()
        try store.stage(TestStore.rows, under: "r-1")
        try store.apply("r-1", at: 5)
        try store.apply("r-1", at: 5)
        #expect(try store.answers(of: "P-0001") == ["Q-1"])
        #expect(try store.appliedSequence() == 5)
    }

    @Test("A document follows the order of the log, not the order of applying")
    func documentsInOrder() throws {
        let test = try TestStore()
        let store = try test.open()
        try store.stage([.document(.project, id: "P-0001", body: [1])], under: "first")
        try store.stage([.document(.project, id: "P-0001", body: [2])], under: "second")
        try store.apply("second", at: 8)
        try store.apply("first", at: 7)
        #expect(try store.document(.project, "P-0001") == [2])
        #expect(try store.appliedSequence() == 8)
    }

    @Test("A second draw, answer or mark under a name is a conflict that changes nothing")
    func conflicts() throws {
        let test = try TestStore()
        let store = try test.open()
        try store.stage(TestStore.rows, under: "r-1")
        try store.apply("r-1", at: 5)
        let sameMark = StoredAnswer(
            id: "Q-2", project: "P-0001", person: "rosa", idempotencyKey: "m-1", asked: "", body: [], failure: nil)
        for (number, row) in [StagedRow.draw(key: "k", body: [4]), .answer(TestStore.answer), .answer(sameMark)]
            .enumerated()
        {
            try store.stage([.document(.person, id: "omar", body: [9]), row], under: "again-\(number)")
            #expect(throws: StoreError.conflict) { try store.apply("again-\(number)", at: 9) }
        }
        #expect(try store.draws(["k"]) == ["k": [3]])
        #expect(try store.document(.person, "omar") == nil)
        #expect(try store.appliedSequence() == 5)
    }

    @Test("A failure is found by its mark, and is none of a project's answers")
    func failures() throws {
        let test = try TestStore()
        let store = try test.open()
        let failed = StoredAnswer(
            id: "Q-3", project: "P-0001", person: "rosa", idempotencyKey: "m-3", asked: "", body: [],
            failure: "SH-E501")
        try store.stage([.answer(failed)], under: "r-3")
        try store.apply("r-3", at: 2)
        #expect(try store.answers(of: "P-0001") == [])
        #expect(try store.answer(person: "rosa", idempotencyKey: "m-3")?.answer == failed)
    }

    @Test("The file is for its owner alone")
    func permissions() throws {
        let test = try TestStore()
        let store = try test.open()
        try store.stage(TestStore.rows, under: "r-1")
        for name in try FileSystem.list(test.directory) {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(test.directory)/\(name)")
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }
}
