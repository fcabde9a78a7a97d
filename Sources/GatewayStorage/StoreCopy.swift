import AuditLog
package import Gateway
import Linux
import SQLite
import Synchronization

/// Copies of the gateway's databases while a gateway may be at work.
package enum StoreCopy {
    /// Copies `gateway.db` as one moment of it was. Gives the highest entry that its rows were told by, -1 for none.
    ///
    /// Throws `forged` where the secret is not the one that sealed it, or `unavailable`.
    package static func make(of path: String, at target: String, secret: [UInt8]) throws(StoreError) -> Int {
        try copy(path, target)
        // Whatever version it has, the copy keeps it.
        let copied: SQLiteConnection
        do throws(SQLiteError) {
            copied = try openDatabase(target, access: GatewaySchema.access, secureDelete: false)
        } catch { throw StoreError(error) }
        return try RowSeal(secret: secret).appliedSequence(in: copied)
    }

    /// Copies the vault: its values into one folder, and the keys that open them into another.
    package static func makeVault(of directory: String, at values: String, keys: String) throws(StoreError) {
        try copy("\(directory)/\(SQLiteVault.valuesName)", "\(values)/\(SQLiteVault.valuesName)")
        try copy("\(directory)/\(SQLiteVault.keysName)", "\(keys)/\(SQLiteVault.keysName)")
    }

    private static func copy(_ path: String, _ target: String) throws(StoreError) {
        do {
            try File.open(target, [.readWrite, .create, .exclusive, .noFollow], permissions: 0o600).close()
            try SQLiteCopy.make(
                of: path, at: target, busyTimeoutMilliseconds: 5_000,
                monotonicNanoseconds: { MonotonicClock.system.now().nanoseconds })
        } catch let error as SQLiteError {
            throw StoreError(error)
        } catch {
            throw .unavailable(reason: "\(error)")
        }
    }
}

extension SQLiteVault {
    static let valuesName = "vault.db"
    static let keysName = "keys.db"

    /// Opens every value whose key is there, and holds it against the digest that the log has of it.
    ///
    /// Throws `forged` at the first that does not open, or is another than was committed to: then values and keys do not
    /// belong together, or one of them was changed, by whoever holds both keys and values too. Values that no entry
    /// commits to are left by writes that failed, and nobody reads them.
    ///
    /// - Parameter commitments: the digests that the entry of a number commits to.
    /// - Returns: how many values were opened that their entry commits to.
    package func checkAll(against commitments: (Int) -> Set<String>) throws(StoreError) -> Int {
        var (last, count) = (-1, 0)
        while let next = try nextSequence(after: last) {
            let committed = commitments(next)
            for (digest, text) in try opened(next) where committed.contains(digest) {
                guard Disclosure.digest(of: text) == digest else { throw .forged }
                count += 1
            }
            last = next
        }
        return count
    }

    private func nextSequence(after last: Int) throws(StoreError) -> Int? {
        try files.withLock { files throws(StoreError) -> Int? in
            try files.disclosures.read(
                "SELECT sequence FROM disclosure WHERE sequence > ? ORDER BY sequence LIMIT 1", [.integer(Int64(last))]
            ).first?.number(0)
        }
    }
}
