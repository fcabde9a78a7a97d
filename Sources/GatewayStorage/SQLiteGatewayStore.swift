package import Gateway
import JSON
import Linux
import SQLite
import Synchronization

/// The gateway's memory in one SQLite file, `gateway.db`.
///
/// One connection behind a lock; every write is one transaction that is durable when it returns.
package final class SQLiteGatewayStore: GatewayStore {
    private let connection: Mutex<SQLiteConnection>

    /// Opens the file, makes or migrates its tables, and reopens it with no more rights than serving needs.
    ///
    /// - Throws: `StoreError.unavailable`, also for a file that a newer program made.
    package init(path: String) throws(StoreError) {
        do {
            let owner = try openDatabase(path, access: .schemaOwner, secureDelete: false)
            try GatewaySchema.schema.migrate(owner)
            connection = Mutex(try openDatabase(path, access: GatewaySchema.access, secureDelete: false))
        } catch {
            throw StoreError(error)
        }
    }

    /// Runs `body` alone with the connection.
    func with<Value: Sendable>(
        _ body: (SQLiteConnection) throws(SQLiteError) -> Value
    ) throws(StoreError) -> Value {
        try connection.withLock { connection throws(StoreError) -> Value in
            do throws(SQLiteError) { return try body(connection) } catch { throw StoreError(error) }
        }
    }

    package func stage(_ rows: [StagedRow], under request: String) throws(StoreError) {
        try with { connection throws(SQLiteError) in
            try connection.transaction { () throws(SQLiteError) in
                for (position, row) in rows.enumerated() {
                    let stored = StagedRowText(row)
                    try connection.run(
                        "INSERT INTO staged (request, position, kind, fields, body) VALUES (?, ?, ?, ?, ?)",
                        [
                            .text(request), .integer(Int64(position)), .text(stored.kind), .text(stored.fields),
                            .blob(stored.body),
                        ])
                }
            }
        }
    }

    package func discard(_ request: String) throws(StoreError) {
        try with { connection throws(SQLiteError) in
            _ = try connection.run("DELETE FROM staged WHERE request = ?", [.text(request)])
        }
    }

    package func stagedRequests() throws(StoreError) -> Set<String> {
        try with { connection throws(SQLiteError) in
            var requests: Set<String> = []
            for row in try connection.rows("SELECT request FROM staged", []) { requests.insert(try row[0].asText()) }
            return requests
        }
    }

    package func appliedSequence() throws(StoreError) -> Int {
        try with { connection throws(SQLiteError) in
            Int(try connection.rows("SELECT sequence FROM applied", [])[0][0].asInteger())
        }
    }
}

/// Opens a database of ours with its own limits.
func openDatabase(
    _ path: String, access: SQLiteAccess, secureDelete: Bool
) throws(SQLiteError) -> SQLiteConnection {
    try SQLiteConnection(
        path: path, mode: .readWriteCreate, access: access, limits: .storage, secureDelete: secureDelete,
        busyTimeoutMilliseconds: 5_000,
        monotonicNanoseconds: { MonotonicClock.system.now().nanoseconds })
}

extension StoreError {
    /// What SQLite says, for the operator: its messages hold no bound value.
    init(_ error: SQLiteError) {
        if case .constraint = error { self = .conflict } else { self = .unavailable(reason: error.message) }
    }
}
