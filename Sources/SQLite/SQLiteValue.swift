/// A value in a database. There are no floating-point numbers: money, counts and times are whole numbers here.
package enum SQLiteValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    /// The kind of a value, which may be told where the value may not.
    package enum Kind: String, Sendable, Hashable {
        case null
        case integer = "an integer"
        case text
        case blob = "bytes"
    }

    package var kind: Kind {
        switch self {
        case .null: .null
        case .integer: .integer
        case .text: .text
        case .blob: .blob
        }
    }
}

extension SQLiteValue {
    /// The number in this column; throws `wrongKind`.
    package func asInteger() throws(SQLiteError) -> Int64 {
        guard case .integer(let number) = self else { throw .wrongKind(expected: .integer, found: kind) }
        return number
    }

    /// The text in this column; throws `wrongKind`.
    package func asText() throws(SQLiteError) -> String {
        guard case .text(let text) = self else { throw .wrongKind(expected: .text, found: kind) }
        return text
    }

    /// The bytes in this column; throws `wrongKind`.
    package func asBlob() throws(SQLiteError) -> [UInt8] {
        guard case .blob(let bytes) = self else { throw .wrongKind(expected: .blob, found: kind) }
        return bytes
    }

    /// Nil for null, otherwise this value: `try row[2].ifPresent?.asText()`.
    package var ifPresent: SQLiteValue? {
        self == .null ? nil : self
    }
}

extension SQLiteValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    package init(integerLiteral number: Int64) { self = .integer(number) }
    package init(stringLiteral text: String) { self = .text(text) }
}
