package import JSON

/// Where the keys of a sign-in service come from.
package enum KeyOrigin: Sendable, Hashable {
    /// A file that the operator keeps.
    case file(String)
    case fetched(Fetched)

    /// A key set that is fetched over HTTP.
    package struct Fetched: Sendable, Hashable {
        /// Where it stands; nil where the service's own discovery document says so.
        package let address: String?
        /// A file with the authorities that may vouch for the servers; nil for those of the operating system.
        package let certificates: String?
        package let times: Times
    }

    /// Bounds in seconds.
    package struct Times: Sendable, Hashable {
        /// From one fetch to the next.
        package let refresh: Int
        /// How old keys may be that are still believed.
        package let oldest: Int

        package init(refresh: Int, oldest: Int) {
            self.refresh = refresh
            self.oldest = oldest
        }
    }

    /// Reads the name of a file, or `from`, `refreshSeconds`, `oldestSeconds` and perhaps `certificates`. Throws a `JSONError`
    /// with the place of what does not fit.
    package init(_ place: JSONCursor) throws(JSONError) {
        if case .string(let name) = place.value {
            self = .file(name)
            return
        }
        let fields = try place.object()
        try fields.allowOnly("from", "certificates", "refreshSeconds", "oldestSeconds")
        let from = try fields.required("from").string()
        let refresh = try fields.required("refreshSeconds").integer(in: 1...86_400)
        self = .fetched(
            Fetched(
                address: from == Discovery.word ? nil : from,
                certificates: try fields.optional("certificates")?.string(),
                times: Times(
                    refresh: refresh, oldest: try fields.required("oldestSeconds").integer(in: refresh...604_800))))
    }
}

/// What a sign-in service says of itself (OpenID Connect Discovery 1.0).
package enum Discovery {
    /// Where the document of an issuer stands.
    package static func address(of issuer: String) -> String {
        (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration"
    }

    /// Stands in the place of an address that the document tells.
    static let word = "discovery"

    /// What may be looked for in the document.
    package enum Member: String, Sendable {
        case keys = "jwks_uri"
        case userInfo = "userinfo_endpoint"
    }

    /// Where something of the issuer stands. Throws where the document is another issuer's: then it says nothing about this one; and where it
    /// leads from TLS to plain text, which only places on this machine speak.
    package static func place(
        _ member: Member, in document: JSONValue, of issuer: String
    ) throws(JSONError) -> String {
        let fields = try JSONCursor(document).object()
        let named = try fields.required("issuer")
        guard try named.string().utf8.elementsEqual(issuer.utf8) else { throw named.fail("is another issuer") }
        let place = try fields.required(member.rawValue)
        let address = try place.string()
        guard !issuer.hasPrefix("https:") || address.hasPrefix("https:") else {
            throw place.fail("is not https, as the issuer is")
        }
        return address
    }
}
