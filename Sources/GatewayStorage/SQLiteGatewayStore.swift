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

    /// Opens the file, makes its tables where it is new, and reopens it with no more rights than serving needs. A new
    /// file is for this user alone.
    ///
    /// - Parameter secret: 32 bytes that lie elsewhere: with them, rows are sealed.
    /// - Throws: `StoreError.unavailable`, also for a file that a newer program made, or an older one: see `upgrade`.
    package init(path: String, secret: [UInt8]) throws(StoreError) {
        seal = RowSeal(secret: secret)
        do {
            try File.open(path, [.readWrite, .create, .noFollow], permissions: 0o600).close()
            try GatewaySchema.schema.makeIfNew(try openDatabase(path, access: .schemaOwner, secureDelete: false))
            let serving = try openDatabase(path, access: GatewaySchema.access, secureDelete: false)
            try GatewaySchema.schema.verify(serving)
            connection = Mutex(serving)
        } catch let error as SQLiteError {
            throw StoreError(error)
        } catch {
            throw .unavailable(reason: "\(path) cannot be opened for writing")
        }
    }

    /// Brings the tables of an older program's file up to date in one transaction, all or none. Nobody else may have it
    /// open. A file that is missing, or up to date, stays as it is.
    ///
    /// - Throws: `StoreError.unavailable`, also for a file that a newer program made, which stays as it is.
    package static func upgrade(path: String) throws(StoreError) {
        guard FileSystem.exists(path) else { return }
        do throws(SQLiteError) {
            try GatewaySchema.schema.migrate(try openDatabase(path, access: .schemaOwner, secureDelete: false))
        } catch { throw StoreError(error) }
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
        try with { connection throws(StoreError) in try seal.appliedSequence(in: connection) }
    }
}

extension RowSeal {
    /// The highest entry that was applied; −1 for none. The same in every version of the tables.
    func appliedSequence(in connection: SQLiteConnection) throws(StoreError) -> Int {
        guard let row = try connection.read("SELECT sequence, seal FROM applied", []).first else { return -1 }
        let sequence = try row.number(0)
        try check(try row.bytes(1), is: seal(applied: sequence))
        return sequence
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
