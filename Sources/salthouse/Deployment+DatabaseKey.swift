import Gateway
import GatewayStorage
import Linux

/// Another key for the seals of the database. Whoever calls this holds the log.
///
/// The next key is durable before a row is sealed with it, and takes its place once all rows are. A kill in between leaves
/// what `settleDatabaseKey` settles at the next start.
extension Deployment {
    func changeDatabaseKey() throws(CommandError) {
        let old = try databaseSecret()
        try Self.makeKey(nextDatabaseKey)
        let new = try hexadecimal(nextDatabaseKey)
        do throws(StoreError) { try SQLiteGatewayStore.reseal(path: database, from: old, to: new) } catch {
            throw .told(error)
        }
        try takeNextDatabaseKey()
    }

    /// Ends a change that was cut short: it is finished where the rows are under the next key, and forgotten where they are
    /// not.
    func settleDatabaseKey() throws(CommandError) {
        guard FileSystem.exists(nextDatabaseKey) else { return }
        let next = try hexadecimal(nextDatabaseKey)
        let isSealed: Bool
        do throws(StoreError) { isSealed = try SQLiteGatewayStore.isSealed(path: database, with: next) } catch {
            throw .told(error)
        }
        if isSealed { return try takeNextDatabaseKey() }
        try doing { () throws(SystemError) in try FileSystem.remove(nextDatabaseKey) }
    }

    private func takeNextDatabaseKey() throws(CommandError) {
        try doing { () throws(SystemError) in
            try FileSystem.rename(from: nextDatabaseKey, to: "\(keys)/database.key")
            try FileSystem.synchronizeDirectory(keys)
        }
    }
}
