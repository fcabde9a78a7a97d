import JSON

/// A sentence with places for facts: `{project.mark}` shows a fact, `{query.links:is/are}` the word that fits how many
/// there are.
struct MessageTemplate: Sendable, Hashable {
    /// As the policy file writes it.
    let text: String
    private let pieces: [Piece]

    private enum Piece: Sendable, Hashable {
        case words(String)
        case fact(String)
        case number(of: String, one: String, many: String)
    }

    /// Reads a sentence. Throws a `JSONError` where a place names no fact that is known at these moments.
    init(_ cursor: JSONCursor, schema: FactSchema, moments: Set<PolicyMoment>) throws(JSONError) {
        let text = try cursor.text(1...400)
        var pieces: [Piece] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}") else {
                throw cursor.fail("a `{` has no `}`")
            }
            if open > rest.startIndex { pieces.append(.words(String(rest[..<open]))) }
            pieces.append(
                try Self.place(rest[rest.index(after: open)..<close], cursor, schema: schema, moments: moments))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.words(String(rest))) }
        self.pieces = pieces
        self.text = text
    }

    /// The sentence with its facts filled in. A fact that is not there is told as such.
    func filled(with facts: Facts) -> String {
        pieces.map { piece in
            switch piece {
            case .words(let words): return words
            case .fact(let name): return facts[name]?.words ?? "(not recorded)"
            case .number(let name, let one, let many):
                guard case .texts(let texts) = facts[name], texts.count != 1 else { return one }
                return many
            }
        }.joined()
    }

    private static func place(
        _ text: Substring, _ cursor: JSONCursor, schema: FactSchema, moments: Set<PolicyMoment>
    ) throws(JSONError) -> Piece {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard let fact = schema.facts.first(where: { $0.name == parts[0] }) else {
            throw cursor.fail("no fact is named `\(parts[0])`" + schema.near(parts[0]))
        }
        guard moments.isSubset(of: fact.moments) else {
            throw cursor.fail("`\(fact.name)` is not known at every moment of this check")
        }
        guard parts.count > 1 else { return .fact(fact.name) }
        let words = parts[1].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, words.count == 2, fact.type == .texts else {
            throw cursor.fail("write `{fact:one/many}` with a fact that is a set of texts")
        }
        return .number(of: fact.name, one: words[0], many: words[1])
    }
}
