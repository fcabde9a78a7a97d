extension SQLiteError {
    /// One line for the operator.
    package var message: String {
        switch self {
        case .cannotOpen(let path, let reason): "cannot open the database `\(path)`: \(reason)"
        case .cannotHarden(let setting): "the database refuses the setting `\(setting)`"
        case .malformed(let reason): "the statement is not understood: \(reason)"
        case .denied(let denial): "this connection may not \(denial.message)"
        case .notOneStatement: "one call runs exactly one statement"
        case .wrongBindings(let expected, let given): "the statement has \(expected) parameters, not \(given)"
        case .tooLarge: "a value or statement exceeds the limits of the connection"
        case .wrongKind(let expected, let found): "a column holds \(found.rawValue) where \(expected.rawValue) is read"
        case .unreadableValue(let column): "column \(column) of the result is a kind of value that is never stored"
        case .constraint(_, let reason): "a rule of the schema forbids the change: \(reason)"
        case .timedOut: "the deadline passed"
        case .busy: "the database was busy for too long"
        case .storage(let code): "the disk failed or is full (result code \(code))"
        case .damaged(let code): "the file is damaged or is no database (result code \(code))"
        case .readOnly: "the database is read-only"
        case .failed(let code): "the database failed (result code \(code))"
        case .transactionOpen: "a transaction is open already"
        case .transactionLost: "the transaction was rolled back by the database"
        case .unusable: "a rollback failed earlier and the connection must be closed"
        case .newerSchema(let found, let known): "the database has schema \(found), and this program knows \(known)"
        case .olderSchema(let found, let known): "the database has schema \(found), and this program needs \(known)"
        }
    }
}

extension SQLiteDenial {
    /// The action and its object, such as "read `people.name`".
    package var message: String {
        guard let name else { return action }
        guard let column, !column.isEmpty else { return "\(action) `\(name)`" }
        return "\(action) `\(name).\(column)`"
    }
}
