import Gateway
import GatewayStorage
import SQLite
import Testing

/// What somebody with write access to `gateway.db` and without the secret can make the gateway believe.
@Suite("Somebody who can write the database file")
struct LyingTests {
    struct Lie: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sql: String

        init(_ name: String, _ sql: String) {
            testDescription = name
            self.sql = sql
        }
    }

    static let lies = [
        Lie("another body of a document", "UPDATE document SET body = x'02'"),
        Lie("a document under another id", "UPDATE document SET id = 'omar'"),
        Lie("a document of another kind", "UPDATE document SET kind = 'token'"),
        Lie("a document of a later entry", "UPDATE document SET sequence = 99"),
        Lie("a made-up document", "INSERT INTO document VALUES ('person', 'omar', x'01', 5, zeroblob(32))"),
        Lie(
            "a token with the seal of a person",
            "INSERT INTO document SELECT 'token', id, body, sequence, seal FROM document"),
        Lie("another value", "UPDATE draw SET body = x'09'"),
        Lie("a value under another key", "UPDATE draw SET key = 'other'"),
        Lie("a value of another entry", "UPDATE draw SET sequence = 4"),
        Lie("a payment by somebody else", "UPDATE paid SET project = 'P-0002'"),
        Lie("a payment for something else", "UPDATE paid SET key = 'other'"),
        Lie("another answer", "UPDATE answer SET body = x'09'"),
        Lie("an answer of another project", "UPDATE answer SET project = 'P-0002'"),
        Lie("an answer to somebody else", "UPDATE answer SET person = 'omar'"),
        Lie("an answer to another question", "UPDATE answer SET asked = '00'"),
        Lie("an answer at another place", "UPDATE answer SET sequence = 3"),
        Lie("an answer turned into a failure", "UPDATE answer SET failure = 'SH-E501'"),
        Lie("another reply", "UPDATE reply SET body = x'09'"),
        Lie("a reply to somebody else", "UPDATE reply SET person = 'omar'"),
        Lie("a reply to another request", "UPDATE reply SET asked = '00'"),
        Lie("a reply that is younger", "UPDATE reply SET made = made + 1"),
        Lie("a reply of another entry", "UPDATE reply SET sequence = 3"),
        Lie("an empty seal", "UPDATE draw SET seal = x''"),
        Lie("a higher applied number", "UPDATE applied SET sequence = 99"),
    ]

    @Test("is found out when the row is read", arguments: lies)
    func found(lie: Lie) throws {
        let test = try TestStore()
        try test.open().stage(TestStore.rows, under: "r-1")
        try test.open().apply("r-1", at: 5)
        try test.tamper(lie.sql)
        let store = try test.open()
        #expect(throws: StoreError.forged) {
            for kind in [DocumentKind.person, .token] {
                _ = try store.documents(kind)
                for id in ["rosa", "omar"] { _ = try store.document(kind, id) }
            }
            _ = try store.draws(["k", "other"])
            for project in ["P-0001", "P-0002"] { _ = try store.paid(by: project, among: ["k", "other"]) }
            _ = try store.answer("Q-1")
            for person in ["rosa", "omar"] {
                _ = try store.answer(person: person, idempotencyKey: "m-1")
                _ = try store.reply(person: person, mark: "m")
            }
            _ = try store.appliedSequence()
        }
    }

    static let stagedLies = [
        Lie("another body", "UPDATE staged SET body = x'09' WHERE kind = 'draw'"),
        Lie("other fields", "UPDATE staged SET fields = '[\"P-0002\",\"k\"]' WHERE kind = 'paid'"),
        Lie("another request", "INSERT INTO staged SELECT 'r-2', position, kind, fields, body, seal FROM staged"),
        Lie(
            "a row twice",
            "INSERT INTO staged SELECT request, 99, kind, fields, body, seal FROM staged WHERE position = 0"),
    ]

    @Test("is found out when staged rows are applied, and nothing of them is shown", arguments: stagedLies)
    func foundWhenApplied(lie: Lie) throws {
        let test = try TestStore()
        try test.open().stage(TestStore.rows, under: "r-1")
        try test.tamper(lie.sql)
        let store = try test.open()
        #expect(throws: StoreError.forged) {
            try store.apply("r-1", at: 5)
            try store.apply("r-2", at: 6)
        }
        #expect(try store.draws(["k"]).values.allSatisfy { $0 == [3] })
        #expect(try store.paid(by: "P-0002", among: ["k"]) == [])
    }

    @Test("Rows of another deployment are not believed")
    func otherSecret() throws {
        let test = try TestStore()
        try test.open(secret: 7).stage(TestStore.rows, under: "r-1")
        try test.open(secret: 7).apply("r-1", at: 5)
        let other = try test.open(secret: 8)
        #expect(throws: StoreError.forged) { try other.appliedSequence() }
        #expect(throws: StoreError.forged) { try other.draws(["k"]) }
    }
}
