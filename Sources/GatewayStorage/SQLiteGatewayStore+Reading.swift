package import Gateway
import SQLite

extension SQLiteGatewayStore {
    package func document(_ kind: DocumentKind, _ id: String) throws(StoreError) -> [UInt8]? {
        try with { connection throws(SQLiteError) in
            try connection.rows(
                "SELECT body FROM document WHERE kind = ? AND id = ?", [.text(kind.rawValue), .text(id)]
            ).first?[0].asBlob()
        }
    }

    package func documents(_ kind: DocumentKind) throws(StoreError) -> [[UInt8]] {
        try with { connection throws(SQLiteError) in
            try Self.each(
                connection.rows("SELECT body FROM document WHERE kind = ? ORDER BY id", [.text(kind.rawValue)])
            ) { row throws(SQLiteError) in try row[0].asBlob() }
        }
    }

    package func draws(_ keys: Set<String>) throws(StoreError) -> [String: [UInt8]] {
        try with { connection throws(SQLiteError) in
            var found: [String: [UInt8]] = [:]
            for key in keys {
                let rows = try connection.rows("SELECT body FROM draw WHERE key = ?", [.text(key)])
                if let row = rows.first { found[key] = try row[0].asBlob() }
            }
            return found
        }
    }

    package func paid(by project: String, among keys: Set<String>) throws(StoreError) -> Set<String> {
        try with { connection throws(SQLiteError) in
            var found: Set<String> = []
            for key in keys {
                let rows = try connection.rows(
                    "SELECT key FROM paid WHERE project = ? AND key = ?", [.text(project), .text(key)])
                if !rows.isEmpty { found.insert(key) }
            }
            return found
        }
    }

    package func debits(since day: String) throws(StoreError) -> [Debit] {
        try with { connection throws(SQLiteError) in
            try Self.each(
                connection.rows(
                    "SELECT ledger, amount, day FROM debit WHERE day >= ? ORDER BY number", [.text(day)])
            ) { row throws(SQLiteError) in
                Debit(ledger: try row[0].asText(), amount: try row[1].asText(), day: try row[2].asText())
            }
        }
    }

    package func answer(_ id: String) throws(StoreError) -> PlacedAnswer? {
        try with { connection throws(SQLiteError) in
            try Self.answer(connection.rows(Self.answerColumns + "WHERE id = ?", [.text(id)]))
        }
    }

    package func answer(person: String, idempotencyKey: String) throws(StoreError) -> PlacedAnswer? {
        try with { connection throws(SQLiteError) in
            try Self.answer(
                connection.rows(
                    Self.answerColumns + "WHERE person = ? AND mark = ?", [.text(person), .text(idempotencyKey)]))
        }
    }

    package func answers(of project: String) throws(StoreError) -> [String] {
        try with { connection throws(SQLiteError) in
            try Self.each(
                connection.rows("SELECT id FROM answer WHERE project = ? ORDER BY sequence", [.text(project)])
            ) { row throws(SQLiteError) in try row[0].asText() }
        }
    }

    private static let answerColumns =
        "SELECT id, project, person, mark, asked, body, sequence FROM answer "

    private static func answer(_ rows: [[SQLiteValue]]) throws(SQLiteError) -> PlacedAnswer? {
        guard let row = rows.first else { return nil }
        let answer = StoredAnswer(
            id: try row[0].asText(), project: try row[1].asText(), person: try row[2].asText(),
            idempotencyKey: try row[3].ifPresent?.asText(), asked: try row[4].asText(), body: try row[5].asBlob())
        return PlacedAnswer(answer: answer, sequence: Int(try row[6].asInteger()))
    }

    /// `map` that keeps the error's type.
    private static func each<Value>(
        _ rows: [[SQLiteValue]], _ read: ([SQLiteValue]) throws(SQLiteError) -> Value
    ) throws(SQLiteError) -> [Value] {
        var values: [Value] = []
        for row in rows { values.append(try read(row)) }
        return values
    }
}
