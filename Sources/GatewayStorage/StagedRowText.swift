import Gateway
import JSON

/// A staged row as it lies in the table: a kind, short fields as a JSON array of texts, and bytes.
struct StagedRowText {
    let kind: String
    let fields: String
    let body: [UInt8]

    init(_ row: StagedRow) {
        switch row {
        case .document(let kind, let id, let body): self.init("document", [kind.rawValue, id], body)
        case .draw(let key, let body): self.init("draw", [key], body)
        case .paid(let project, let key): self.init("paid", [project, key], [])
        case .debit(let debit): self.init("debit", [debit.ledger, debit.amount, debit.day], [])
        case .answer(let answer):
            let marks = answer.idempotencyKey.map { [$0] } ?? []
            self.init(
                "answer",
                [answer.id, answer.project, answer.person, answer.asked] + marks,
                answer.body)
        }
    }

    private init(_ kind: String, _ fields: [String], _ body: [UInt8]) {
        self.kind = kind
        self.fields = Self.list(fields)
        self.body = body
    }

    /// Texts as one JSON array.
    static func list(_ texts: [String]) -> String {
        String(decoding: JSONValue.array(texts.map(JSONValue.string)).bytes(), as: UTF8.self)
    }

    /// Reads what `list` wrote; nil where the text is something else.
    static func texts(_ list: String) -> [String]? {
        guard let root = try? JSONValue(parsing: Array(list.utf8), limits: .document),
            let items = try? JSONCursor(root).array()
        else { return nil }
        let texts = items.compactMap { try? $0.string() }
        return texts.count == items.count ? texts : nil
    }
}
