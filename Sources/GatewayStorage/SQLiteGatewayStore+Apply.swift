package import Gateway
import SQLite

extension SQLiteGatewayStore {
    /// Makes a request's staged rows visible, all or none; a row that was not staged by this gateway stops it.
    package func apply(_ request: String, at sequence: Int) throws(StoreError) {
        try change { connection throws(StoreError) in
            let staged = try connection.read(
                "SELECT position, kind, fields, body, seal FROM staged WHERE request = ? ORDER BY position",
                [.text(request)])
            for columns in staged {
                let text = StagedRowText(
                    kind: try columns.text(1), fields: try columns.text(2), body: try columns.bytes(3))
                try seal.check(
                    try columns.bytes(4), is: seal.seal(text, under: request, position: try columns.number(0)))
                guard let row = text.row else { throw .forged }
                try show(row, sealed: [.integer(Int64(sequence)), .blob(seal.seal(text, at: sequence))], connection)
            }
            try connection.change("DELETE FROM staged WHERE request = ?", [.text(request)])
            try connection.change(
                """
                INSERT INTO applied (only, sequence, seal) VALUES (1, ?, ?)
                ON CONFLICT (only) DO UPDATE SET sequence = excluded.sequence, seal = excluded.seal
                WHERE excluded.sequence > applied.sequence
                """, [.integer(Int64(sequence)), .blob(seal.seal(applied: sequence))])
        }
    }

    /// Writes one visible row; `sealed` is the entry that told of it, and the seal.
    private func show(
        _ row: StagedRow, sealed: [SQLiteValue], _ connection: SQLiteConnection
    ) throws(StoreError) {
        switch row {
        case .document(let kind, let id, let body):
            try connection.change(
                """
                INSERT INTO document (kind, id, body, sequence, seal) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (kind, id) DO UPDATE SET
                    body = excluded.body, sequence = excluded.sequence, seal = excluded.seal
                WHERE excluded.sequence > document.sequence
                """, [.text(kind.rawValue), .text(id), .blob(body)] + sealed)
        case .draw(let key, let body):
            try connection.change(
                "INSERT INTO draw (key, body, sequence, seal) VALUES (?, ?, ?, ?)", [.text(key), .blob(body)] + sealed)
        case .paid(let project, let key):
            // Of two payments for one key the first stays.
            try connection.change(
                "INSERT OR IGNORE INTO paid (project, key, sequence, seal) VALUES (?, ?, ?, ?)",
                [.text(project), .text(key)] + sealed)
        case .released(let lineage, let request, let body):
            try connection.change(
                "INSERT INTO released (lineage, request, body, sequence, seal) VALUES (?, ?, ?, ?, ?)",
                [.text(lineage), .text(request), .blob(body)] + sealed)
        case .answer(let answer):
            try connection.change(
                """
                INSERT INTO answer (id, project, person, mark, asked, failure, body, sequence, seal)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(answer.id), .text(answer.project), .text(answer.person),
                    answer.idempotencyKey.map(SQLiteValue.text) ?? .null, .text(answer.asked),
                    answer.failure.map(SQLiteValue.text) ?? .null, .blob(answer.body),
                ] + sealed)
        case .reply(let reply): try keep(reply, sealed, connection)
        }
    }

    /// Keeps what a request that made something was answered, and forgets what is too old or too much.
    private func keep(
        _ reply: KeptReply, _ sealed: [SQLiteValue], _ connection: SQLiteConnection
    ) throws(StoreError) {
        try connection.change(
            "DELETE FROM reply WHERE made < ?", [.integer(Int64(reply.made - KeptReply.keptSeconds))])
        // Whoever used the same mark before has waited until that was forgotten.
        try connection.change(
            """
            INSERT INTO reply (person, mark, asked, made, body, sequence, seal) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (person, mark) DO UPDATE SET asked = excluded.asked, made = excluded.made,
                body = excluded.body, sequence = excluded.sequence, seal = excluded.seal
            WHERE excluded.sequence > reply.sequence
            """,
            [
                .text(reply.person), .text(reply.mark), .text(reply.asked), .integer(Int64(reply.made)),
                .blob(reply.body),
            ] + sealed)
        try connection.change(
            """
            DELETE FROM reply WHERE person = ? AND sequence <=
                (SELECT sequence FROM reply WHERE person = ? ORDER BY sequence DESC LIMIT 1 OFFSET ?)
            """,
            [.text(reply.person), .text(reply.person), .integer(Int64(KeptReply.mostOfAPerson))])
    }
}
