import SQLite

/// The tables of `gateway.db`.
enum GatewaySchema {
    static let schema = SQLiteSchema([
        SQLiteMigration(
            version: 1,
            script: """
                CREATE TABLE document (kind TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kind, id))
                    STRICT, WITHOUT ROWID;
                CREATE TABLE draw (key TEXT NOT NULL PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
                CREATE TABLE paid (project TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (project, key))
                    STRICT, WITHOUT ROWID;
                CREATE TABLE debit (number INTEGER PRIMARY KEY, ledger TEXT NOT NULL, amount TEXT NOT NULL,
                    day TEXT NOT NULL, sequence INTEGER NOT NULL) STRICT;
                CREATE INDEX debit_by_day ON debit (day);
                CREATE TABLE answer (id TEXT NOT NULL PRIMARY KEY, project TEXT NOT NULL, person TEXT NOT NULL,
                    mark TEXT, asked TEXT NOT NULL, body BLOB NOT NULL,
                    sequence INTEGER NOT NULL) STRICT, WITHOUT ROWID;
                CREATE UNIQUE INDEX answer_by_mark ON answer (person, mark);
                CREATE INDEX answer_by_project ON answer (project, sequence);
                CREATE TABLE staged (request TEXT NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL,
                    fields TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (request, position)) STRICT, WITHOUT ROWID;
                CREATE TABLE applied (only INTEGER PRIMARY KEY CHECK (only = 1), sequence INTEGER NOT NULL) STRICT;
                INSERT INTO applied (only, sequence) VALUES (1, -1);
                """)
    ])

    /// What the serving connection may touch. Draws, debits and answers are never changed or removed.
    static let access = SQLiteAccess.only(
        SQLiteAllowList(
            tables: [
                table("document", ["kind", "id", "body"], updating: ["body"]),
                table("draw", ["key", "body"]),
                table("paid", ["project", "key"]),
                table("debit", ["number", "ledger", "amount", "day"]),
                table(
                    "answer", ["id", "project", "person", "mark", "asked", "body", "sequence"]),
                table("staged", ["request", "position", "kind", "fields", "body"], deleting: true),
                SQLiteTableAccess(
                    "applied", reading: ["only", "sequence"], inserting: false, updating: ["sequence"],
                    deleting: false),
            ],
            functions: ["max"]))

    private static func table(
        _ name: String, _ columns: Set<String>, updating: Set<String> = [], deleting: Bool = false
    ) -> SQLiteTableAccess {
        SQLiteTableAccess(name, reading: columns, inserting: true, updating: updating, deleting: deleting)
    }
}
