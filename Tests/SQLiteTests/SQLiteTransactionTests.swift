import SQLite
import Testing

@Suite("Transactions")
struct SQLiteTransactionTests {
    enum Refusal: Error, Hashable {
        case byTheBody(Int)
        case byTheStore(SQLiteError)
    }

    private func withTable(_ connection: SQLiteConnection) throws -> SQLiteConnection {
        try connection.execute(
            """
            CREATE TABLE t (v INTEGER UNIQUE) STRICT;
            CREATE TABLE later (v INTEGER REFERENCES t (v) DEFERRABLE INITIALLY DEFERRED) STRICT;
            """)
        return connection
    }

    @Test("All changes of a transaction are stored, and its value is returned")
    func commits() throws {
        let connection = try withTable(TestDatabase.memory())
        let value = try connection.transaction { () throws(SQLiteError) in
            try connection.run("INSERT INTO t VALUES (1)", [])
            try connection.run("INSERT INTO t VALUES (2)", [])
            return "done"
        }
        #expect(value == "done")
        #expect(try connection.rows("SELECT count(*) FROM t", []) == [[2]])
    }

    @Test("A body that throws its own error leaves nothing, and the error keeps its type")
    func rollsBack() throws {
        let connection = try withTable(TestDatabase.memory())
        do throws(Refusal) {
            try connection.transaction(orThrow: Refusal.byTheStore) { () throws(Refusal) in
                do throws(SQLiteError) {
                    try connection.run("INSERT INTO t VALUES (1)", [])
                } catch {
                    throw .byTheStore(error)
                }
                throw .byTheBody(7)
            }
        } catch {
            #expect(error == .byTheBody(7))
        }
        #expect(!connection.isInTransaction)
        #expect(try connection.rows("SELECT v FROM t", []).isEmpty)
    }

    @Test("A broken rule in the middle leaves nothing")
    func constraint() throws {
        let connection = try withTable(TestDatabase.memory())
        let error = #expect(throws: SQLiteError.self) {
            try connection.transaction { () throws(SQLiteError) in
                try connection.run("INSERT INTO t VALUES (1)", [])
                try connection.run("INSERT INTO t VALUES (1)", [])
            }
        }
        #expect(error?.code == "SH-D301")
        #expect(try connection.rows("SELECT v FROM t", []).isEmpty)
    }

    @Test("A rule that is checked at the commit fails the commit, and leaves nothing")
    func deferredRule() throws {
        let connection = try withTable(TestDatabase.memory())
        let error = #expect(throws: SQLiteError.self) {
            try connection.transaction { () throws(SQLiteError) in
                try connection.run("INSERT INTO later VALUES (9)", [])
            }
        }
        #expect(error?.code == "SH-D301")
        #expect(!connection.isInTransaction)
        #expect(try connection.rows("SELECT v FROM later", []).isEmpty)
    }

    @Test("Transactions do not nest, and the outer one stays whole")
    func nesting() throws {
        let connection = try withTable(TestDatabase.memory())
        try connection.transaction { () throws(SQLiteError) in
            try connection.run("INSERT INTO t VALUES (1)", [])
            #expect(throws: SQLiteError.transactionOpen) {
                try connection.transaction { () throws(SQLiteError) in
                    try connection.run("INSERT INTO t VALUES (2)", [])
                }
            }
        }
        #expect(try connection.rows("SELECT v FROM t", []) == [[1]])
    }

    @Test("An error that undid the transaction cannot be swallowed")
    func lost() throws {
        let connection = try withTable(TestDatabase.memory())
        #expect(throws: SQLiteError.transactionLost) {
            try connection.transaction { () throws(SQLiteError) in
                try connection.run("INSERT INTO t VALUES (1)", [])
                _ = try? connection.run("INSERT OR ROLLBACK INTO t VALUES (1)", [])
            }
        }
        #expect(throws: SQLiteError.transactionLost) {
            try connection.transaction { () throws(SQLiteError) in
                try connection.run("INSERT INTO t VALUES (1)", [])
                _ = try? connection.run("INSERT OR ROLLBACK INTO t VALUES (1)", [])
                _ = try? connection.run("INSERT INTO t VALUES (2)", [])
                _ = try? connection.forEachRow("INSERT INTO t VALUES (3) RETURNING v", []) { _ in }
                _ = try? connection.execute("INSERT INTO t VALUES (4)")
                _ = try? connection.transaction { () throws(SQLiteError) in
                    try connection.run("INSERT INTO t VALUES (5)", [])
                }
            }
        }
        #expect(try connection.rows("SELECT v FROM t", []).isEmpty)
    }

    @Test("Two connections: one writes at a time, and the other reads the last whole state")
    func twoConnections() throws {
        let file = try TestDatabase()
        let first = try withTable(file.open())
        let second = try file.open()
        try first.transaction { () throws(SQLiteError) in
            try first.run("INSERT INTO t VALUES (1)", [])
            #expect(try second.rows("SELECT v FROM t", []).isEmpty)
            #expect(throws: SQLiteError.busy) {
                try second.transaction { () throws(SQLiteError) in try second.run("INSERT INTO t VALUES (2)", []) }
            }
            #expect(throws: SQLiteError.busy) { try second.run("INSERT INTO t VALUES (2)", []) }
        }
        #expect(try second.rows("SELECT v FROM t", []) == [[1]])
        try second.run("INSERT INTO t VALUES (2)", [])
        #expect(try first.rows("SELECT v FROM t ORDER BY v", []) == [[1], [2]])
    }

    @Test("A changed schema does not confuse the compiled statements of another connection")
    func schemaChange() throws {
        let file = try TestDatabase()
        let first = try file.open()
        try first.execute("CREATE TABLE t (v INTEGER) STRICT")
        let second = try file.open(
            .only(
                SQLiteAllowList(
                    tables: [SQLiteTableAccess("t", reading: ["v"], inserting: true, updating: [], deleting: false)],
                    functions: [])))
        try second.transaction { () throws(SQLiteError) in try second.run("INSERT INTO t VALUES (1)", []) }
        try first.execute("ALTER TABLE t ADD COLUMN w INTEGER")
        try second.transaction { () throws(SQLiteError) in try second.run("INSERT INTO t (v) VALUES (2)", []) }
        #expect(try second.rows("SELECT v FROM t ORDER BY v", []) == [[1], [2]])
    }
}
