import SQLite

/// The tables of the vault: sealed disclosures in one file, the keys that open them in another.
///
/// The keys lie apart so that a backup of the disclosures alone tells nothing, and so that deleting a person's key
/// erases what every backup of the disclosures holds of them.
enum VaultSchema {
    static let disclosures = SQLiteSchema([
        SQLiteMigration(
            version: 1,
            script: """
                CREATE TABLE disclosure (digest TEXT NOT NULL PRIMARY KEY, sequence INTEGER NOT NULL,
                    subject TEXT NOT NULL, nonce BLOB NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
                CREATE INDEX disclosure_by_sequence ON disclosure (sequence);
                """)
    ])

    static let keys = SQLiteSchema([
        SQLiteMigration(
            version: 1,
            script: """
                CREATE TABLE subject_key (subject TEXT NOT NULL PRIMARY KEY, key BLOB NOT NULL) STRICT, WITHOUT ROWID;
                """)
    ])

    static let disclosureAccess = SQLiteAccess.only(
        SQLiteAllowList(
            tables: [
                SQLiteTableAccess(
                    "disclosure", reading: ["digest", "sequence", "subject", "nonce", "sealed"], inserting: true,
                    updating: ["sequence", "subject", "nonce", "sealed"], deleting: true)
            ], functions: []))

    static let keyAccess = SQLiteAccess.only(
        SQLiteAllowList(
            tables: [
                SQLiteTableAccess(
                    "subject_key", reading: ["subject", "key"], inserting: true, updating: [], deleting: true)
            ], functions: []))
}
