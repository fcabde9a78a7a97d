extension JSONValue {
    /// Reads strict JSON (RFC 8259, UTF-8) from bytes that nobody has checked.
    ///
    /// Refused besides what the RFC refuses: a byte order mark, a repeated key, half a surrogate pair, U+0000, and
    /// every number that is not an integer with |n| ≤ 2^53 − 1 (`-0`, `1.0` and `1e3` included). Keys that differ only
    /// by Unicode normalisation count as repeated, for a reader could not tell them apart. Throws a `JSONError` with
    /// the pointer and byte of the first fault. Time and memory grow in proportion to the text, which `limits` bound;
    /// recursion is bounded by `limits.depth`.
    package init(parsing bytes: [UInt8], limits: JSONLimits) throws(JSONError) {
        var parser = JSONParser(bytes: bytes, limits: limits)
        self = try parser.document()
    }
}

/// A recursive-descent reader over bytes. `position` always stands at the first byte not yet understood.
struct JSONParser {
    let bytes: [UInt8]
    let limits: JSONLimits
    var position = 0
    private var nodes = 0
    var path: [JSONPointer.Step] = []

    init(bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func document() throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.bytes else { throw fail(.tooManyBytes(limit: limits.bytes)) }
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { throw fail(.byteOrderMark) }
        skipSpace()
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw fail(.expected("the end of the text")) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        nodes += 1
        guard nodes <= limits.nodes else { throw fail(.tooManyValues(limit: limits.nodes)) }
        switch try peek() {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .integer(try integer())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw fail(.expected("a value"))
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= limits.depth else { throw fail(.tooDeep(limit: limits.depth)) }
        position += 1
        skipSpace()
        var elements: [JSONValue] = []
        if try take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            path.append(.element(elements.count))
            elements.append(try value(depth: depth))
            path.removeLast()
            skipSpace()
            if try take(UInt8(ascii: "]")) { return .array(elements) }
            guard try take(UInt8(ascii: ",")) else { throw fail(.expected("`,` or `]`")) }
            skipSpace()
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= limits.depth else { throw fail(.tooDeep(limit: limits.depth)) }
        position += 1
        skipSpace()
        var members: [JSONObject.Member] = []
        if try take(UInt8(ascii: "}")) { return .object(JSONObject()) }
        var seen = SeenKeys()
        while true {
            guard try peek() == UInt8(ascii: "\"") else { throw fail(.expected("a member name in quotes")) }
            let start = position
            let key = try string()
            path.append(.member(key))
            guard seen.insert(key) else { throw fail(.duplicateMember, at: start) }
            skipSpace()
            guard try take(UInt8(ascii: ":")) else { throw fail(.expected("`:`")) }
            skipSpace()
            members.append(JSONObject.Member(key: key, value: try value(depth: depth)))
            path.removeLast()
            skipSpace()
            if try take(UInt8(ascii: "}")) { return .object(JSONObject(unique: members)) }
            guard try take(UInt8(ascii: ",")) else { throw fail(.expected("`,` or `}`")) }
            skipSpace()
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for byte in word.description.utf8 {
            guard try peek() == byte else { throw fail(.expected("a value")) }
            position += 1
        }
        return value
    }

    private mutating func integer() throws(JSONError) -> Int {
        let start = position
        let negative = try take(UInt8(ascii: "-"))
        let first = position
        var magnitude = 0
        while position < bytes.count, case UInt8(ascii: "0")...UInt8(ascii: "9") = bytes[position] {
            magnitude = magnitude * 10 + Int(bytes[position] - UInt8(ascii: "0"))
            // One digit more than 2^53 - 1 has still fits an Int, so this line is reached before an overflow.
            guard magnitude <= JSONValue.exactIntegers.upperBound else { throw fail(.notAnExactInteger, at: start) }
            position += 1
        }
        let digits = position - first
        guard digits > 0 else {
            throw position == bytes.count ? fail(.endedEarly) : fail(.expected("a digit"))
        }
        let leadingZero = bytes[first] == UInt8(ascii: "0") && (digits > 1 || negative)
        let fraction =
            position < bytes.count
            && [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[position])
        guard !leadingZero, !fraction else { throw fail(.notAnExactInteger, at: start) }
        return negative ? -magnitude : magnitude
    }
}

extension JSONParser {
    /// The next byte; the text must not end here.
    func peek() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw fail(.endedEarly) }
        return bytes[position]
    }

    /// Steps over the next byte if it is this one.
    mutating func take(_ byte: UInt8) throws(JSONError) -> Bool {
        guard try peek() == byte else { return false }
        position += 1
        return true
    }

    mutating func skipSpace() {
        while position < bytes.count, isSpace(bytes[position]) { position += 1 }
    }

    func fail(_ problem: JSONError.Problem, at offset: Int? = nil) -> JSONError {
        JSONError(pointer: JSONPointer.text(path), offset: offset ?? position, problem: problem)
    }
}

private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
}
