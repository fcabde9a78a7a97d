package import JSON

/// Which fields an event of a type must and may have. An entry that fits none cannot be written, and is `E-SCHEMA`
/// where a verifier finds it.
package struct AuditEventSchema: Sendable {
    package let type: String
    package let fields: [Field]

    /// A member of an event.
    package struct Field: Sendable {
        package let name: String
        package let kind: Kind
        package let isRequired: Bool
    }

    /// What a member holds.
    package indirect enum Kind: Sendable {
        /// A string, not empty.
        case text
        /// A string of these.
        case word([String])
        /// An exact rational: `0`, `2`, `1/18`.
        case rational
        /// 64 lower hexadecimal digits.
        case hash
        /// From 0 to 2⁵³ − 1.
        case integer
        case flag
        case list(Kind)
        /// A closed object.
        case object([Field])
        /// An object whose member names are data: each value of one kind.
        case map(Kind)
        /// Any JSON value.
        case anything
    }

    /// The schema of a type; nil where no entry has such a type.
    package static func named(_ type: String) -> AuditEventSchema? { byType[type] }

    /// All schemas, by name.
    package static let all: [AuditEventSchema] = definitions.map { type, fields in
        AuditEventSchema(
            type: type, fields: fields + common.filter { extra in !fields.contains { $0.name == extra.name } })
    }.sorted { $0.type.utf8.lexicographicallyPrecedes($1.type.utf8) }

    private static let byType = Dictionary(uniqueKeysWithValues: all.map { ($0.type, $0) })

    /// Throws at the first member that does not fit.
    package func check(_ event: JSONCursor) throws(JSONError) {
        try Self.check(event, fields)
    }

    private static func check(_ cursor: JSONCursor, _ fields: [Field]) throws(JSONError) {
        let members = try cursor.object()
        try members.allowOnly(fields.map(\.name))
        for field in fields {
            guard let member = members[field.name] else {
                if field.isRequired { _ = try members.required(field.name) }
                continue
            }
            try field.kind.check(member)
        }
    }
}

extension AuditEventSchema.Kind {
    fileprivate func check(_ cursor: JSONCursor) throws(JSONError) {
        switch self {
        case .text:
            if try cursor.string().isEmpty { throw cursor.fail("is empty") }
        case .word(let words):
            _ = try cursor.oneOf(words.map { ($0, ()) })
        case .rational:
            guard Self.isRational(try cursor.string()) else { throw cursor.fail("is not a rational such as `1/18`") }
        case .hash:
            guard TreeHash(hex: try cursor.string()) != nil else { throw cursor.fail("is not 64 lower hex digits") }
        case .integer:
            _ = try cursor.integer(in: 0...JSONValue.exactIntegers.upperBound)
        case .flag:
            _ = try cursor.bool()
        case .list(let kind):
            for element in try cursor.array() { try kind.check(element) }
        case .object(let fields):
            try AuditEventSchema.check(cursor, fields)
        case .map(let kind):
            let members = try cursor.object()
            for name in members.names {
                if let member = members[name] { try kind.check(member) }
            }
        case .anything:
            break
        }
    }

    private static func isRational(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let isNumber = parts.allSatisfy { part in
            part.allSatisfy(digits.contains) && !part.isEmpty && (part.count == 1 || part.first != digits.lowerBound)
        }
        return isNumber && (parts.count == 1 || parts.count == 2 && parts[1].first != digits.lowerBound)
    }
}
