import CSQLite

extension SQLiteConnection {
    /// Makes every setting and reads it back. Pragmas come before the authorizer, which denies them from then on.
    func harden(mode: SQLiteMode, limits: SQLiteLimits, secureDelete: Bool) throws(SQLiteError) {
        for (option, on, name) in Self.switches {
            guard unsafe salthouse_sqlite_switch(database, option, on) == SQLITE_OK else {
                throw .cannotHarden(setting: name)
            }
        }
        if mode != .readOnly { try set("journal_mode", to: "WAL", readsBack: ["wal", "memory"]) }
        try set("synchronous", to: "FULL", readsBack: [2])
        try set("foreign_keys", to: "ON", readsBack: [1])
        try set("trusted_schema", to: "OFF", readsBack: [0])
        try set("cell_size_check", to: "ON", readsBack: [1])
        try set("temp_store", to: "MEMORY", readsBack: [2])  // rows must not spill into files nobody deletes
        try set("secure_delete", to: secureDelete ? "ON" : "OFF", readsBack: [secureDelete ? 1 : 0])
        try set("query_only", to: mode == .readOnly ? "ON" : "OFF", readsBack: [mode == .readOnly ? 1 : 0])
        for (category, value) in limits.table {
            unsafe sqlite3_limit(database, category, value)
            guard unsafe sqlite3_limit(database, category, -1) <= value else {
                throw .cannotHarden(setting: "limit \(category)")
            }
        }
        try check(unsafe watcher.watch(database, every: 1000))
    }

    private static let switches: [(option: Int32, on: Int32, name: String)] = [
        (SQLITE_DBCONFIG_DEFENSIVE, 1, "defensive"),
        (SQLITE_DBCONFIG_DQS_DML, 0, "double-quoted text in statements"),
        (SQLITE_DBCONFIG_DQS_DDL, 0, "double-quoted text in schemas"),
        (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, "trusted schema"),
        (SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0, "writable schema"),
        (SQLITE_DBCONFIG_ENABLE_FKEY, 1, "foreign keys"),
        (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, "extensions"),
        (SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0, "custom tokenizers"),
    ]

    private func set(_ pragma: String, to value: String, readsBack expected: [SQLiteValue]) throws(SQLiteError) {
        let setting = try compileOne("PRAGMA \(pragma)=\(value)")
        while try advance(setting) {}
        setting.reset()
        let reading = try compileOne("PRAGMA \(pragma)")
        guard try advance(reading), let found = try reading.row().first, expected.contains(found) else {
            throw .cannotHarden(setting: pragma)
        }
    }
}
