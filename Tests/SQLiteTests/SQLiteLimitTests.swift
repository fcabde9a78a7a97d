import Foundation
import SQLite
import Testing

@Suite("Limits and deadlines")
struct SQLiteLimitTests {
    static let small = SQLiteLimits(
        valueBytes: 1000, statementBytes: 500, columns: 4, expressionDepth: 5, parameters: 3, compoundQueries: 2)

    @Test(
        "What is too large is refused",
        arguments: [
            "SELECT '\(String(repeating: "x", count: 600))'", "SELECT 1, 2, 3, 4, 5", "SELECT 1+1+1+1+1+1+1+1",
            "SELECT ?, ?, ?, ?", "SELECT ?9", "SELECT 1 UNION SELECT 2 UNION SELECT 3", "SELECT zeroblob(2000)",
            "CREATE TABLE t (a, b, c, d, e)", "SELECT max(1, 2, 3, 4, 5, 6, 7, 8, 9)",
        ])
    func limits(sql: String) throws {
        let connection = try TestDatabase.memory(limits: Self.small)
        let error = #expect(throws: SQLiteError.self) { try connection.rows(sql, []) }
        #expect(["SH-D201", "SH-D205"].contains(error?.code), "\(String(describing: error))")
    }

    @Test("A bound value is limited too")
    func boundValue() throws {
        let connection = try TestDatabase.memory(limits: Self.small)
        #expect(throws: SQLiteError.tooLarge) {
            try connection.rows("SELECT ?", [.text(String(repeating: "x", count: 1001))])
        }
        #expect(throws: SQLiteError.tooLarge) {
            try connection.rows("SELECT ?", [.blob([UInt8](repeating: 0, count: 1001))])
        }
    }

    private static let endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

    @Test("An endless statement ends at the deadline, and the connection serves on")
    func deadline() throws {
        let clock = TestClock(step: 10)
        let connection = try TestDatabase.memory(clock: clock)
        #expect(throws: SQLiteError.timedOut) {
            try connection.withDeadline(monotonicNanoseconds: 1000) { () throws(SQLiteError) in
                try connection.rows(Self.endless, [])
            }
        }
        #expect(try connection.rows("SELECT 1", []) == [[1]])
    }

    @Test("After the deadline not even a short statement starts, and the earlier of two deadlines counts")
    func nested() throws {
        let clock = TestClock()
        let connection = try TestDatabase.memory(clock: clock)
        clock.set(50)
        try connection.withDeadline(monotonicNanoseconds: 100) { () throws(SQLiteError) in
            try connection.run("SELECT 1", [])
            #expect(throws: SQLiteError.timedOut) {
                try connection.withDeadline(monotonicNanoseconds: 50) { () throws(SQLiteError) in
                    try connection.run("SELECT 1", [])
                }
            }
            try connection.withDeadline(monotonicNanoseconds: 500) { () throws(SQLiteError) in
                clock.set(100)
                #expect(throws: SQLiteError.timedOut) { try connection.run("SELECT 1", []) }
            }
        }
        try connection.run("SELECT 1", [])
    }

    @Test("The first and last moments of time are deadlines like others")
    func extremes() throws {
        let clock = TestClock()
        let connection = try TestDatabase.memory(clock: clock)
        for (now, deadline, inTime) in [(-2, .max, true), (2, .min, false), (.max, .min, false), (.min, .max, true)]
            as [(Int64, Int64, Bool)]
        {
            clock.set(now)
            let outcome = Result { () throws(SQLiteError) in
                try connection.withDeadline(monotonicNanoseconds: deadline) { () throws(SQLiteError) in
                    try connection.run("SELECT 1", [])
                }
            }
            #expect(outcome == (inTime ? .success(0) : .failure(.timedOut)), "\(now) \(deadline)")
        }
    }

    @Test("A deadline within a transaction undoes it")
    func deadlineInTransaction() throws {
        let clock = TestClock()
        let connection = try TestDatabase.memory(clock: clock)
        try connection.execute("CREATE TABLE t (v INTEGER)")
        #expect(throws: SQLiteError.timedOut) {
            try connection.withDeadline(monotonicNanoseconds: 100) { () throws(SQLiteError) in
                try connection.transaction { () throws(SQLiteError) in
                    try connection.run("INSERT INTO t VALUES (1)", [])
                    clock.set(100)
                    try connection.run("INSERT INTO t VALUES (2)", [])
                }
            }
        }
        #expect(!connection.isInTransaction)
        #expect(try connection.rows("SELECT v FROM t", []).isEmpty)
    }

    @Test("A transaction whose work is done in time commits, even when the deadline has passed meanwhile")
    func lateCommit() throws {
        let clock = TestClock()
        let connection = try TestDatabase.memory(clock: clock)
        try connection.execute("CREATE TABLE t (v INTEGER)")
        try connection.withDeadline(monotonicNanoseconds: 100) { () throws(SQLiteError) in
            try connection.transaction { () throws(SQLiteError) in
                try connection.run("INSERT INTO t VALUES (1)", [])
                clock.set(200)
            }
        }
        #expect(try connection.rows("SELECT v FROM t", []) == [[1]])
    }

    @Test("Deleted content is gone from the files once the log is emptied", arguments: [true, false])
    func secureDelete(secureDelete: Bool) throws {
        let file = try TestDatabase()
        let connection = try file.open(secureDelete: secureDelete)
        try connection.execute("CREATE TABLE t (v TEXT)")
        try connection.run("INSERT INTO t VALUES (?)", ["the-secret-content"])
        try connection.emptyWriteAheadLog()
        try connection.run("DELETE FROM t", [])
        try connection.emptyWriteAheadLog()
        var bytes = try Data(contentsOf: URL(filePath: file.path))
        bytes.append(try Data(contentsOf: URL(filePath: file.path + "-wal")))
        #expect((bytes.range(of: Data("the-secret-content".utf8)) == nil) == secureDelete)
    }
}
