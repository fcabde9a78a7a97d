package import JSON

/// How a sign-in service is asked for the visas of somebody whose token does not hold them (OpenID Connect Core 1.0, 5.3).
package struct UserInfo: Sendable {
    /// Where it answers; nil where its discovery document says so.
    package let address: String?
    /// A file with the authorities that may vouch for the server; nil for those of the operating system.
    package let certificates: String?
    /// For so many seconds an answer is not asked for again.
    package let cacheSeconds: Int

    /// Gives what the service says of the person behind a token, nothing where it gives this token no answer; nil where it
    /// cannot be asked.
    package typealias Question = @Sendable (_ token: String) -> JSONObject?

    /// Reads `from` (an address, or `discovery`), `cacheSeconds` and perhaps `certificates`. Throws a `JSONError` with the
    /// place of what does not fit.
    init(_ place: JSONCursor) throws(JSONError) {
        let fields = try place.object()
        try fields.allowOnly("from", "certificates", "cacheSeconds")
        let from = try fields.required("from").string()
        address = from == Discovery.word ? nil : from
        certificates = try fields.optional("certificates")?.string()
        cacheSeconds = try fields.required("cacheSeconds").integer(in: 0...300)
    }
}
