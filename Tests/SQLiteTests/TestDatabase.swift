import Foundation
import SQLite
import Synchronization

/// A database file in a directory of its own, removed at the end.
final class TestDatabase {
    let path: String
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "salthouse-sqlite-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        path = directory.appending(path: "test.db").path(percentEncoded: false)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    func open(
        _ access: SQLiteAccess = .schemaOwner, mode: SQLiteMode = .readWriteCreate, limits: SQLiteLimits = .storage,
        secureDelete: Bool = false, clock: TestClock = TestClock()
    ) throws(SQLiteError) -> SQLiteConnection {
        try SQLiteConnection(
            path: path, mode: mode, access: access, limits: limits, secureDelete: secureDelete,
            busyTimeoutMilliseconds: 0, monotonicNanoseconds: { clock.read() })
    }

    /// A database without a file, for tests that need only one connection.
    static func memory(
        limits: SQLiteLimits = .storage, clock: TestClock = TestClock()
    ) throws(SQLiteError) -> SQLiteConnection {
        try SQLiteConnection(
            path: ":memory:", mode: .readWriteCreate, access: .schemaOwner, limits: limits, secureDelete: false,
            busyTimeoutMilliseconds: 0, monotonicNanoseconds: { clock.read() })
    }

    /// A file with two small tables, and a connection that may do little with one of them.
    static func people() throws -> (file: TestDatabase, connection: SQLiteConnection) {
        let file = try TestDatabase()
        let owner = try file.open()
        try owner.execute(
            """
            CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL, secret TEXT) STRICT;
            CREATE TABLE vault (id INTEGER PRIMARY KEY, content TEXT) STRICT;
            INSERT INTO person VALUES (1, 'Ada', 'a'), (2, 'Grace', 'g');
            INSERT INTO vault VALUES (1, 'v');
            """)
        return (file, try file.open(.only(list)))
    }

    static let list = SQLiteAllowList(
        tables: [
            SQLiteTableAccess("person", reading: ["id", "name"], inserting: true, updating: ["name"], deleting: false)
        ],
        functions: ["count", "length"])
}

/// A clock that moves by `step` nanoseconds at each reading.
final class TestClock: Sendable {
    private let now = Mutex<Int64>(0)
    private let step: Int64

    init(step: Int64 = 0) { self.step = step }

    func read() -> Int64 {
        now.withLock { now in
            now += step
            return now
        }
    }

    func set(_ time: Int64) { now.withLock { $0 = time } }
}
