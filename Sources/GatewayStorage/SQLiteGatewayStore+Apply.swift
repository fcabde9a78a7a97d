package import Gateway
import SQLite

extension SQLiteGatewayStore {
    /// Makes a request's staged rows visible; a row that does not read as it was written stops the whole step.
    package func apply(_ request: String, at sequence: Int) throws(StoreError) {
        try with { connection throws(SQLiteError) in
            try connection.transaction { () throws(SQLiteError) in
                let rows = try connection.rows(
                    "SELECT kind, fields, body FROM staged WHERE request = ? ORDER BY position", [.text(request)])
                for row in rows {
                    let fields = StagedRowText.texts(try row[1].asText()) ?? []
                    try Self.insert(
                        kind: try row[0].asText(), fields: fields, body: try row[2].asBlob(), sequence: sequence,
                        into: connection)
                }
                try connection.run("DELETE FROM staged WHERE request = ?", [.text(request)])
                try connection.run("UPDATE applied SET sequence = max(sequence, ?)", [.integer(Int64(sequence))])
            }
        }
    }

    private static func insert(
        kind: String, fields: [String], body: [UInt8], sequence: Int, into connection: SQLiteConnection
    ) throws(SQLiteError) {
        let place = SQLiteValue.integer(Int64(sequence))
        let texts = fields.map(SQLiteValue.text)
        switch (kind, fields.count) {
        case ("document", 2):
            try connection.run(
                """
                INSERT INTO document (kind, id, body) VALUES (?, ?, ?)
                ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body
                """, texts + [.blob(body)])
        case ("draw", 1): try connection.run("INSERT INTO draw (key, body) VALUES (?, ?)", texts + [.blob(body)])
        case ("paid", 2): try connection.run("INSERT OR IGNORE INTO paid (project, key) VALUES (?, ?)", texts)
        case ("debit", 3):
            try connection.run(
                "INSERT INTO debit (ledger, amount, day, sequence) VALUES (?, ?, ?, ?)", texts + [place])
        case ("answer", 4), ("answer", 5):
            let mark = fields.count == 5 ? texts[4] : .null
            try connection.run(
                """
                INSERT INTO answer (id, project, person, asked, mark, body, sequence)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """, Array(texts[0..<4]) + [mark, .blob(body), place])
        default:
            // Not ours, or damaged: nothing of this request may become visible.
            throw .damaged(resultCode: 0)
        }
    }
}
