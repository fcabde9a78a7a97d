package import Gateway
import Linux
import SQLite
import Synchronization

/// The gateway's memory in one SQLite file, `gateway.db`, whose rows are sealed.
///
/// One connection behind a lock; every write is one transaction that is durable when it returns.
package final class SQLiteGatewayStore: GatewayStore {
    private let connection: Mutex<SQLiteConnection>
    let seal: RowSeal

    /// Opens the file, makes or migrates its tables, and reopens it with no more rights than serving needs. A new file
    /// is for this user alone.
    ///
    /// - Parameter secret: 32 bytes that lie elsewhere: with them, rows are sealed.
    /// - Throws: `StoreError.unavailable`, also for a file that a newer program made.
    package init(path: String, secret: [UInt8]) throws(StoreError) {
        seal = RowSeal(secret: secret)
        do {
            try File.open(path, [.readWrite, .create, .noFollow], permissions: 0o600).close()
            try GatewaySchema.schema.migrate(try openDatabase(path, access: .schemaOwner, secureDelete: false))
            let serving = try openDatabase(path, access: GatewaySchema.access, secureDelete: false)
            try GatewaySchema.schema.verify(serving)
            connection = Mutex(serving)
        } catch let error as SQLiteError {
            throw StoreError(error)
        } catch {
            throw .unavailable(reason: "\(path) cannot be opened for writing")
        }
    }

    /// Runs `body` alone with the connection.
    func with<Value: Sendable>(
        _ body: (SQLiteConnection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try connection.withLock { connection throws(StoreError) -> Value in try body(connection) }
    }

    /// Runs `body` in one transaction.
    func change(_ body: (SQLiteConnection) throws(StoreError) -> Void) throws(StoreError) {
        try with { connection throws(StoreError) in
            try connection.transaction(orThrow: { StoreError($0) }) { () throws(StoreError) in try body(connection) }
        }
    }

    package func stage(_ rows: [StagedRow], under request: String, after staged: Int) throws(StoreError) {
        try change { connection throws(StoreError) in
            for (position, row) in zip(staged..., rows) {
                let text = StagedRowText(row)
                try connection.change(
                    "INSERT INTO staged (request, position, kind, fields, body, seal) VALUES (?, ?, ?, ?, ?, ?)",
                    [
                        .text(request), .integer(Int64(position)), .text(text.kind), .text(text.fields),
                        .blob(text.body), .blob(seal.seal(text, under: request, position: position)),
                    ])
            }
        }
    }

    package func discard(_ request: String) throws(StoreError) {
        try change { connection throws(StoreError) in
            try connection.change("DELETE FROM staged WHERE request = ?", [.text(request)])
        }
    }

    package func stagedRequests() throws(StoreError) -> Set<String> {
        try with { connection throws(StoreError) in
            var requests: Set<String> = []
            for row in try connection.read("SELECT DISTINCT request FROM staged", []) {
                requests.insert(try row.text(0))
            }
            return requests
        }
    }

    package func appliedSequence() throws(StoreError) -> Int {
        try with { connection throws(StoreError) in
            guard let row = try connection.read("SELECT sequence, seal FROM applied", []).first else { return -1 }
            let sequence = try row.number(0)
            try seal.check(try row.bytes(1), is: seal.seal(applied: sequence))
            return sequence
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
