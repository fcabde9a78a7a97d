import CSQLite

/// What SQLite's callbacks ask: may this statement, and is there time.
///
/// The connection owns the guard and hands SQLite its address; both live until the connection is closed.
final class SQLiteGuard {
    private let access: SQLiteAccess
    private let monotonicNanoseconds: @Sendable () -> Int64

    /// True only around the room's own statements: BEGIN, COMMIT, ROLLBACK and the version of the schema.
    var isOwnStatement = false
    /// In nanoseconds of the monotonic clock.
    var deadline: Int64?
    /// The first denial since the last statement began.
    private var denial: SQLiteDenial?

    init(access: SQLiteAccess, monotonicNanoseconds: @escaping @Sendable () -> Int64) {
        self.access = access
        self.monotonicNanoseconds = monotonicNanoseconds
    }

    func forgetDenial() { denial = nil }

    /// The denial that made the last statement fail, if one did; it is told once.
    func takeDenial() -> SQLiteDenial? {
        defer { denial = nil }
        return denial
    }

    /// Nanoseconds until the deadline, nil without one. A COMMIT or ROLLBACK always has time.
    var nanosecondsLeft: Int64? {
        guard let deadline, !isOwnStatement else { return nil }
        let (left, overflow) = deadline.subtractingReportingOverflow(monotonicNanoseconds())
        return overflow ? (deadline > 0 ? .max : 0) : max(0, left)
    }

    func permits(_ action: SQLiteAction) -> Bool {
        if isOwnStatement || access.permits(action) { return true }
        if denial == nil { denial = SQLiteDenial(action) }
        return false
    }

    /// Asks SQLite to call this guard: for each action of each statement, and every `instructions` virtual steps.
    func watch(_ database: OpaquePointer, every instructions: Int32) -> Int32 {
        let address = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe sqlite3_progress_handler(database, instructions, interruptWhenLate, address)
        return unsafe sqlite3_set_authorizer(database, authorize, address)
    }
}

private func authorize(
    address: UnsafeMutableRawPointer?, code: Int32, first: UnsafePointer<CChar>?, second: UnsafePointer<CChar>?,
    database: UnsafePointer<CChar>?, trigger: UnsafePointer<CChar>?
) -> Int32 {
    guard let address = unsafe address else { return SQLITE_DENY }
    let action = unsafe SQLiteAction(
        code: code, first: first.map { unsafe String(cString: $0) }, second: second.map { unsafe String(cString: $0) },
        database: database.map { unsafe String(cString: $0) })
    let mayPass = unsafe Unmanaged<SQLiteGuard>.fromOpaque(address).takeUnretainedValue().permits(action)
    return mayPass ? SQLITE_OK : SQLITE_DENY
}

private func interruptWhenLate(address: UnsafeMutableRawPointer?) -> Int32 {
    guard let address = unsafe address else { return 1 }
    return unsafe Unmanaged<SQLiteGuard>.fromOpaque(address).takeUnretainedValue().nanosecondsLeft == 0 ? 1 : 0
}
