extension JSONValue {
    /// The one canonical text of this value: RFC 8785 on the subset where all its readers agree.
    ///
    /// Member names are ASCII and not empty, integers keep |n| ≤ 2^53 − 1, strings hold no U+0000. Throws a `JSONError`
    /// at the first member or value outside. What it returns, `init(canonical:limits:)` reads back.
    package func canonicalBytes() throws(JSONError) -> [UInt8] {
        try canonical(pointer: "").bytes()
    }

    /// Reads a text that must already be canonical, byte for byte.
    ///
    /// Throws what `init(parsing:limits:)` throws, or `notCanonical` where the same value has another canonical text.
    package init(canonical bytes: [UInt8], limits: JSONLimits) throws(JSONError) {
        try self.init(parsing: bytes, limits: limits)
        guard try canonicalBytes() == bytes else { throw JSONError(pointer: "", problem: .notCanonical) }
    }

    /// Whether these bytes, at most a `document` of them, are the canonical text of some value.
    package static func isCanonical(_ bytes: [UInt8]) -> Bool {
        (try? JSONValue(canonical: bytes, limits: .document)) != nil
    }

    /// The same value with sorted members, once everything is known to lie in the subset.
    private func canonical(pointer: String) throws(JSONError) -> JSONValue {
        switch self {
        case .null, .bool:
            return self
        case .integer(let value):
            guard Self.exactIntegers.contains(value) else {
                throw JSONError(pointer: pointer, problem: .notAnExactInteger)
            }
            return self
        case .string(let text):
            guard !text.utf8.contains(0) else { throw JSONError(pointer: pointer, problem: .nulCharacter) }
            return self
        case .array(let elements):
            var result: [JSONValue] = []
            for (index, element) in elements.enumerated() {
                result.append(try element.canonical(pointer: JSONPointer.element(index, of: pointer)))
            }
            return .array(result)
        case .object(let object):
            var result: [(key: String, value: JSONValue)] = []
            for (key, value) in object.members {
                let place = JSONPointer.member(key, of: pointer)
                guard !key.isEmpty, key.utf8.allSatisfy({ (1..<0x80).contains($0) }) else {
                    throw JSONError(pointer: place, problem: .keyNotPlain)
                }
                result.append((key, try value.canonical(pointer: place)))
            }
            // RFC 8785 sorts by UTF-16 units; in ASCII these are the bytes.
            result.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            return .object(JSONObject(unique: result))
        }
    }
}
