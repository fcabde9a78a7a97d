package import JSON

/// How a sign-in service is asked about tokens that say nothing themselves (RFC 7662).
package struct Introspection: Sendable {
    package let address: String
    /// A file with the authorities that may vouch for the server; nil for those of the operating system.
    package let certificates: String?
    /// The name by which the gateway is known there, and the file with its secret.
    package let client: String
    package let secretFile: String
    /// For so many seconds an answer is not asked for again: so long may a token that was taken back go on to work.
    package let cacheSeconds: Int

    /// Gives what the service says of a token; nil where it cannot be asked.
    package typealias Question = @Sendable (_ token: String) -> JSONObject?

    /// Reads `url`, `client`, `secret`, `cacheSeconds` and perhaps `certificates`. Throws a `JSONError` with the place of what
    /// does not fit.
    init(_ place: JSONCursor) throws(JSONError) {
        let fields = try place.object()
        try fields.allowOnly("url", "certificates", "client", "secret", "cacheSeconds")
        address = try fields.required("url").string()
        certificates = try fields.optional("certificates")?.string()
        client = try TokenRules.text(fields.required("client"))
        secretFile = try TokenRules.text(fields.required("secret"))
        cacheSeconds = try fields.required("cacheSeconds").integer(in: 0...300)
    }

    /// Whether a text could be a token (RFC 6750, 2.1), of a length that is worth a question.
    static func hasForm(_ text: Substring) -> Bool {
        (16...4_096).contains(text.utf8.count)
            && text.utf8.allSatisfy { isUnreserved($0) || "+/=".utf8.contains($0) }
    }

    /// The name and the secret as the header `Authorization` holds them, and the token as a form does: percent-encoded.
    package static func formEncoded(_ text: String) -> String {
        String(
            decoding: text.utf8.flatMap { byte in
                isUnreserved(byte) ? [byte] : [UInt8(ascii: "%")] + Array(hexadecimal([byte]).utf8)
            }, as: UTF8.self)
    }

    /// A letter, a digit, or one of `-._~` (RFC 3986, 2.3).
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~".utf8.contains(byte)
        }
    }
}
