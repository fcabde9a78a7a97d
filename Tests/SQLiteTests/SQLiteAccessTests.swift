import SQLite
import Testing

@Suite("What a connection may touch")
struct SQLiteAccessTests {
    @Test(
        "Statements within the list run",
        arguments: [
            "SELECT id, name FROM person WHERE name <> 'x' ORDER BY id", "SELECT count(*) FROM person",
            "SELECT length(name) FROM person", "INSERT INTO person (name, secret) VALUES ('Katherine', 's')",
            "UPDATE person SET name = 'Dorothy' WHERE id = 1", "SELECT 1; ", "SELECT 1 -- a comment",
            "WITH named AS (SELECT name FROM person) SELECT name FROM named",
            "INSERT INTO person (id, name) VALUES (1, 'A') ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        ])
    func permitted(sql: String) throws {
        let (file, connection) = try TestDatabase.people()
        #expect(throws: Never.self) { try connection.rows(sql, []) }
        _ = file
    }

    static let refusals: [(String, String, String?, String?)] = [
        ("SELECT secret FROM person", "read", "person", "secret"),
        ("SELECT * FROM person", "read", "person", "secret"),
        ("SELECT name FROM person WHERE secret = 'a'", "read", "person", "secret"),
        ("SELECT name FROM person ORDER BY secret", "read", "person", "secret"),
        ("SELECT (SELECT content FROM vault) FROM person", "read", "vault", "content"),
        ("SELECT count(*) FROM vault", "read", "vault", ""),
        ("SELECT sql FROM sqlite_schema", "read", "sqlite_master", "sql"),
        ("SELECT count(*) FROM sqlite_schema", "read", "sqlite_schema", ""),
        ("SELECT name FROM pragma_table_info('person')", "update", "sqlite_master", "type"),
        ("SELECT name FROM person UNION SELECT content FROM vault", "read", "vault", "content"),
        ("UPDATE person SET secret = 'x'", "update", "person", "secret"),
        ("UPDATE person SET name = secret", "read", "person", "secret"),
        ("UPDATE person SET name = 'x' RETURNING secret", "read", "person", "secret"),
        ("INSERT INTO person (name) VALUES ('x') RETURNING secret", "read", "person", "secret"),
        ("INSERT INTO person (name) SELECT content FROM vault", "read", "vault", "content"),
        ("INSERT INTO vault VALUES (2, 'w')", "insert into", "vault", nil),
        ("DELETE FROM person", "delete from", "person", nil),
        ("REPLACE INTO vault VALUES (1, 'w')", "insert into", "vault", nil),
        ("SELECT upper(name) FROM person", "call", "upper", nil),
        ("SELECT name FROM person WHERE name LIKE 'A%'", "call", "like", nil),
        ("SELECT load_extension('x')", "call", "load_extension", nil),
        ("SELECT randomblob(1)", "call", "randomblob", nil),
        ("ATTACH '/tmp/other.db' AS other", "attach a file", nil, nil),
        ("ATTACH ':memory:' AS other", "attach a file", nil, nil),
        ("DETACH main", "detach", "main", nil),
        ("PRAGMA writable_schema=ON", "use pragma", "writable_schema", nil),
        ("PRAGMA foreign_keys=OFF", "use pragma", "foreign_keys", nil),
        ("PRAGMA user_version", "use pragma", "user_version", nil),
        ("CREATE TABLE other (id)", "insert into", "sqlite_master", nil),
        ("CREATE TEMP TABLE other (id)", "insert into", "sqlite_temp_master", nil),
        ("DROP TABLE person", "delete from", "sqlite_master", nil),
        ("ALTER TABLE person RENAME TO other", "alter table", "main", nil),
        ("BEGIN", "control transactions", "BEGIN", nil), ("COMMIT", "control transactions", "COMMIT", nil),
        ("SAVEPOINT s", "set savepoints", "BEGIN", nil),
        ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", "recurse", nil, nil),
    ]

    @Test("Statements beyond the list are denied, and the denial names what", arguments: refusals)
    func denied(sql: String, action: String, name: String?, column: String?) throws {
        let (file, connection) = try TestDatabase.people()
        let error = #expect(throws: SQLiteError.self) { try connection.rows(sql, []) }
        guard case .denied(let denial) = error else {
            Issue.record("\(sql) gave \(String(describing: error))")
            return
        }
        #expect([denial.action, denial.name, denial.column] == [action, name, column], "\(sql)")
        _ = file
    }

    @Test(
        "The owner of the schema too keeps away from files, pragmas and transactions by hand",
        arguments: [
            "ATTACH ':memory:' AS other", "PRAGMA foreign_keys=OFF", "BEGIN", "COMMIT", "SAVEPOINT s",
            "CREATE TEMP TABLE t (id)", "CREATE VIRTUAL TABLE t USING fts5(text)", "VACUUM INTO '/tmp/copy.db'",
        ])
    func owner(sql: String) throws {
        let owner = try TestDatabase.memory()
        let error = #expect(throws: SQLiteError.self) { try owner.run(sql, []) }
        #expect(error?.code == "SH-D202", "\(sql): \(error?.message ?? "")")
    }

    @Test("The room's own COMMIT does not open the way for a caller's")
    func ownStatements() throws {
        let (file, connection) = try TestDatabase.people()
        try connection.transaction { () throws(SQLiteError) in
            #expect(throws: SQLiteError.self) { try connection.run("COMMIT", []) }
            #expect(throws: SQLiteError.self) { try connection.run("ROLLBACK", []) }
            try connection.run("UPDATE person SET name = 'kept' WHERE id = 1", [])
        }
        #expect(throws: SQLiteError.self) { try connection.run("BEGIN IMMEDIATE", []) }
        #expect(throws: SQLiteError.self) { try connection.run("PRAGMA user_version", []) }
        _ = file
    }

    @Test("Defensive mode keeps the owner from writing the schema's table")
    func defensive() throws {
        let owner = try TestDatabase.memory()
        try owner.execute("CREATE TABLE t (id INTEGER)")
        #expect(throws: SQLiteError.self) { try owner.run("UPDATE sqlite_schema SET sql = 'x'", []) }
        #expect(throws: SQLiteError.self) { try owner.run("DELETE FROM sqlite_schema", []) }
    }

    @Test("Double quotes name columns only, never text")
    func doubleQuotes() throws {
        let (file, connection) = try TestDatabase.people()
        #expect(throws: SQLiteError.malformed(reason: "no such column: Ada")) {
            try connection.rows("SELECT id FROM person WHERE name = \"Ada\"", [])
        }
        _ = file
    }
}
