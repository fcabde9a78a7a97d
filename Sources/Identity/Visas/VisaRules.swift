package import JSON

/// Whose visas are believed, and what they mean here.
package struct VisaRules: Sendable {
    package let issuers: [VisaIssuer]
    /// Visas that stand for the safe-researcher training, for as long as they are valid.
    let training: [VisaPattern]
    /// Visas that say that a version of the researcher agreement was accepted.
    let agreements: [Agreement]
    /// Nil where visas come in tokens and answers about them only.
    package let userInfo: UserInfo?

    struct Agreement: Sendable {
        let visa: VisaPattern
        let version: String
    }

    /// So many visas are looked at: each costs a signature.
    static let most = 20
    /// The claim of a passport's visas.
    static let claim = "ga4gh_passport_v1"

    /// Reads `issuers`, `training`, `agreements` and perhaps `userinfo`. Throws a `JSONError` with the place of what does not fit.
    package init(_ place: JSONCursor) throws(JSONError) {
        let fields = try place.object()
        try fields.allowOnly("issuers", "training", "agreements", "userinfo")
        var issuers: [VisaIssuer] = []
        for member in try fields.required("issuers").array() {
            let issuer = try VisaIssuer(member)
            guard !issuers.contains(where: { $0.issuer == issuer.issuer }) else { throw member.fail("is named twice") }
            issuers.append(issuer)
        }
        self.issuers = issuers
        var training: [VisaPattern] = []
        for member in try fields.required("training").array() { training.append(try VisaPattern(member)) }
        self.training = training
        var agreements: [Agreement] = []
        for member in try fields.required("agreements").array() {
            let fields = try member.object()
            try fields.allowOnly("visa", "version")
            agreements.append(
                Agreement(
                    visa: try VisaPattern(fields.required("visa")), version: try fields.required("version").string()))
        }
        self.agreements = agreements
        var userInfo: UserInfo?
        if let member = fields.optional("userinfo") { userInfo = try UserInfo(member) }
        self.userInfo = userInfo
    }

    /// What one signed text says. Throws why it does not count.
    func visa(
        in text: String, keys: [String: KeySource], now: Moment, leeway: Int
    ) throws(VisaRefusal) -> Visa {
        let token: JSONWebToken
        do throws(AuthenticationRefusal) { token = try JSONWebToken(parsing: text[...], mayNameKeys: true) } catch {
            throw VisaRefusal(error)
        }
        guard case .string(let name)? = token.claims["iss"],
            let issuer = issuers.first(where: { $0.issuer.utf8.elementsEqual(name.utf8) }),
            let keys = keys[issuer.issuer]
        else { throw .otherIssuer }
        return try issuer.visa(token, keys: keys, now: now, leeway: leeway)
    }
}
