import SQLite
import Testing

@Suite("Migrations")
struct SQLiteSchemaTests {
    static let first = SQLiteMigration(
        version: 1, script: "CREATE TABLE a (v INTEGER) STRICT; -- and a value\nINSERT INTO a VALUES (1);")
    static let second = SQLiteMigration(version: 2, script: "ALTER TABLE a ADD COLUMN w TEXT; CREATE INDEX i ON a (v);")
    static let broken = SQLiteMigration(version: 2, script: "CREATE TABLE b (v INTEGER); SELECT missing;")

    @Test("An empty file gets every step, an older one the missing steps, a current one none")
    func forward() throws {
        let connection = try TestDatabase.memory()
        #expect(try SQLiteSchema([Self.first]).migrate(connection) == 0)
        #expect(try SQLiteSchema([Self.first, Self.second]).migrate(connection) == 1)
        #expect(try SQLiteSchema([Self.first, Self.second]).migrate(connection) == 2)
        #expect(try connection.rows("SELECT v, w FROM a", []) == [[1, .null]])
    }

    @Test("A file of a newer program stays untouched")
    func backward() throws {
        let connection = try TestDatabase.memory()
        try SQLiteSchema([Self.first, Self.second]).migrate(connection)
        let older = SQLiteSchema([Self.first])
        #expect(throws: SQLiteError.newerSchema(found: 2, known: 1)) { try older.migrate(connection) }
        #expect(throws: SQLiteError.newerSchema(found: 2, known: 1)) { try older.verify(connection) }
        #expect(try connection.rows("SELECT v, w FROM a", []) == [[1, .null]])
    }

    @Test("A step that fails leaves the file as it was, with all steps of that run undone")
    func failure() throws {
        let file = try TestDatabase()
        let connection = try file.open()
        #expect(throws: SQLiteError.malformed(reason: "no such column: missing")) {
            try SQLiteSchema([Self.first, Self.broken]).migrate(connection)
        }
        #expect(try connection.rows("SELECT name FROM sqlite_schema", []).isEmpty)
        #expect(try SQLiteSchema([Self.first, Self.second]).migrate(connection) == 0)
    }

    @Test("A serving connection reads the version, but neither makes the schema nor is fooled by an older file")
    func serving() throws {
        let (file, connection) = try TestDatabase.people()
        let schema = SQLiteSchema([Self.first])
        #expect(throws: SQLiteError.olderSchema(found: 0, known: 1)) { try schema.verify(connection) }
        let error = #expect(throws: SQLiteError.self) { try schema.migrate(connection) }
        #expect(error?.code == "SH-D202")
        try schema.migrate(file.open())
        try schema.verify(connection)
    }
}
