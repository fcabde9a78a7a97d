package import JSON
import OpenSSL

/// A value with its salt, in the encoding of RFC 9901, section 4.2: base64url of the JSON text `[salt, name, value]`.
package struct Disclosure: Sendable, Hashable {
    /// The text that is stored, handed out and hashed. A secret until it is erased.
    package let text: String
    package let name: String
    package let value: JSONValue

    /// The length of the salt in bytes: 256 bits.
    static let saltByteCount = 32

    /// Throws a `JSONError` where the value has no canonical form.
    init(name: String, value: JSONValue, salt: [UInt8]) throws(JSONError) {
        let content: JSONValue = [.string(Base64.encodeURL(salt)), .string(name), value]
        text = Base64.encodeURL(try content.canonicalBytes())
        self.name = name
        self.value = value
    }

    /// Reads the stored text; nil where it is not an encoded array of salt, name and value.
    package init?(parsing text: String) {
        guard let bytes = Base64.decodeURL(text),
            case .array(let parts)? = try? JSONValue(parsing: bytes, limits: .document), parts.count == 3,
            case .string = parts[0], case .string(let name) = parts[1]
        else { return nil }
        self.text = text
        self.name = name
        value = parts[2]
    }

    /// What the entry carries: base64url of SHA-256 over the text.
    package var digest: String { Self.digest(of: text) }

    /// The digest of any disclosure text.
    package static func digest(of text: String) -> String {
        Base64.encodeURL(SHA256.hash(Array(text.utf8)))
    }
}

extension Disclosure: CustomStringConvertible, CustomReflectable {
    package var description: String { "‹redacted›" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
