import Gateway

/// A table of sealed rows, read in the order of its key: columns of the key, others, `sequence` and `seal`.
struct SealedTable: Sendable {
    private let name: String
    private let key: [String]
    private let others: [String]
    /// The row that is sealed; nil where no row of ours reads so.
    let row: @Sendable (StoredRow) throws(StoreError) -> StagedRow?

    /// Where the entry's number stands; the seal follows.
    var sequence: Int { key.count + others.count }

    /// Takes the key that the last row had, or empty texts, which no key of ours is, and a number of rows.
    var selectNext: String {
        let (columns, marks) = (key.joined(separator: ", "), key.map { _ in "?" }.joined(separator: ", "))
        let all = (key + others + ["sequence", "seal"]).joined(separator: ", ")
        return "SELECT \(all) FROM \(name) WHERE (\(columns)) > (\(marks)) ORDER BY \(columns) LIMIT ?"
    }

    /// Takes a seal and the key of a row.
    var updateSeal: String {
        "UPDATE \(name) SET seal = ? WHERE " + key.map { "\($0) = ?" }.joined(separator: " AND ")
    }

    func key(of row: StoredRow) throws(StoreError) -> [String] {
        try key.indices.map { place throws(StoreError) in try row.text(place) }
    }

    /// Before the first row.
    var beginning: [String] { key.map { _ in "" } }

    static let all = [
        SealedTable(name: "document", key: ["kind", "id"], others: ["body"]) { row throws(StoreError) in
            let (id, body) = (try row.text(1), try row.bytes(2))
            return DocumentKind(rawValue: try row.text(0)).map { .document($0, id: id, body: body) }
        },
        SealedTable(name: "draw", key: ["key"], others: ["body"]) { row throws(StoreError) in
            .draw(key: try row.text(0), body: try row.bytes(1))
        },
        SealedTable(name: "paid", key: ["project", "key"], others: []) { row throws(StoreError) in
            .paid(project: try row.text(0), key: try row.text(1))
        },
        SealedTable(name: "released", key: ["lineage", "request"], others: ["body"]) { row throws(StoreError) in
            .released(lineage: try row.text(0), request: try row.text(1), body: try row.bytes(2))
        },
        SealedTable(
            name: "answer", key: ["id"], others: ["project", "person", "mark", "asked", "failure", "body"]
        ) { row throws(StoreError) in
            .answer(
                StoredAnswer(
                    id: try row.text(0), project: try row.text(1), person: try row.text(2),
                    idempotencyKey: try row.textIfPresent(3), asked: try row.text(4), body: try row.bytes(6),
                    failure: try row.textIfPresent(5)))
        },
        SealedTable(name: "reply", key: ["person", "mark"], others: ["asked", "made", "body"]) {
            row throws(StoreError) in
            .reply(
                KeptReply(
                    person: try row.text(0), mark: try row.text(1), asked: try row.text(2), made: try row.number(3),
                    body: try row.bytes(4)))
        },
    ]
}
