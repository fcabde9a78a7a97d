package import Gateway
import SQLite

/// Reading: no row is handed out whose seal is not its own.
extension SQLiteGatewayStore {
    package func document(_ kind: DocumentKind, _ id: String) throws(StoreError) -> [UInt8]? {
        let rows = try read(
            "SELECT id, body, sequence, seal FROM document WHERE kind = ? AND id = ?",
            [.text(kind.rawValue), .text(id)])
        guard let row = rows.first else { return nil }
        return try document(kind, row)
    }

    package func documents(_ kind: DocumentKind) throws(StoreError) -> [[UInt8]] {
        let rows = try read(
            "SELECT id, body, sequence, seal FROM document WHERE kind = ? ORDER BY id", [.text(kind.rawValue)])
        var documents: [[UInt8]] = []
        for row in rows { documents.append(try document(kind, row)) }
        return documents
    }

    package func draws(_ keys: Set<String>) throws(StoreError) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for key in keys {
            for row in try read("SELECT body, sequence, seal FROM draw WHERE key = ?", [.text(key)]) {
                let body = try row.bytes(0)
                try check(.draw(key: key, body: body), at: try row.number(1), try row.bytes(2))
                found[key] = body
            }
        }
        return found
    }

    package func paid(by project: String, among keys: Set<String>) throws(StoreError) -> Set<String> {
        var found: Set<String> = []
        for key in keys {
            let rows = try read(
                "SELECT sequence, seal FROM paid WHERE project = ? AND key = ?", [.text(project), .text(key)])
            for row in rows {
                try check(.paid(project: project, key: key), at: try row.number(0), try row.bytes(1))
                found.insert(key)
            }
        }
        return found
    }

    package func answer(_ id: String) throws(StoreError) -> PlacedAnswer? {
        try answer(read(Self.answerColumns + "WHERE id = ?", [.text(id)]))
    }

    package func answer(person: String, idempotencyKey: String) throws(StoreError) -> PlacedAnswer? {
        try answer(read(Self.answerColumns + "WHERE person = ? AND mark = ?", [.text(person), .text(idempotencyKey)]))
    }

    package func reply(person: String, mark: String) throws(StoreError) -> PlacedReply? {
        let rows = try read(
            "SELECT asked, made, body, sequence, seal FROM reply WHERE person = ? AND mark = ?",
            [.text(person), .text(mark)])
        guard let row = rows.first else { return nil }
        let reply = KeptReply(
            person: person, mark: mark, asked: try row.text(0), made: try row.number(1), body: try row.bytes(2))
        let sequence = try row.number(3)
        try check(.reply(reply), at: sequence, try row.bytes(4))
        return PlacedReply(reply: reply, sequence: sequence)
    }

    package func answers(of project: String) throws(StoreError) -> [String] {
        var ids: [String] = []
        let rows = try read(
            "SELECT id FROM answer WHERE project = ? AND failure IS NULL ORDER BY sequence", [.text(project)])
        for row in rows { ids.append(try row.text(0)) }
        return ids
    }

    package func released(
        _ lineage: String, after sequence: Int
    ) throws(StoreError) -> [(sequence: Int, body: [UInt8])] {
        var found: [(sequence: Int, body: [UInt8])] = []
        let rows = try read(
            """
            SELECT request, body, sequence, seal FROM released WHERE lineage = ? AND sequence > ?
            ORDER BY sequence, request
            """, [.text(lineage), .integer(Int64(sequence))])
        for row in rows {
            let body = try row.bytes(1)
            let place = try row.number(2)
            let text = StagedRow.released(lineage: lineage, request: try row.text(0), body: body)
            try check(text, at: place, try row.bytes(3))
            found.append((place, body))
        }
        return found
    }

    private static let answerColumns =
        "SELECT id, project, person, mark, asked, failure, body, sequence, seal FROM answer "

    private func answer(_ rows: [StoredRow]) throws(StoreError) -> PlacedAnswer? {
        guard let row = rows.first else { return nil }
        let answer = StoredAnswer(
            id: try row.text(0), project: try row.text(1), person: try row.text(2),
            idempotencyKey: try row.textIfPresent(3), asked: try row.text(4), body: try row.bytes(6),
            failure: try row.textIfPresent(5))
        let sequence = try row.number(7)
        try check(.answer(answer), at: sequence, try row.bytes(8))
        return PlacedAnswer(answer: answer, sequence: sequence)
    }

    private func document(_ kind: DocumentKind, _ row: StoredRow) throws(StoreError) -> [UInt8] {
        let body = try row.bytes(1)
        try check(.document(kind, id: try row.text(0), body: body), at: try row.number(2), try row.bytes(3))
        return body
    }

    private func check(_ row: StagedRow, at sequence: Int, _ found: [UInt8]) throws(StoreError) {
        try seal.check(found, is: seal.seal(StagedRowText(row), at: sequence))
    }

    private func read(_ sql: String, _ bindings: [SQLiteValue]) throws(StoreError) -> [StoredRow] {
        try with { connection throws(StoreError) in try connection.read(sql, bindings) }
    }
}
