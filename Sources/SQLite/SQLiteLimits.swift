import CSQLite

/// How large things may be on a connection, beyond which statements fail with `tooLarge` or `malformed`.
package struct SQLiteLimits: Sendable, Hashable {
    /// The longest text, blob or row, in bytes.
    package let valueBytes: Int32
    /// The longest statement, in bytes.
    package let statementBytes: Int32
    /// The most columns of a table or result.
    package let columns: Int32
    /// The deepest expression.
    package let expressionDepth: Int32
    /// The most parameters of a statement.
    package let parameters: Int32
    /// The most queries joined by UNION and the like.
    package let compoundQueries: Int32

    package init(
        valueBytes: Int32, statementBytes: Int32, columns: Int32, expressionDepth: Int32, parameters: Int32,
        compoundQueries: Int32
    ) {
        self.valueBytes = valueBytes
        self.statementBytes = statementBytes
        self.columns = columns
        self.expressionDepth = expressionDepth
        self.parameters = parameters
        self.compoundQueries = compoundQueries
    }

    /// For the gateway's own stores: values of 16 MiB, statements of 64 KiB, 64 columns, depth 32, 256 parameters.
    package static let storage = SQLiteLimits(
        valueBytes: 16 << 20, statementBytes: 64 << 10, columns: 64, expressionDepth: 32, parameters: 256,
        compoundQueries: 8)

    /// SQLite's numbers for the limits, with ours; what nobody here needs is none.
    var table: [(category: Int32, value: Int32)] {
        [
            (SQLITE_LIMIT_LENGTH, valueBytes), (SQLITE_LIMIT_SQL_LENGTH, statementBytes),
            (SQLITE_LIMIT_COLUMN, columns), (SQLITE_LIMIT_EXPR_DEPTH, expressionDepth),
            (SQLITE_LIMIT_VARIABLE_NUMBER, parameters), (SQLITE_LIMIT_COMPOUND_SELECT, compoundQueries),
            (SQLITE_LIMIT_FUNCTION_ARG, 8), (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 256), (SQLITE_LIMIT_TRIGGER_DEPTH, 8),
            (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_WORKER_THREADS, 0),
        ]
    }
}
