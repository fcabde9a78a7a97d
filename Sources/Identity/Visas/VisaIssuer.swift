import JSON

/// An issuer whose visas are believed, as the operator declares it.
package struct VisaIssuer: Sendable {
    /// How its visas name people.
    package enum Subjects: String, Sendable, CaseIterable {
        /// By the `sub` of the sign-in service.
        case same
        /// By names of its own: a visa of the type `LinkedIdentities` must tie them to the person.
        case linked
    }

    /// Exactly what `iss` says.
    package let issuer: String
    /// The only `jku` that its visas may name.
    let keyAddress: String?
    let subjects: Subjects
    package let origin: KeyOrigin

    /// Reads `issuer`, `keys`, `subjects`, and perhaps `jku`. Throws a `JSONError` with the place of what does not fit.
    init(_ place: JSONCursor) throws(JSONError) {
        let fields = try place.object()
        try fields.allowOnly("issuer", "jku", "keys", "subjects")
        issuer = try TokenRules.text(fields.required("issuer"))
        keyAddress = try fields.optional("jku")?.string()
        subjects = try fields.required("subjects").oneOf(Subjects.self)
        origin = try KeyOrigin(fields.required("keys"))
    }

    /// Whether this text is a visa of here, and what it says. The signature comes before the claims.
    func visa(_ token: JSONWebToken, keys: KeySource, now: Moment, leeway: Int) throws(VisaRefusal) -> Visa {
        guard token.keyAddress == nil || token.keyAddress == keyAddress else { throw .foreignKey }
        do throws(AuthenticationRefusal) {
            guard let known = keys(token.keyID) else { throw .undecidable }
            try known.check(token)
        } catch { throw VisaRefusal(error) }
        guard let type = token.type, Self.types.contains(type) else { throw .wrongType }
        return try Visa(claims: token.claims, issuer: issuer, now: now, leeway: leeway)
    }

    private static let types = ["vnd.ga4gh.visa+jwt", "jwt"]
}
