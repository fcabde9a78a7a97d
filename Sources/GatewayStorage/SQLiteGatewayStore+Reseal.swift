package import Gateway
import SQLite

/// Another secret for the seals of the rows.
extension SQLiteGatewayStore {
    private static let page = 500

    /// Seals every row with another secret, in one transaction: a kill leaves all rows under the one or all under the
    /// other. Nobody else may be at work on the file.
    ///
    /// - Throws: `forged` where a row is not sealed with the old secret; `unavailable`, also where rows wait for their
    ///   entry: a start settles those first.
    package static func reseal(path: String, from old: [UInt8], to new: [UInt8]) throws(StoreError) {
        let (before, after) = (RowSeal(secret: old), RowSeal(secret: new))
        let connection = try owner(of: path)
        try connection.transaction(orThrow: StoreError.init(_:)) { () throws(StoreError) in
            guard try connection.read("SELECT request FROM staged LIMIT 1", []).isEmpty else {
                throw .unavailable(reason: "rows wait for their entry: start the gateway once, and stop it")
            }
            for table in SealedTable.all { try reseal(table, connection, before, after) }
            let applied = try before.appliedSequence(in: connection)
            try connection.change("UPDATE applied SET seal = ?", [.blob(after.seal(applied: applied))])
        }
    }

    private static func reseal(
        _ table: SealedTable, _ connection: SQLiteConnection, _ before: RowSeal, _ after: RowSeal
    ) throws(StoreError) {
        var last = table.beginning
        while true {
            let rows = try connection.read(table.selectNext, last.map(SQLiteValue.text) + [.integer(Int64(page))])
            for row in rows {
                guard let staged = try table.row(row) else { throw .forged }
                let (text, sequence) = (StagedRowText(staged), try row.number(table.sequence))
                try before.check(try row.bytes(table.sequence + 1), is: before.seal(text, at: sequence))
                last = try table.key(of: row)
                try connection.change(
                    table.updateSeal, [.blob(after.seal(text, at: sequence))] + last.map(SQLiteValue.text))
            }
            if rows.count < page { return }
        }
    }

    /// Whether rows are there that are sealed with this secret.
    package static func isSealed(path: String, with secret: [UInt8]) throws(StoreError) -> Bool {
        do throws(StoreError) {
            return try RowSeal(secret: secret).appliedSequence(in: try owner(of: path)) >= 0
        } catch {
            guard error == .forged else { throw error }
            return false
        }
    }

    private static func owner(of path: String) throws(StoreError) -> SQLiteConnection {
        do throws(SQLiteError) { return try openDatabase(path, access: .schemaOwner, secureDelete: false) } catch {
            throw StoreError(error)
        }
    }
}
