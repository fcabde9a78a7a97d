import Foundation
import Gateway
import GatewayStorage
import Linux
import SQLite
import Testing

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
        .answer(answer),
    ]
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
