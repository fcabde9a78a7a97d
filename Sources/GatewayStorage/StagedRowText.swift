import Gateway
import JSON

/// A row in the form that is staged and sealed: a kind, short fields as a JSON array of texts, and bytes.
struct StagedRowText {
    let kind: String
    let fields: String
    let body: [UInt8]

    init(_ row: StagedRow) {
        switch row {
        case .document(let kind, let id, let body): self.init("document", [kind.rawValue, id], body)
        case .draw(let key, let body): self.init("draw", [key], body)
        case .paid(let project, let key): self.init("paid", [project, key], [])
        case .released(let lineage, let request, let body): self.init("released", [lineage, request], body)
        case .reply(let reply):
            self.init("reply", [reply.person, reply.mark, reply.asked, "\(reply.made)"], reply.body)
        case .answer(let answer):
            self.init(
                "answer",
                [
                    answer.id, answer.project, answer.person, answer.asked, answer.idempotencyKey ?? "",
                    answer.failure ?? "",
                ], answer.body)
        }
    }

    init(kind: String, fields: String, body: [UInt8]) {
        self.kind = kind
        self.fields = fields
        self.body = body
    }

    private init(_ kind: String, _ texts: [String], _ body: [UInt8]) {
        let list = JSONValue.array(texts.map(JSONValue.string)).bytes()
        self.init(kind: kind, fields: String(decoding: list, as: UTF8.self), body: body)
    }

    /// The row that `init(_:)` wrote; nil where it is something else.
    var row: StagedRow? {
        guard let texts else { return nil }
        switch (kind, texts.count) {
        case ("document", 2):
            return DocumentKind(rawValue: texts[0]).map { .document($0, id: texts[1], body: body) }
        case ("draw", 1): return .draw(key: texts[0], body: body)
        case ("paid", 2): return .paid(project: texts[0], key: texts[1])
        case ("released", 2): return .released(lineage: texts[0], request: texts[1], body: body)
        case ("reply", 4):
            return Int(texts[3]).map {
                .reply(KeptReply(person: texts[0], mark: texts[1], asked: texts[2], made: $0, body: body))
            }
        case ("answer", 6):
            return .answer(
                StoredAnswer(
                    id: texts[0], project: texts[1], person: texts[2],
                    idempotencyKey: texts[4].isEmpty ? nil : texts[4], asked: texts[3], body: body,
                    failure: texts[5].isEmpty ? nil : texts[5]))
        default: return nil
        }
    }

    private var texts: [String]? {
        guard let root = try? JSONValue(parsing: Array(fields.utf8), limits: .document),
            let items = try? JSONCursor(root).array()
        else { return nil }
        let texts = items.compactMap { try? $0.string() }
        return texts.count == items.count ? texts : nil
    }
}
