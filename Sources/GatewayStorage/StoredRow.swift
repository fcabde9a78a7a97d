import Gateway
import SQLite

/// One row as it was read: columns by place.
struct StoredRow {
    let columns: [SQLiteValue]

    func text(_ place: Int) throws(StoreError) -> String {
        do throws(SQLiteError) { return try columns[place].asText() } catch { throw StoreError(error) }
    }

    func textIfPresent(_ place: Int) throws(StoreError) -> String? {
        columns[place] == .null ? nil : try text(place)
    }

    func bytes(_ place: Int) throws(StoreError) -> [UInt8] {
        do throws(SQLiteError) { return try columns[place].asBlob() } catch { throw StoreError(error) }
    }

    func number(_ place: Int) throws(StoreError) -> Int {
        do throws(SQLiteError) { return Int(try columns[place].asInteger()) } catch { throw StoreError(error) }
    }
}

extension SQLiteConnection {
    /// Runs one reading statement with the store's error.
    func read(_ sql: String, _ bindings: [SQLiteValue]) throws(StoreError) -> [StoredRow] {
        do throws(SQLiteError) { return try rows(sql, bindings).map(StoredRow.init) } catch { throw StoreError(error) }
    }

    /// Runs one changing statement with the store's error.
    func change(_ sql: String, _ bindings: [SQLiteValue]) throws(StoreError) {
        do throws(SQLiteError) { try run(sql, bindings) } catch { throw StoreError(error) }
    }
}

extension StoreError {
    /// What SQLite says, for the operator: its messages hold no bound value.
    init(_ error: SQLiteError) {
        if case .constraint = error { self = .conflict } else { self = .unavailable(reason: error.message) }
    }
}
