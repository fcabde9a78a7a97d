import CSQLite

/// One compiled statement.
@safe
final class SQLiteStatement {
    private let pointer: OpaquePointer

    @unsafe
    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = unsafe pointer
    }

    deinit {
        unsafe sqlite3_finalize(pointer)
    }

    /// Binds one value to each parameter; returns a result code.
    func bind(_ values: [SQLiteValue]) throws(SQLiteError) -> Int32 {
        let expected = unsafe Int(sqlite3_bind_parameter_count(pointer))
        guard values.count == expected else { throw .wrongBindings(expected: expected, given: values.count) }
        for (position, value) in zip(Int32(1)..., values) {
            let result = bind(value, at: position)
            guard result == SQLITE_OK else { return result }
        }
        return SQLITE_OK
    }

    private func bind(_ value: SQLiteValue, at position: Int32) -> Int32 {
        switch value {
        case .null:
            return unsafe sqlite3_bind_null(pointer, position)
        case .integer(let number):
            return unsafe sqlite3_bind_int64(pointer, position, number)
        case .text(let text):
            return unsafe salthouse_sqlite_bind_text(pointer, position, text, UInt64(text.utf8.count))
        case .blob(let bytes):
            // A null address would bind null, and an empty array may have none.
            if bytes.isEmpty { return unsafe sqlite3_bind_zeroblob(pointer, position, 0) }
            return unsafe salthouse_sqlite_bind_blob(pointer, position, bytes, UInt64(bytes.count))
        }
    }

    /// `SQLITE_ROW`, `SQLITE_DONE`, or the code of a failure.
    func step() -> Int32 {
        unsafe sqlite3_step(pointer)
    }

    /// Lets go of locks and of bound values.
    func reset() {
        unsafe sqlite3_reset(pointer)
        unsafe sqlite3_clear_bindings(pointer)
    }

    /// The values of the row that `step` reached; throws `unreadableValue`.
    func row() throws(SQLiteError) -> [SQLiteValue] {
        var values: [SQLiteValue] = []
        for column in 0..<(unsafe sqlite3_column_count(pointer)) { values.append(try value(at: column)) }
        return values
    }

    private func value(at column: Int32) throws(SQLiteError) -> SQLiteValue {
        switch unsafe sqlite3_column_type(pointer, column) {
        case SQLITE_NULL:
            return .null
        case SQLITE_INTEGER:
            return .integer(unsafe sqlite3_column_int64(pointer, column))
        case SQLITE_TEXT:
            let start = unsafe UnsafeRawPointer(sqlite3_column_text(pointer, column))
            guard let text = unsafe String(validating: bytes(from: start, of: column), as: UTF8.self) else {
                throw .unreadableValue(column: Int(column))
            }
            return .text(text)
        case SQLITE_BLOB:
            let start = unsafe sqlite3_column_blob(pointer, column)
            return .blob(unsafe bytes(from: start, of: column))
        default:
            throw .unreadableValue(column: Int(column))
        }
    }

    /// The length must be asked for after the address, because asking for the address may convert the value.
    private func bytes(from start: UnsafeRawPointer?, of column: Int32) -> [UInt8] {
        let count = unsafe Int(sqlite3_column_bytes(pointer, column))
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }
}
