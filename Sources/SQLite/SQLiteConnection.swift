import CSQLite

/// How a connection opens its file.
package enum SQLiteMode: Sendable, Hashable {
    /// Makes the file if it is missing, with the rights that the umask leaves; a store that minds makes an empty file
    /// with its own rights first.
    case readWriteCreate
    /// The file must exist.
    case readWrite
    /// The file must exist, and no statement can change it.
    case readOnly
}

/// One hardened connection to one database file.
///
/// Not `Sendable`: one thread uses it at a time, so an owner either confines it to its thread or keeps it in a `Mutex`.
/// Values reach a statement only as bound parameters. Every statement meets, in this order: the limits, the access list
/// (table, column and action), and the deadline.
@safe
package final class SQLiteConnection {
    let database: OpaquePointer
    let watcher: SQLiteGuard
    /// Callers' statements and the room's own never share a cache: a COMMIT compiled by the room is not for callers.
    var statements = SQLiteStatementCache(capacity: 64)
    var ownStatements = SQLiteStatementCache(capacity: 8)
    let busyTimeoutMilliseconds: Int32
    var isUnusable = false
    /// True while the body of a transaction runs.
    var isWithinBody = false

    /// Opens and hardens: write-ahead log, `synchronous=FULL`, foreign keys, no trusted schema, no double-quoted text,
    /// defensive mode, no extensions, limits, then the authorizer and the deadline.
    ///
    /// - Parameters:
    ///   - path: A file; `:memory:` for a database that lives as long as the connection.
    ///   - access: What the statements may touch.
    ///   - limits: How large things may be.
    ///   - secureDelete: Whether deleted content is overwritten with zeros (the log still holds it until
    ///     `emptyWriteAheadLog`).
    ///   - busyTimeoutMilliseconds: How long to wait for another connection, 0 or more.
    ///   - monotonicNanoseconds: A clock that never goes back, for deadlines.
    /// - Throws: `cannotOpen`, `cannotHarden`, `damaged`, `busy`, `storage`.
    package init(
        path: String, mode: SQLiteMode, access: SQLiteAccess, limits: SQLiteLimits, secureDelete: Bool,
        busyTimeoutMilliseconds: Int32, monotonicNanoseconds: @escaping @Sendable () -> Int64
    ) throws(SQLiteError) {
        unsafe database = try Self.open(path, mode)
        watcher = SQLiteGuard(access: access, monotonicNanoseconds: monotonicNanoseconds)
        self.busyTimeoutMilliseconds = busyTimeoutMilliseconds
        unsafe sqlite3_busy_timeout(database, busyTimeoutMilliseconds)
        try harden(mode: mode, limits: limits, secureDelete: secureDelete)
    }

    deinit {
        statements.removeAll()
        ownStatements.removeAll()
        unsafe sqlite3_close_v2(database)
    }

    private static func open(_ path: String, _ mode: SQLiteMode) throws(SQLiteError) -> OpaquePointer {
        guard !path.isEmpty, !path.utf8.contains(0) else { throw .cannotOpen(path: path, reason: "not a file name") }
        let flags =
            switch mode {
            case .readWriteCreate: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readWrite: SQLITE_OPEN_READWRITE
            case .readOnly: SQLITE_OPEN_READONLY
            }
        var opened: OpaquePointer?
        // A name that begins with "file:" is read as a URI where the library was built so; "./" prevents that.
        let name = path.hasPrefix("file:") ? "./" + path : path
        let result = unsafe sqlite3_open_v2(name, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard result == SQLITE_OK, let opened = unsafe opened else {
            unsafe sqlite3_close_v2(opened)
            throw .cannotOpen(path: path, reason: unsafe String(cString: sqlite3_errstr(result)))
        }
        return unsafe opened
    }

    /// Runs one statement with one value for each parameter; returns how many rows it changed.
    ///
    /// - Throws: any `SQLiteError` of the D2 and D3 series, or `unusable`.
    @discardableResult
    package func run(_ sql: String, _ bindings: [SQLiteValue]) throws(SQLiteError) -> Int {
        let before = unsafe sqlite3_total_changes64(database)
        try withStatement(sql, bindings) { statement throws(SQLiteError) in
            while try advance(statement) {}
        }
        return unsafe sqlite3_total_changes64(database) == before ? 0 : Int(sqlite3_changes64(database))
    }

    /// Runs one statement and returns all its rows, column by column; throws like `run`.
    package func rows(_ sql: String, _ bindings: [SQLiteValue]) throws(SQLiteError) -> [[SQLiteValue]] {
        try withStatement(sql, bindings) { statement throws(SQLiteError) in
            var rows: [[SQLiteValue]] = []
            while try advance(statement) { rows.append(try statement.row()) }
            return rows
        }
    }

    /// Hands each row of one statement to `body` while it is read; throws like `run`, and what `body` throws.
    package func forEachRow(
        _ sql: String, _ bindings: [SQLiteValue], _ body: ([SQLiteValue]) throws(SQLiteError) -> Void
    ) throws(SQLiteError) {
        // Compiled afresh, because `body` may run the same text.
        let statement = try compileOne(sql)
        try check(statement.bind(bindings))
        while try advance(statement) { try body(statement.row()) }
    }

    /// Runs a script of statements without parameters, as for a schema; only a text of the program itself can be one.
    package func execute(_ script: StaticString) throws(SQLiteError) {
        try requireUsable()
        var rest = Array(script.description.utf8)[...]
        while !rest.isEmpty {
            guard let statement = try compileFirst(of: &rest) else { continue }
            while try advance(statement) {}
        }
    }

    /// Moves what the write-ahead log holds into the file and empties the log, so that content deleted with
    /// `secureDelete` is gone from the disk's files; throws `busy` while another connection reads an older state.
    package func emptyWriteAheadLog() throws(SQLiteError) {
        try requireUsable()
        try check(unsafe sqlite3_wal_checkpoint_v2(database, "main", SQLITE_CHECKPOINT_TRUNCATE, nil, nil))
    }

    /// Runs `body` under an absolute deadline: statements past it fail with `timedOut`, COMMIT and ROLLBACK never do.
    ///
    /// - Parameter deadline: In nanoseconds of the connection's clock. Inside another deadline the earlier one counts.
    @discardableResult
    package func withDeadline<Value, Failure>(
        monotonicNanoseconds deadline: Int64, _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let outer = watcher.deadline
        watcher.deadline = min(deadline, outer ?? .max)
        defer {
            watcher.deadline = outer
            unsafe sqlite3_busy_timeout(database, busyTimeoutMilliseconds)
        }
        return try body()
    }
}
