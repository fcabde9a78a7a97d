/// What a database could not do.
///
/// No case ever holds a bound value or a stored one: texts come from statements and schemas, which are the program's
/// own. They are for the operator's log; a client is told the code at most.
package enum SQLiteError: Error, Hashable {
    /// The file cannot be opened.
    case cannotOpen(path: String, reason: String)
    /// This library or file refuses a setting that safety needs, so the connection was not made.
    case cannotHarden(setting: String)

    /// The statement is not one this schema understands.
    case malformed(reason: String)
    /// The statement wants something that the connection's access does not list.
    case denied(SQLiteDenial)
    /// One call runs one statement, and here are more, or none.
    case notOneStatement
    /// The statement has another number of parameters.
    case wrongBindings(expected: Int, given: Int)
    /// A value, row or statement exceeds the connection's limits.
    case tooLarge
    /// A column holds another kind of value than the caller reads.
    case wrongKind(expected: SQLiteValue.Kind, found: SQLiteValue.Kind)
    /// A column holds a floating-point number or text that is not UTF-8, which this room never stores.
    case unreadableValue(column: Int)

    /// A rule of the schema forbids the change; the reason names the constraint.
    case constraint(Constraint, reason: String)
    /// The deadline passed.
    case timedOut
    /// Another connection held the database for longer than the busy timeout.
    case busy
    /// The disk is full, or reading or writing it failed.
    case storage(resultCode: Int)
    /// The file is damaged, or is no database.
    case damaged(resultCode: Int)
    /// The connection or the file is read-only.
    case readOnly
    /// Anything else, by SQLite's extended result code.
    case failed(resultCode: Int)

    /// A transaction is open already: they do not nest.
    case transactionOpen
    /// SQLite rolled the transaction back by itself: nothing of it was stored.
    case transactionLost
    /// A rollback failed earlier: the connection must be closed.
    case unusable

    /// The database was made by a newer program.
    case newerSchema(found: Int, known: Int)
    /// The database has not been brought up to date.
    case olderSchema(found: Int, known: Int)

    /// The rules a schema can hold.
    package enum Constraint: Sendable, Hashable {
        case unique, primaryKey, foreignKey, notNull, check, dataType, trigger, other
    }

    /// A stable code for logs, never reused or renumbered.
    package var code: String {
        switch self {
        case .cannotOpen: "SH-D101"
        case .cannotHarden: "SH-D102"
        case .malformed: "SH-D201"
        case .denied: "SH-D202"
        case .notOneStatement: "SH-D203"
        case .wrongBindings: "SH-D204"
        case .tooLarge: "SH-D205"
        case .wrongKind: "SH-D206"
        case .unreadableValue: "SH-D207"
        case .constraint: "SH-D301"
        case .timedOut: "SH-D302"
        case .busy: "SH-D303"
        case .storage: "SH-D304"
        case .damaged: "SH-D305"
        case .readOnly: "SH-D306"
        case .failed: "SH-D307"
        case .transactionOpen: "SH-D401"
        case .transactionLost: "SH-D402"
        case .unusable: "SH-D403"
        case .newerSchema: "SH-D501"
        case .olderSchema: "SH-D502"
        }
    }
}

/// What the authorizer said no to.
package struct SQLiteDenial: Sendable, Hashable {
    /// The action in SQLite's words, such as `read` or `attach`.
    package let action: String
    /// The table, function or pragma, if the action has one.
    package let name: String?
    /// The column, if the action has one.
    package let column: String?
}
