import CSQLite

/// One question of SQLite's authorizer, asked while a statement is compiled.
struct SQLiteAction {
    let code: Int32
    let first: String?
    let second: String?
    let database: String?
}

extension SQLiteAccess {
    func permits(_ action: SQLiteAction) -> Bool {
        switch self {
        case .schemaOwner: !Self.deniedToAll.contains(action.code)
        case .only(let list): list.permits(action)
        }
    }

    /// Other files, settings, foreign code, temporary objects and transactions are nobody's.
    private static let deniedToAll: Set<Int32> = [
        SQLITE_ATTACH, SQLITE_DETACH, SQLITE_PRAGMA, SQLITE_TRANSACTION, SQLITE_SAVEPOINT, SQLITE_CREATE_VTABLE,
        SQLITE_DROP_VTABLE, SQLITE_CREATE_TEMP_INDEX, SQLITE_CREATE_TEMP_TABLE, SQLITE_CREATE_TEMP_TRIGGER,
        SQLITE_CREATE_TEMP_VIEW, SQLITE_DROP_TEMP_INDEX, SQLITE_DROP_TEMP_TABLE, SQLITE_DROP_TEMP_TRIGGER,
        SQLITE_DROP_TEMP_VIEW,
    ]
}

extension SQLiteAllowList {
    fileprivate func permits(_ action: SQLiteAction) -> Bool {
        switch action.code {
        case SQLITE_SELECT: true  // the tables and columns of the query are asked for one by one
        case SQLITE_READ: permitsReading(action)
        case SQLITE_INSERT: table(of: action)?.inserting == true
        case SQLITE_DELETE: table(of: action)?.deleting == true
        case SQLITE_UPDATE: action.second.map { table(of: action)?.updating.contains($0) == true } ?? false
        case SQLITE_FUNCTION: action.second.map(functions.contains) ?? false
        default: false
        }
    }

    /// An empty column means that a query counts rows and reads none; SQLite then may leave the database unnamed.
    private func permitsReading(_ action: SQLiteAction) -> Bool {
        guard let column = action.second, !column.isEmpty else {
            guard let name = action.first, let table = tables[name] else { return false }
            return !table.reading.isEmpty && (action.database == nil || action.database == "main")
        }
        return table(of: action)?.reading.contains(column) == true
    }

    private func table(of action: SQLiteAction) -> SQLiteTableAccess? {
        guard action.database == "main", let name = action.first else { return nil }
        return tables[name]
    }
}

extension SQLiteDenial {
    /// Names what was denied; a file name or a pragma's value stays out.
    init(_ action: SQLiteAction) {
        self.init(
            action: Self.words[action.code] ?? "do action \(action.code)",
            name: action.code == SQLITE_ATTACH ? nil : action.code == SQLITE_FUNCTION ? action.second : action.first,
            column: action.code == SQLITE_READ || action.code == SQLITE_UPDATE ? action.second : nil)
    }

    private static let words: [Int32: String] = [
        SQLITE_READ: "read", SQLITE_INSERT: "insert into", SQLITE_UPDATE: "update", SQLITE_DELETE: "delete from",
        SQLITE_FUNCTION: "call", SQLITE_PRAGMA: "use pragma", SQLITE_ATTACH: "attach a file", SQLITE_DETACH: "detach",
        SQLITE_TRANSACTION: "control transactions", SQLITE_SAVEPOINT: "set savepoints", SQLITE_RECURSIVE: "recurse",
        SQLITE_CREATE_TABLE: "create table", SQLITE_DROP_TABLE: "drop table", SQLITE_ALTER_TABLE: "alter table",
        SQLITE_CREATE_VTABLE: "create virtual table", SQLITE_CREATE_TEMP_TABLE: "create temporary table",
        SQLITE_CREATE_TRIGGER: "create trigger", SQLITE_CREATE_VIEW: "create view", SQLITE_CREATE_INDEX: "create index",
    ]
}
