import Foundation
import SQLite
import Synchronization
import Testing

@Suite("Statements and values")
struct SQLiteConnectionTests {
    @Test(
        "A value comes back as it went in, whatever it contains",
        arguments: [
            .null, .integer(.min), .integer(.max), .text(""), .text("'; DROP TABLE person; --"),
            .text("é e\u{301} \u{0} 🧂"),
            .blob([]), .blob([0, 255, 39]),
        ] as [SQLiteValue])
    func roundTrip(value: SQLiteValue) throws {
        let connection = try TestDatabase.memory()
        try connection.execute("CREATE TABLE t (v ANY) STRICT")
        #expect(try connection.run("INSERT INTO t VALUES (?)", [value]) == 1)
        #expect(try connection.rows("SELECT v FROM t", []) == [[value]])
    }

    @Test(
        "A hostile value stays a value",
        arguments: ["' OR '1'='1", "Ada' --", "Ada'; DELETE FROM person; --", "\" OR 1=1", "%", "Ada\u{0}"])
    func injection(text: String) throws {
        let (file, connection) = try TestDatabase.people()
        #expect(try connection.rows("SELECT id FROM person WHERE name = ?", [.text(text)]).isEmpty)
        try connection.run("UPDATE person SET name = ? WHERE id = ?", [.text(text), 1])
        #expect(try connection.rows("SELECT id, name FROM person", []) == [[1, .text(text)], [2, "Grace"]])
        _ = file
    }

    @Test(
        "A second statement is refused before the first runs",
        arguments: ["UPDATE person SET name = 'x'; UPDATE person SET name = 'y'", "", " ", "-- nothing", ";"])
    func oneStatement(sql: String) throws {
        let (file, connection) = try TestDatabase.people()
        #expect(throws: SQLiteError.notOneStatement) { try connection.run(sql, []) }
        #expect(try connection.rows("SELECT name FROM person WHERE id = 1", []) == [["Ada"]])
        _ = file
    }

    @Test("A zero byte does not hide the rest of a statement")
    func zeroByte() throws {
        let connection = try TestDatabase.memory()
        #expect(throws: SQLiteError.malformed(reason: "a zero byte")) { try connection.rows("SELECT 1\u{0}; x", []) }
    }

    @Test("Each parameter needs one value")
    func bindings() throws {
        let connection = try TestDatabase.memory()
        #expect(throws: SQLiteError.wrongBindings(expected: 2, given: 1)) { try connection.rows("SELECT ?, ?", [1]) }
        #expect(throws: SQLiteError.wrongBindings(expected: 0, given: 1)) { try connection.rows("SELECT 1", [1]) }
    }

    @Test("Values do not outlive their run")
    func cleared() throws {
        let connection = try TestDatabase.memory()
        #expect(try connection.rows("SELECT ?", ["first"]) == [["first"]])
        #expect(throws: SQLiteError.self) { try connection.rows("SELECT ?", []) }
        #expect(try connection.rows("SELECT ?", [.null]) == [[.null]])
    }

    @Test("More statements than the cache holds still run, again and again")
    func cache() throws {
        let connection = try TestDatabase.memory()
        for _ in 0..<3 {
            for number in 0..<100 {
                #expect(try connection.rows("SELECT \(number)", []) == [[.integer(Int64(number))]])
            }
        }
    }

    @Test("Floating-point numbers and broken text are refused, not converted")
    func unreadable() throws {
        let connection = try TestDatabase.memory()
        #expect(throws: SQLiteError.unreadableValue(column: 1)) { try connection.rows("SELECT 1, 0.5", []) }
        #expect(throws: SQLiteError.unreadableValue(column: 0)) {
            try connection.rows("SELECT CAST(x'ff' AS TEXT)", [])
        }
    }

    @Test("Reading a column as another kind says both kinds and not the value")
    func kinds() throws {
        #expect(throws: SQLiteError.wrongKind(expected: .integer, found: .text)) {
            try SQLiteValue.text("secret").asInteger()
        }
        #expect(try SQLiteValue.blob([1]).asBlob() == [1])
        #expect(try SQLiteValue.null.ifPresent?.asText() == nil)
    }

    @Test("Each broken rule has its kind, and no message holds a value")
    func constraints() throws {
        let connection = try TestDatabase.memory()
        try connection.execute(
            """
            CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT UNIQUE) STRICT;
            CREATE TABLE child (
                id TEXT PRIMARY KEY, parent INTEGER NOT NULL REFERENCES parent (id), age INTEGER CHECK (age >= 0)
            ) STRICT, WITHOUT ROWID;
            INSERT INTO parent VALUES (1, 'salt');
            INSERT INTO child VALUES ('pepper', 1, 0);
            """)
        let cases: [(String, [SQLiteValue], SQLiteError.Constraint)] = [
            ("INSERT INTO parent VALUES (2, ?)", ["salt"], .unique),
            ("INSERT INTO child VALUES (?, 1, 0)", ["pepper"], .primaryKey),
            ("INSERT INTO child VALUES (?, 9, 0)", ["salt"], .foreignKey),
            ("INSERT INTO child VALUES ('x', ?, 0)", [.null], .notNull),
            ("INSERT INTO child VALUES ('x', 1, ?)", [-7], .check),
            ("INSERT INTO child VALUES ('x', 1, ?)", ["salt"], .dataType),
            ("DELETE FROM parent WHERE name = ?", ["salt"], .foreignKey),
        ]
        for (sql, values, kind) in cases {
            let error = #expect(throws: SQLiteError.self) { try connection.run(sql, values) }
            guard case .constraint(kind, _) = error else {
                Issue.record("\(sql): \(String(describing: error))")
                continue
            }
            for secret in ["salt", "pepper", "-7"] { #expect(error?.message.contains(secret) == false) }
        }
    }

    @Test("Rows can be read one at a time, and the reader may run the same statement")
    func eachRow() throws {
        let (file, connection) = try TestDatabase.people()
        var names: [String] = []
        let sql = "SELECT name FROM person ORDER BY id"
        try connection.forEachRow(sql, []) { row throws(SQLiteError) in
            names.append(try row[0].asText())
            #expect(try connection.rows(sql, []).count == 2)
        }
        #expect(names == ["Ada", "Grace"])
        _ = file
    }

    @Test("A connection lives in a mutex where threads share it")
    func mutex() throws {
        let connection = Mutex(try TestDatabase.memory())
        let rows = try connection.withLock { connection throws(SQLiteError) in try connection.rows("SELECT 1", []) }
        #expect(rows == [[1]])
    }

    @Test("A missing file, a directory and a file that is no database are told apart")
    func opening() throws {
        let file = try TestDatabase()
        #expect(throws: SQLiteError.cannotOpen(path: file.path, reason: "unable to open database file")) {
            try file.open(mode: .readWrite)
        }
        #expect(throws: SQLiteError.cannotOpen(path: "", reason: "not a file name")) {
            try SQLiteConnection(
                path: "", mode: .readWrite, access: .schemaOwner, limits: .storage, secureDelete: true,
                busyTimeoutMilliseconds: 0, monotonicNanoseconds: { 0 })
        }
        try String(repeating: "no database ", count: 100).write(toFile: file.path, atomically: true, encoding: .utf8)
        let error = #expect(throws: SQLiteError.self) { try file.open(mode: .readWrite) }
        #expect(error?.code == "SH-D305")
    }

    @Test("A read-only connection changes nothing")
    func readOnly() throws {
        let (file, writer) = try TestDatabase.people()
        let reader = try file.open(.only(TestDatabase.list), mode: .readOnly)
        #expect(throws: SQLiteError.readOnly) { try reader.run("UPDATE person SET name = 'x'", []) }
        #expect(try writer.rows("SELECT count(*) FROM person", []) == [[2]])
    }
}
