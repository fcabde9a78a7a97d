import CSQLite

extension SQLiteConnection {
    /// Runs `body` in one transaction that takes the write lock at once: all of its changes are durable when this
    /// returns, and none of them remains when it throws.
    ///
    /// - Throws: what `body` throws; `busy` if the lock is not to be had in time; `transactionOpen` inside another one;
    ///   `transactionLost` if SQLite rolled back although `body` went on; `constraint` for a deferred foreign key.
    @discardableResult
    package func transaction<Value>(_ body: () throws(SQLiteError) -> Value) throws(SQLiteError) -> Value {
        try transaction(orThrow: { $0 }, body)
    }

    /// The same for a body with an error of its own, into which `failure` puts the transaction's.
    @discardableResult
    package func transaction<Value, Failure: Error>(
        orThrow failure: (SQLiteError) -> Failure, _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        do throws(SQLiteError) { try begin() } catch { throw failure(error) }
        isWithinBody = true
        let value: Value
        do throws(Failure) {
            value = try body()
            isWithinBody = false
        } catch {
            isWithinBody = false
            rollBack()
            throw error
        }
        do throws(SQLiteError) { try commit() } catch { throw failure(error) }
        return value
    }

    /// Whether a transaction is open.
    package var isInTransaction: Bool { unsafe sqlite3_get_autocommit(database) == 0 }

    private func begin() throws(SQLiteError) {
        try requireUsable()
        guard !isInTransaction else { throw .transactionOpen }
        try requireTime()
        _ = try own("BEGIN IMMEDIATE")
    }

    private func commit() throws(SQLiteError) {
        // Some failures (a full disk, an interruption) roll back by themselves; a body may have swallowed that error.
        guard isInTransaction else { throw .transactionLost }
        do throws(SQLiteError) {
            _ = try own("COMMIT")
        } catch {
            rollBack()
            throw error
        }
    }

    /// A connection that cannot roll back would put later writes into a transaction nobody commits: it is closed off.
    private func rollBack() {
        guard isInTransaction else { return }
        do throws(SQLiteError) { _ = try own("ROLLBACK") } catch { isUnusable = true }
    }
}
