package import JSON

/// Reading the members of an entry's event.
extension JSONObject {
    /// A string member; empty where there is none.
    package func text(_ name: String) -> String { if case .string(let text)? = self[name] { text } else { "" } }

    /// An integer member; nil where there is none.
    package func number(_ name: String) -> Int? { if case .integer(let number)? = self[name] { number } else { nil } }

    /// The strings of an array member.
    package func texts(_ name: String) -> [String] {
        guard case .array(let elements)? = self[name] else { return [] }
        return elements.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    /// The objects of an array member.
    package func objects(_ name: String) -> [JSONObject] {
        guard case .array(let elements)? = self[name] else { return [] }
        return elements.compactMap { if case .object(let object) = $0 { object } else { nil } }
    }
}
