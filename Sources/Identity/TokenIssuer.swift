import JSON
import OpenSSL

/// Is told which key a token names, and gives the newest keys that are known; nil where none may be believed any more.
package typealias KeySource = @Sendable (_ keyID: String?) -> JSONWebKeySet?

/// A sign-in service whose access tokens are believed: OpenID Connect, by RFC 9068 and RFC 8725.
package struct TokenIssuer: Sendable {
    package let rules: TokenRules
    private let keys: KeySource
    private let visaKeys: [String: KeySource]
    private let introspect: Introspection.Question?
    private let userInfo: UserInfo.Question?

    /// - Parameters:
    ///   - keys: of the service itself.
    ///   - visaKeys: of each issuer of visas in the rules, by its name.
    ///   - introspect: asks about tokens that say nothing themselves; nil where the rules say nothing of such.
    ///   - userInfo: asks for visas that are not in a token; nil where the rules say nothing of that.
    package init(
        _ rules: TokenRules, keys: @escaping KeySource, visaKeys: [String: KeySource],
        introspect: Introspection.Question?, userInfo: UserInfo.Question?
    ) {
        self.rules = rules
        self.keys = keys
        self.visaKeys = visaKeys
        self.introspect = introspect
        self.userInfo = userInfo
    }

    /// How a token was shown.
    struct Shown {
        /// The token's public name.
        let name: String
        let text: Substring
        /// Of the client that showed it, where it has proved to own one.
        let certificate: SHA256Digest?
        let now: Moment
    }

    /// Whether a token says that it comes from here.
    func issued(_ claims: JSONObject) -> Bool {
        guard case .string(let issuer)? = claims["iss"] else { return false }
        return issuer.utf8.elementsEqual(rules.issuer.utf8)
    }

    /// The person of a token. The signature comes first: of what is not signed nothing else is read.
    func principal(
        of token: JSONWebToken, _ shown: Shown
    ) throws(AuthenticationRefusal) -> AuthenticatedPrincipal {
        guard let known = keys(token.keyID) else { throw .undecidable }
        try known.check(token)
        guard let type = token.type, rules.types.contains(type) else { throw .wrongType }
        return try principal(saying: token.claims, shown)
    }

    /// The person of a token that only the service can read; nil where the service is not asked about such.
    func principal(
        behind text: Substring, _ shown: Shown
    ) throws(AuthenticationRefusal) -> AuthenticatedPrincipal? {
        guard let introspect, Introspection.hasForm(text) else { return nil }
        guard let said = introspect(String(text)) else { throw .undecidable }
        guard said["active"] == .bool(true) else { throw .inactive }
        // The answer comes from the service itself, which need not repeat its name (RFC 7662, 2.2).
        guard said["iss"] == nil || issued(said) else { throw .otherIssuer }
        return try principal(saying: said, shown)
    }

    /// The person of claims that are believed.
    private func principal(
        saying claims: JSONObject, _ shown: Shown
    ) throws(AuthenticationRefusal) -> AuthenticatedPrincipal {
        guard texts(claims["aud"]).contains(where: { $0.utf8.elementsEqual(rules.audience.utf8) }) else {
            throw .otherAudience
        }
        let expires = try lifetime(of: claims, now: shown.now)
        try checkHolder(of: claims, shown.certificate)
        guard case .string(let text)? = rules.person.value(in: claims), let person = PersonID(text) else {
            throw .nobody
        }
        return AuthenticatedPrincipal(
            person: person, roles: rules.roles(in: claims), controllers: rules.controllers(in: claims),
            token: shown.name, expires: expires, strength: strength(of: claims),
            passport: passport(of: claims, shown))
    }

    /// A token without visas, and one whose visas do not count or cannot be had, stands for its person all the same.
    private func passport(of claims: JSONObject, _ shown: Shown) -> Passport {
        guard let visas = rules.visas, case .string(let subject)? = claims["sub"] else { return .none }
        var claim = claims[VisaRules.claim]
        if claim == nil, let userInfo {
            guard let said = userInfo(String(shown.text)) else { return .refused(.undecidable) }
            claim = said[VisaRules.claim]
            // What is said of somebody else is not used (OpenID Connect Core 1.0, 5.3.2).
            guard claim == nil || said["sub"] == .string(subject) else { return .refused(.otherPerson) }
        }
        guard let claim else { return .none }
        return Passport(
            texts(claim), of: Visa.Holder(issuer: rules.issuer, subject: subject), under: visas, keys: visaKeys,
            now: shown.now, leeway: rules.leewaySeconds)
    }

    /// When it runs out. Clocks may differ by the leeway; what is told does not stretch by it.
    private func lifetime(of claims: JSONObject, now: Moment) throws(AuthenticationRefusal) -> Moment {
        guard case .integer(let end)? = claims["exp"], case .integer(let start)? = claims["iat"],
            let expires = Moment(seconds: end), let issued = Moment(seconds: start)
        else { throw .malformed }
        guard now < expires.adding(seconds: rules.leewaySeconds) else { throw .expired }
        var begins = issued
        if let member = claims["nbf"] {
            guard case .integer(let seconds) = member, let moment = Moment(seconds: seconds) else { throw .malformed }
            begins = max(begins, moment)
        }
        guard begins <= now.adding(seconds: rules.leewaySeconds) else { throw .notYet }
        guard expires <= issued.adding(seconds: rules.longestLifeSeconds) else { throw .livesTooLong }
        return expires
    }

    /// A token that is bound to a certificate is of use only to who owns that (RFC 8705, 3.1). What it may be bound to
    /// otherwise, such as a key of RFC 9449, we cannot check, so it does not count as shown.
    private func checkHolder(
        of claims: JSONObject, _ certificate: SHA256Digest?
    ) throws(AuthenticationRefusal) {
        guard let confirmation = claims["cnf"] else {
            guard !rules.certificateBound else { throw .unbound }
            return
        }
        guard case .object(let members) = confirmation, members.members.count == 1,
            case .string(let text)? = members["x5t#S256"], let bytes = Base64.decodeURL(text), let certificate,
            SHA256Digest(bytes) == certificate
        else { throw .otherHolder }
    }

    /// Two factors only where the token says so in words that the rules know.
    private func strength(of claims: JSONObject) -> AuthenticationStrength {
        let classes = texts(claims["acr"])
        let methods = texts(claims["amr"])
        let isStrong =
            classes.contains { rules.strongClasses.contains($0) }
            || methods.contains { rules.strongMethods.contains($0) }
        return isStrong ? .twoFactor : .oneFactor
    }
}

/// A claim that is a text or a list of texts; nothing else counts.
func texts(_ value: JSONValue?) -> [String] {
    switch value {
    case .string(let text)?: [text]
    case .array(let list)?: list.compactMap { if case .string(let text) = $0 { text } else { nil } }
    default: []
    }
}
