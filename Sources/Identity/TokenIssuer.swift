import JSON
import OpenSSL

/// A sign-in service whose access tokens are believed: OpenID Connect, by RFC 9068 and RFC 8725.
package struct TokenIssuer: Sendable {
    package let rules: TokenRules
    /// The keys to judge a token by.
    private let keys: @Sendable (_ keyID: String?) -> JSONWebKeySet?

    /// - Parameter keys: is told which key a token names, and gives the newest keys that are known; nil where none may be
    ///   believed any more.
    package init(_ rules: TokenRules, keys: @escaping @Sendable (_ keyID: String?) -> JSONWebKeySet?) {
        self.rules = rules
        self.keys = keys
    }

    /// Whether a token says that it comes from here.
    func issued(_ token: JSONWebToken) -> Bool {
        guard case .string(let issuer)? = token.claims["iss"] else { return false }
        return issuer.utf8.elementsEqual(rules.issuer.utf8)
    }

    /// The person of a token. The signature comes first: of what is not signed nothing else is read.
    ///
    /// - Parameter name: the token's public name.
    func principal(
        of token: JSONWebToken, named name: String, now: Moment
    ) throws(AuthenticationRefusal) -> AuthenticatedPrincipal {
        guard let known = keys(token.keyID) else { throw .undecidable }
        guard known.has(id: token.keyID) else { throw .unknownKey }
        let candidates = known.candidates(id: token.keyID, algorithm: token.algorithm)
        guard !candidates.isEmpty else { throw .wrongAlgorithm }
        guard candidates.contains(where: { $0.verifies(signature: token.signature, of: token.signed) }) else {
            throw .wrongSignature
        }
        guard let type = token.type, rules.types.contains(type) else { throw .wrongType }
        guard texts(token.claims["aud"]).contains(where: { $0.utf8.elementsEqual(rules.audience.utf8) }) else {
            throw .otherAudience
        }
        let expires = try lifetime(of: token, now: now)
        guard case .string(let text)? = rules.person.value(in: token.claims), let person = PersonID(text) else {
            throw .nobody
        }
        return AuthenticatedPrincipal(
            person: person, roles: rules.roles(in: token.claims), controllers: rules.controllers(in: token.claims),
            token: name, expires: expires, strength: strength(of: token))
    }

    /// When it runs out. Clocks may differ by the leeway; what is told does not stretch by it.
    private func lifetime(of token: JSONWebToken, now: Moment) throws(AuthenticationRefusal) -> Moment {
        guard case .integer(let end)? = token.claims["exp"], case .integer(let start)? = token.claims["iat"],
            let expires = Moment(seconds: end), let issued = Moment(seconds: start)
        else { throw .malformed }
        guard now < expires.adding(seconds: rules.leewaySeconds) else { throw .expired }
        var begins = issued
        if let member = token.claims["nbf"] {
            guard case .integer(let seconds) = member, let moment = Moment(seconds: seconds) else { throw .malformed }
            begins = max(begins, moment)
        }
        guard begins <= now.adding(seconds: rules.leewaySeconds) else { throw .notYet }
        guard expires <= issued.adding(seconds: rules.longestLifeSeconds) else { throw .livesTooLong }
        return expires
    }

    /// Two factors only where the token says so in words that the rules know.
    private func strength(of token: JSONWebToken) -> AuthenticationStrength {
        let classes = texts(token.claims["acr"])
        let methods = texts(token.claims["amr"])
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
