package import Identity
import JSON

/// When a clause is checked.
package enum PolicyMoment: String, Sendable, Hashable, CaseIterable {
    case submission, approval, query, release

    /// In words, for a clause that is not checked now.
    var words: String {
        switch self {
        case .submission: "when a project is submitted"
        case .approval: "when a project is approved"
        case .query: "at each question"
        case .release: "when an answer leaves"
        }
    }
}

/// What a fact is.
package enum FactType: String, Sendable, Hashable, CaseIterable {
    case boolean, day, integer, text, texts
}

/// One thing that is known when a clause is checked.
package enum FactValue: Sendable, Hashable {
    case boolean(Bool)
    case integer(Int)
    case day(CivilDay)
    case text(String)
    /// A set of texts, in any order.
    case texts([String])

    var type: FactType {
        switch self {
        case .boolean: .boolean
        case .integer: .integer
        case .day: .day
        case .text: .text
        case .texts: .texts
        }
    }

    /// As a refusal shows it.
    var words: String {
        switch self {
        case .boolean(let flag): flag ? "yes" : "no"
        case .integer(let number): String(number)
        case .day(let day): day.description
        case .text(let text): text
        case .texts(let texts): Self.list(sortedTexts(texts))
        }
    }

    /// As it is kept with a decision.
    var json: JSONValue {
        switch self {
        case .boolean(let flag): .bool(flag)
        case .integer(let number): .integer(number)
        case .day(let day): .string(day.description)
        case .text(let text): .string(text)
        case .texts(let texts): JSONValue(set: texts)
        }
    }

    private static func list(_ texts: [String]) -> String {
        guard let last = texts.last else { return "nothing" }
        return texts.count == 1 ? last : texts.dropLast().joined(separator: ", ") + " and " + last
    }
}

/// The facts of one decision, by name. A fact that may be absent is simply not there.
package struct Facts: Sendable, Hashable {
    private(set) var values: [String: FactValue]

    init(_ values: [String: FactValue]) { self.values = values }

    /// As they are kept with a decision: sorted by name.
    var json: JSONValue {
        .object(JSONObject(sortedTexts(values.keys).compactMap { name in values[name].map { (name, $0.json) } }))
    }

    subscript(name: String) -> FactValue? {
        get { values[name] }
        set { values[name] = newValue }
    }
}
