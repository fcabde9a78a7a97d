extension JSONValue {
    /// The one canonical text of this value: RFC 8785 on the subset where all its readers agree.
    ///
    /// Member names are ASCII and not empty, integers keep |n| ≤ 2^53 − 1, strings hold no U+0000. Throws a `JSONError`
    /// at the first member or value outside. What it returns, `init(canonical:limits:)` reads back.
    package func canonicalBytes() throws(JSONError) -> [UInt8] {
        var path: [JSONPointer.Step] = []
        try checkCanonical(&path)
        var writer = JSONWriter(layout: .canonical)
        writer.write(self)
        return writer.output
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

    /// Throws where something lies outside the subset; `path` leads to this value.
    private func checkCanonical(_ path: inout [JSONPointer.Step]) throws(JSONError) {
        switch self {
        case .null, .bool:
            break
        case .integer(let value):
            guard Self.exactIntegers.contains(value) else {
                throw JSONError(pointer: JSONPointer.text(path), problem: .notAnExactInteger)
            }
        case .string(let text):
            guard !text.utf8.contains(0) else {
                throw JSONError(pointer: JSONPointer.text(path), problem: .nulCharacter)
            }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                path.append(.element(index))
                try element.checkCanonical(&path)
                path.removeLast()
            }
        case .object(let object):
            for member in object.storage {
                path.append(.member(member.key))
                guard !member.key.isEmpty, member.key.utf8.allSatisfy({ (1..<0x80).contains($0) }) else {
                    throw JSONError(pointer: JSONPointer.text(path), problem: .keyNotPlain)
                }
                try member.value.checkCanonical(&path)
                path.removeLast()
            }
        }
    }
}
