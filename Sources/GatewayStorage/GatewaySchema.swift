import SQLite

/// The tables of `gateway.db`. Every row carries the entry of the audit log that told of it, and a seal over both.
enum GatewaySchema {
    static let schema = SQLiteSchema([
        SQLiteMigration(
            version: 1,
            script: """
                CREATE TABLE document (kind TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL,
                    sequence INTEGER NOT NULL, seal BLOB NOT NULL, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;
                CREATE TABLE draw (key TEXT NOT NULL PRIMARY KEY, body BLOB NOT NULL, sequence INTEGER NOT NULL,
                    seal BLOB NOT NULL) STRICT, WITHOUT ROWID;
                CREATE TABLE paid (project TEXT NOT NULL, key TEXT NOT NULL, sequence INTEGER NOT NULL,
                    seal BLOB NOT NULL, PRIMARY KEY (project, key)) STRICT, WITHOUT ROWID;
                CREATE TABLE answer (id TEXT NOT NULL PRIMARY KEY, project TEXT NOT NULL, person TEXT NOT NULL,
                    mark TEXT, asked TEXT NOT NULL, failure TEXT, body BLOB NOT NULL, sequence INTEGER NOT NULL,
                    seal BLOB NOT NULL) STRICT, WITHOUT ROWID;
                CREATE UNIQUE INDEX answer_by_mark ON answer (person, mark);
                CREATE INDEX answer_by_project ON answer (project, sequence);
                CREATE TABLE staged (request TEXT NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL,
                    fields TEXT NOT NULL, body BLOB NOT NULL, seal BLOB NOT NULL, PRIMARY KEY (request, position))
                    STRICT, WITHOUT ROWID;
                CREATE TABLE applied (only INTEGER PRIMARY KEY CHECK (only = 1), sequence INTEGER NOT NULL,
                    seal BLOB NOT NULL) STRICT;
                """),
        SQLiteMigration(
            version: 2,
            script: """
                CREATE TABLE released (lineage TEXT NOT NULL, request TEXT NOT NULL, body BLOB NOT NULL,
                    sequence INTEGER NOT NULL, seal BLOB NOT NULL, PRIMARY KEY (lineage, request))
                    STRICT, WITHOUT ROWID;
                CREATE INDEX released_by_sequence ON released (lineage, sequence);
                """),
        SQLiteMigration(
            version: 3,
            script: """
                CREATE TABLE reply (person TEXT NOT NULL, mark TEXT NOT NULL, asked TEXT NOT NULL,
                    made INTEGER NOT NULL, body BLOB NOT NULL, sequence INTEGER NOT NULL, seal BLOB NOT NULL,
                    PRIMARY KEY (person, mark)) STRICT, WITHOUT ROWID;
                CREATE INDEX reply_by_age ON reply (made);
                CREATE INDEX reply_by_sequence ON reply (person, sequence);
                """),
    ])

    /// What the serving connection may touch. Draws, payments and answers are never changed or removed; replies are
    /// forgotten with time.
    static let access = SQLiteAccess.only(
        SQLiteAllowList(
            tables: [
                table("document", ["kind", "id", "body"], updating: ["body", "sequence", "seal"]),
                table("draw", ["key", "body"]),
                table("paid", ["project", "key"]),
                table("released", ["lineage", "request", "body"]),
                table("answer", ["id", "project", "person", "mark", "asked", "failure", "body"]),
                SQLiteTableAccess(
                    "reply", reading: ["person", "mark", "asked", "made", "body", "sequence", "seal"],
                    inserting: true, updating: ["asked", "made", "body", "sequence", "seal"], deleting: true),
                SQLiteTableAccess(
                    "staged", reading: ["request", "position", "kind", "fields", "body", "seal"], inserting: true,
                    updating: [], deleting: true),
                table("applied", ["only"], updating: ["sequence", "seal"]),
            ],
            functions: []))

    private static func table(
        _ name: String, _ columns: Set<String>, updating: Set<String> = []
    ) -> SQLiteTableAccess {
        SQLiteTableAccess(
            name, reading: columns.union(["sequence", "seal"]), inserting: true, updating: updating, deleting: false)
    }
}
