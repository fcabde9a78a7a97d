import CSQLite

/// Copies of databases while others write to them.
package enum SQLiteCopy {
    /// Copies a database, as one moment of it was, into a new file; durable when this returns. Writers are not kept
    /// waiting, and what they commit meanwhile is not in the copy.
    ///
    /// Throws as the opening of either file does, `busy`, or `storage`.
    package static func make(
        of path: String, at target: String, busyTimeoutMilliseconds: Int32,
        monotonicNanoseconds: @escaping @Sendable () -> Int64
    ) throws(SQLiteError) {
        let nothing = SQLiteAccess.only(SQLiteAllowList(tables: [], functions: []))
        func open(_ path: String, _ mode: SQLiteMode) throws(SQLiteError) -> SQLiteConnection {
            try SQLiteConnection(
                path: path, mode: mode, access: nothing, limits: .storage, secureDelete: false,
                busyTimeoutMilliseconds: busyTimeoutMilliseconds, monotonicNanoseconds: monotonicNanoseconds)
        }
        let source = try open(path, .readOnly)
        let copy = try open(target, .readWriteCreate)
        guard let work = unsafe sqlite3_backup_init(copy.database, "main", source.database, "main") else {
            throw copy.error(unsafe sqlite3_extended_errcode(copy.database))
        }
        // In one step: a copy in several would begin again whenever somebody writes.
        let result = unsafe sqlite3_backup_step(work, -1)
        let end = unsafe sqlite3_backup_finish(work)
        guard result == SQLITE_DONE, end == SQLITE_OK else { throw copy.error(end == SQLITE_OK ? result : end) }
        try copy.emptyWriteAheadLog()
    }
}
