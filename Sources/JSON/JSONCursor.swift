/// A value and its place, so that whatever is wrong with it can be said with a pointer.
package struct JSONCursor: Sendable {
    package let value: JSONValue
    /// RFC 6901; "" is the whole document.
    package let pointer: String

    package init(_ root: JSONValue) {
        self.init(root, pointer: "")
    }

    init(_ value: JSONValue, pointer: String) {
        self.value = value
        self.pointer = pointer
    }

    /// The members of an object. Throws `wrongKind`.
    package func object() throws(JSONError) -> JSONFields {
        guard case .object(let object) = value else { throw wrongKind(expected: "an object") }
        return JSONFields(object, pointer: pointer)
    }

    /// The elements of an array. Throws `wrongKind`.
    package func array() throws(JSONError) -> [JSONCursor] {
        guard case .array(let elements) = value else { throw wrongKind(expected: "an array") }
        return elements.enumerated().map { index, element in
            JSONCursor(element, pointer: JSONPointer.element(index, of: pointer))
        }
    }

    /// A string, possibly empty. Throws `wrongKind`.
    package func string() throws(JSONError) -> String {
        guard case .string(let text) = value else { throw wrongKind(expected: "a string") }
        return text
    }

    /// An integer. Throws `wrongKind`.
    package func integer() throws(JSONError) -> Int {
        guard case .integer(let number) = value else { throw wrongKind(expected: "an integer") }
        return number
    }

    /// An integer within a range. Throws `wrongKind` or `outOfRange`.
    package func integer(in range: ClosedRange<Int>) throws(JSONError) -> Int {
        let number = try integer()
        guard range.contains(number) else { throw JSONError(pointer: pointer, problem: .outOfRange(range)) }
        return number
    }

    /// True or false. Throws `wrongKind`.
    package func bool() throws(JSONError) -> Bool {
        guard case .bool(let flag) = value else { throw wrongKind(expected: "true or false") }
        return flag
    }

    /// What a word of a closed list stands for. Throws `wrongKind`, or `notOneOf` with the words of the list.
    package func oneOf<Meaning>(_ table: [(String, Meaning)]) throws(JSONError) -> Meaning {
        let word = try string()
        guard let entry = table.first(where: { sameBytes($0.0, word) }) else {
            throw JSONError(pointer: pointer, problem: .notOneOf(table.map(\.0)))
        }
        return entry.1
    }

    /// A word of a closed list of words. Throws as `oneOf` of a table does.
    package func oneOf<Word: CaseIterable & RawRepresentable<String>>(_ words: Word.Type) throws(JSONError) -> Word {
        try oneOf(words.allCases.map { ($0.rawValue, $0) })
    }

    /// An error at this place in the caller's words: lower case, no full stop, no value that was sent.
    package func fail(_ message: String) -> JSONError {
        JSONError(pointer: pointer, problem: .other(message))
    }

    private func wrongKind(expected: String) -> JSONError {
        JSONError(pointer: pointer, problem: .wrongKind(expected: expected, found: value.kind))
    }
}

extension JSONValue {
    /// What sort of value this is, in words.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .integer: "an integer"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
