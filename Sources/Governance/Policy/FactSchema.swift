import Identity
import JSON

/// A fact that clauses may read.
struct DeclaredFact: Sendable, Hashable {
    let name: String
    let type: FactType
    /// Whether it may be absent, such as the training of a person who had none.
    let mayBeAbsent: Bool
    /// When the gateway can tell it.
    let moments: Set<PolicyMoment>
}

/// Every fact that clauses may read, from `facts.json`.
struct FactSchema: Sendable {
    let facts: [DeclaredFact]

    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("$schema", "facts")
        var facts: [DeclaredFact] = []
        for element in try fields.required("facts").array() {
            let fact = try DeclaredFact(element)
            guard !facts.contains(where: { $0.name == fact.name }) else {
                throw element.fail("the fact `\(fact.name)` is declared twice")
            }
            // What a file promises must be what the program tells.
            guard GatewayFacts.all.contains(fact) else {
                throw element.fail("the gateway does not tell a fact `\(fact.name)` of this type, at these moments")
            }
            facts.append(fact)
        }
        self.facts = facts
    }

    /// The declared fact that a text names. Throws with the names nearest to it.
    func fact(named cursor: JSONCursor) throws(JSONError) -> DeclaredFact {
        let name = try cursor.string()
        guard let fact = facts.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
            throw cursor.fail("no fact is named `\(name)`" + near(name))
        }
        return fact
    }

    /// The names nearest to an unknown one, as the tail of a message.
    func near(_ name: String) -> String {
        let near = nearestNames(to: name, in: facts.map(\.name))
        return near.isEmpty ? "" : "; nearest: " + near.map { "`\($0)`" }.joined(separator: ", ")
    }

    /// Reads a value of a fact, for examples and for decisions of the past.
    static func value(of fact: DeclaredFact, _ cursor: JSONCursor) throws(JSONError) -> FactValue {
        switch fact.type {
        case .boolean: return .boolean(try cursor.bool())
        case .integer: return .integer(try cursor.integer())
        case .day: return .day(try cursor.day())
        case .text: return .text(try cursor.string())
        case .texts:
            var texts: [String] = []
            for element in try cursor.array() { texts.append(try element.string()) }
            return .texts(texts)
        }
    }
}

extension DeclaredFact {
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("name", "type", "mayBeAbsent", "at", "meaning")
        _ = try fields.required("meaning").text(1...400)
        self.init(
            name: try fields.required("name").word(),
            type: try fields.required("type").oneOf(FactType.self),
            mayBeAbsent: try fields.optional("mayBeAbsent")?.bool() ?? false,
            moments: try fields.required("at").moments())
    }
}

extension JSONCursor {
    /// A list of moments, at least one.
    func moments() throws(JSONError) -> Set<PolicyMoment> {
        let moments = try set(atMost: PolicyMoment.allCases.count) { cursor throws(JSONError) in
            try cursor.policyMoment()
        }
        guard !moments.isEmpty else { throw fail("name at least one moment") }
        return moments
    }

    func policyMoment() throws(JSONError) -> PolicyMoment {
        try oneOf(PolicyMoment.self)
    }
}
