/// What the statements of a connection may touch, whatever they say.
package enum SQLiteAccess: Sendable, Hashable {
    /// Makes and changes the schema: everything but other files, pragmas, virtual tables, temporary objects, and
    /// transactions begun or ended by hand. For migrations, never for a connection that serves.
    case schemaOwner
    /// Only what the list names.
    case only(SQLiteAllowList)
}

/// The tables and functions that a connection may use; all else is denied, `sqlite_schema` and recursion included.
package struct SQLiteAllowList: Sendable, Hashable {
    let tables: [String: SQLiteTableAccess]
    let functions: Set<String>

    /// Names are spelled as in the schema, functions (also `like` and `glob`, which are operators) in lower case.
    ///
    /// Two entries for one table are a mistake of the program, and stop it.
    package init(tables: [SQLiteTableAccess], functions: Set<String>) {
        self.tables = Dictionary(tables.map { ($0.table, $0) }) { first, _ in
            preconditionFailure("The table \(first.table) is listed twice.")
        }
        self.functions = functions
    }
}

/// What a connection may do with one table.
package struct SQLiteTableAccess: Sendable, Hashable {
    let table: String
    let reading: Set<String>
    let inserting: Bool
    let updating: Set<String>
    let deleting: Bool

    /// - Parameters:
    ///   - table: The name as in the schema.
    ///   - reading: Columns that may be read, in results and in conditions alike; `ROWID` where it is no column.
    ///     A foreign key needs its columns readable at both ends.
    ///   - inserting: Whether rows may be added (SQLite does not ask by column).
    ///   - updating: Columns that may be changed.
    ///   - deleting: Whether rows may be removed.
    package init(_ table: String, reading: Set<String>, inserting: Bool, updating: Set<String>, deleting: Bool) {
        self.table = table
        self.reading = reading
        self.inserting = inserting
        self.updating = updating
        self.deleting = deleting
    }
}
