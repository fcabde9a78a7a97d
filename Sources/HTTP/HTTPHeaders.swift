/// Fields of a request or a response, in order; names are compared without regard to ASCII case.
package struct HTTPHeaders: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    package struct Field: Sendable, Hashable {
        package let name: String
        package let value: String
        let key: String
    }

    package private(set) var fields: [Field] = []

    package init() {}

    package init(dictionaryLiteral fields: (String, String)...) {
        for (name, value) in fields { add(name, value) }
    }

    /// Adds a field behind those of the same name. A name that is not a token is a programming error; a byte that a
    /// value must not hold (control characters, line ends, beyond ASCII) becomes `?`, so that no value can end a line.
    package mutating func add(_ name: String, _ value: String) {
        precondition(!name.isEmpty && name.utf8.allSatisfy(ASCII.isToken), "a field name is a token")
        let safe =
            value.utf8.allSatisfy(ASCII.isFieldValue)
            ? value
            : String(decoding: value.utf8.map { ASCII.isFieldValue($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
        fields.append(Field(name: name, value: safe, key: ASCII.lowercased(name)))
    }

    /// Puts one field in the place of all of that name.
    package mutating func set(_ name: String, _ value: String) {
        let key = ASCII.lowercased(name)
        fields.removeAll { $0.key == key }
        add(name, value)
    }

    /// The first value of a name; nil where there is none.
    package func first(_ name: String) -> String? {
        let key = ASCII.lowercased(name)
        return fields.first { $0.key == key }?.value
    }

    /// All values of a name, in order.
    package func all(_ name: String) -> [String] {
        let key = ASCII.lowercased(name)
        return fields.filter { $0.key == key }.map(\.value)
    }

    /// The members of a comma-separated field that is a list of tokens, such as `Connection`, in lower case.
    func tokens(_ name: String) -> [String] {
        all(name).flatMap { value in
            value.utf8.split(separator: UInt8(ascii: ",")).map { part in
                let trimmed = part.drop { $0 == ASCII.space || $0 == ASCII.tab }
                let end = trimmed.lastIndex { $0 != ASCII.space && $0 != ASCII.tab }
                return String(decoding: end.map { trimmed[...$0] }?.map(ASCII.lowercased) ?? [], as: UTF8.self)
            }
        }
    }
}
