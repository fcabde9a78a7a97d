/// One step of a schema. A step that has left the house is never edited: the next one corrects it.
package struct SQLiteMigration: Sendable {
    let version: Int
    let script: StaticString

    /// - Parameters:
    ///   - version: 1 for the first step, and so on without a gap.
    ///   - script: Statements without parameters.
    package init(version: Int, script: StaticString) {
        self.version = version
        self.script = script
    }
}

/// The schema of one database as the steps that lead to it; `user_version` in the file says how many are done.
package struct SQLiteSchema: Sendable {
    private let migrations: [SQLiteMigration]

    /// Steps numbered otherwise than 1, 2, 3 … are a mistake of the program, and stop it.
    package init(_ migrations: [SQLiteMigration]) {
        precondition(migrations.map(\.version) == migrations.indices.map { $0 + 1 }, "Steps are numbered 1, 2, 3 …")
        self.migrations = migrations
    }

    /// The version that this program knows.
    package var version: Int { migrations.count }

    /// Applies the missing steps in one transaction, all or none; returns the version found, so the caller can say
    /// what happened. Needs a connection of the schema's owner.
    ///
    /// - Throws: `newerSchema` for a file of a newer program, which stays untouched; `denied`, or what a step throws.
    @discardableResult
    package func migrate(_ connection: SQLiteConnection) throws(SQLiteError) -> Int {
        try connection.transaction { () throws(SQLiteError) in
            let found = try connection.schemaVersion()
            guard found <= version else { throw .newerSchema(found: found, known: version) }
            for migration in migrations[found...] { try connection.execute(migration.script) }
            if found < version { _ = try connection.own("PRAGMA user_version=\(version)") }
            return found
        }
    }

    /// Makes the schema in a new file, all or none; a file that has one already stays as it is, older or newer. Needs a
    /// connection of the schema's owner.
    package func makeIfNew(_ connection: SQLiteConnection) throws(SQLiteError) {
        guard try connection.schemaVersion() == 0 else { return }
        try migrate(connection)
    }

    /// Checks that the file has exactly this schema; for connections that serve.
    ///
    /// - Throws: `newerSchema` or `olderSchema`.
    package func verify(_ connection: SQLiteConnection) throws(SQLiteError) {
        let found = try connection.schemaVersion()
        guard found <= version else { throw .newerSchema(found: found, known: version) }
        guard found == version else { throw .olderSchema(found: found, known: version) }
    }
}

extension SQLiteConnection {
    fileprivate func schemaVersion() throws(SQLiteError) -> Int {
        guard let value = try own("PRAGMA user_version").first?.first else { throw .damaged(resultCode: 0) }
        let found = Int(try value.asInteger())
        guard found >= 0 else { throw .damaged(resultCode: 0) }
        return found
    }
}
