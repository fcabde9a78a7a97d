extension JSONValue {
    /// Compact JSON: no space, members in their own order, only what must be escaped is escaped.
    package func bytes() -> [UInt8] {
        var writer = JSONWriter(layout: .compact)
        writer.write(self)
        return writer.output
    }

    /// JSON for a person: two spaces a level, one member a line, a line feed at the end.
    package func prettyBytes() -> [UInt8] {
        var writer = JSONWriter(layout: .readable)
        writer.write(self)
        return writer.output + [UInt8(ascii: "\n")]
    }
}

/// Writes values as UTF-8. Strings are escaped as RFC 8785 says, so that the canonical form only has to sort.
struct JSONWriter {
    enum Layout {
        case compact
        case readable
        /// Compact, with members sorted.
        case canonical
    }

    let layout: Layout
    private(set) var output: [UInt8] = []
    private var level = 0

    init(layout: Layout) { self.layout = layout }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): append(String(value))
        case .string(let value): write(value)
        case .array(let elements):
            list("[", elements, "]") { writer, element in writer.write(element) }
        case .object(let object):
            list("{", layout == .canonical ? sorted(object.storage) : object.storage, "}") { writer, member in
                writer.write(member.key)
                writer.append(writer.layout == .readable ? ": " : ":")
                writer.write(member.value)
            }
        }
    }

    private mutating func list<Item>(
        _ open: String, _ items: [Item], _ close: String, _ write: (inout JSONWriter, Item) -> Void
    ) {
        append(open)
        level += 1
        for (index, item) in items.enumerated() {
            if index > 0 { append(",") }
            newLine()
            write(&self, item)
        }
        level -= 1
        if !items.isEmpty { newLine() }
        append(close)
    }

    private mutating func newLine() {
        guard layout == .readable else { return }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: level * 2))
    }

    private mutating func append(_ text: String) {
        output.append(contentsOf: text.utf8)
    }

    private mutating func write(_ string: String) {
        output.append(UInt8(ascii: "\""))
        defer { output.append(UInt8(ascii: "\"")) }
        guard string.utf8.contains(where: needsEscape) else { return append(string) }
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x08: append("\\b")
            case 0x09: append("\\t")
            case 0x0A: append("\\n")
            case 0x0C: append("\\f")
            case 0x0D: append("\\r")
            case 0..<0x20:
                append(byte < 0x10 ? "\\u000" : "\\u00")
                append(String(byte, radix: 16))
            default: output.append(byte)
            }
        }
    }
}

private func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
}

/// RFC 8785 sorts by UTF-16 units; in ASCII, which canonical names are, these are the bytes.
private func sorted(_ members: [JSONObject.Member]) -> [JSONObject.Member] {
    func precedes(_ left: JSONObject.Member, _ right: JSONObject.Member) -> Bool {
        left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
    }
    // What is read back from a log is in order already.
    let inOrder = zip(members, members.dropFirst()).allSatisfy(precedes)
    return inOrder ? members : members.sorted(by: precedes)
}
