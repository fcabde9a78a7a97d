import CSQLite

extension SQLiteConnection {
    /// Runs one of the room's own statements, which the access list does not judge.
    func own(_ sql: String) throws(SQLiteError) -> [[SQLiteValue]] {
        watcher.isOwnStatement = true
        defer { watcher.isOwnStatement = false }
        let statement = try ownStatements.statement(for: sql) { () throws(SQLiteError) in try compileOne(sql) }
        defer { statement.reset() }
        var rows: [[SQLiteValue]] = []
        while try advance(statement) { rows.append(try statement.row()) }
        return rows
    }

    func withStatement<Value>(
        _ sql: String, _ bindings: [SQLiteValue], _ body: (SQLiteStatement) throws(SQLiteError) -> Value
    ) throws(SQLiteError) -> Value {
        try requireUsable()
        let statement = try statements.statement(for: sql) { () throws(SQLiteError) in try compileOne(sql) }
        defer { statement.reset() }
        try check(statement.bind(bindings))
        return try body(statement)
    }

    /// Takes one step; whether it reached a row.
    func advance(_ statement: SQLiteStatement) throws(SQLiteError) -> Bool {
        try requireTime()
        watcher.forgetDenial()
        switch statement.step() {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let failure: throw error(failure)
        }
    }

    /// Compiles a text that must hold exactly one statement.
    func compileOne(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
        try requireUsable()
        var rest = Array(sql.utf8)[...]
        guard let statement = try compileFirst(of: &rest), try compileFirst(of: &rest) == nil, rest.isEmpty else {
            throw .notOneStatement
        }
        return statement
    }

    /// Compiles the first statement of a text and cuts it off; nil if that part holds only spaces or a comment.
    func compileFirst(of text: inout ArraySlice<UInt8>) throws(SQLiteError) -> SQLiteStatement? {
        guard !text.contains(0) else { throw .malformed(reason: "a zero byte") }
        guard let count = Int32(exactly: text.count) else { throw .tooLarge }
        watcher.forgetDenial()
        var compiled: OpaquePointer?
        var used = 0
        let result = unsafe text.withUnsafeBytes { buffer in
            let start = unsafe buffer.assumingMemoryBound(to: CChar.self).baseAddress
            var end: UnsafePointer<CChar>?
            let result = unsafe sqlite3_prepare_v3(
                database, start, count, UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, &end)
            if let start = unsafe start, let end = unsafe end { used = unsafe end - start }
            return result
        }
        guard result == SQLITE_OK else { throw error(result) }
        text = used > 0 ? text.dropFirst(used) : []
        return unsafe compiled.map { unsafe SQLiteStatement(owning: $0) }
    }

    func check(_ result: Int32) throws(SQLiteError) {
        guard result == SQLITE_OK else { throw error(result) }
    }

    /// The error of the call that just returned `result`.
    func error(_ result: Int32) -> SQLiteError {
        // A denied function makes the whole statement fail as malformed.
        if let denial = watcher.takeDenial() { return .denied(denial) }
        return SQLiteError(resultCode: result, reason: unsafe String(cString: sqlite3_errmsg(database)))
    }

    func requireUsable() throws(SQLiteError) {
        guard !isUnusable else { throw .unusable }
        // Once SQLite has rolled back by itself, the rest of a body would be stored statement by statement.
        guard !isWithinBody || isInTransaction else { throw .transactionLost }
    }

    /// Throws `timedOut` past the deadline, and never waits for another connection beyond it.
    func requireTime() throws(SQLiteError) {
        guard let left = watcher.nanosecondsLeft else { return }
        guard left > 0 else { throw .timedOut }
        let milliseconds = Int32(clamping: left / 1_000_000)
        unsafe sqlite3_busy_timeout(database, min(busyTimeoutMilliseconds, milliseconds))
    }
}
