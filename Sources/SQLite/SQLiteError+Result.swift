import CSQLite

extension SQLiteError {
    /// Reads an extended result code. The reason is SQLite's; it is kept for the two codes where it speaks of the
    /// statement and the schema only, since others may quote a value.
    init(resultCode: Int32, reason: String) {
        self =
            switch resultCode & 0xff {
            case SQLITE_ERROR: .malformed(reason: reason)
            case SQLITE_CONSTRAINT: .constraint(Constraint(extendedCode: resultCode), reason: reason)
            case SQLITE_INTERRUPT: .timedOut
            case SQLITE_BUSY, SQLITE_LOCKED: .busy
            case SQLITE_TOOBIG: .tooLarge
            case SQLITE_FULL, SQLITE_IOERR: .storage(resultCode: Int(resultCode))
            case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged(resultCode: Int(resultCode))
            case SQLITE_READONLY: .readOnly
            default: .failed(resultCode: Int(resultCode))
            }
    }
}

extension SQLiteError.Constraint {
    fileprivate init(extendedCode: Int32) {
        self =
            switch extendedCode >> 8 {
            case 8, 10: .unique  // SQLITE_CONSTRAINT_UNIQUE, _ROWID
            case 6: .primaryKey
            case 3: .foreignKey
            case 5: .notNull
            case 1: .check
            case 12: .dataType
            case 7: .trigger
            default: .other
            }
    }
}
