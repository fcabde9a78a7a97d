package import JSON

/// What the tokens of a sign-in service must say, and what their claims mean here. A file of policies; nothing in it has a
/// default.
package struct TokenRules: Sendable {
    /// Exactly what `iss` says.
    package let issuer: String
    /// What must stand in `aud`.
    package let audience: String
    /// The values of `typ` that are access tokens, in lower case: `at+jwt`, and `jwt` for services that say no more.
    package let types: Set<String>
    package let leewaySeconds: Int
    package let longestLifeSeconds: Int
    /// Whether a token must be bound to the certificate of whoever shows it.
    package let certificateBound: Bool
    /// The claim with the id of the person's record.
    let person: ClaimPath
    let roleClaim: ClaimPath
    /// What each value of that claim means; others mean nothing.
    let roleOf: [String: Role]
    let controllerClaim: ClaimPath?
    /// Values of `acr` and of `amr` that stand for two factors.
    let strongClasses: Set<String>
    let strongMethods: Set<String>
    /// Nil where visas mean nothing.
    package let visas: VisaRules?
    /// Nil where the service is not asked about tokens.
    package let introspection: Introspection?

    func roles(in claims: JSONObject) -> Set<Role> { Set(texts(roleClaim.value(in: claims)).compactMap { roleOf[$0] }) }

    /// The controllers a steward acts for; empty for everybody else.
    func controllers(in claims: JSONObject) -> Set<String> {
        guard let controllerClaim, roles(in: claims).contains(.steward) else { return [] }
        return Set(texts(controllerClaim.value(in: claims)))
    }
}

/// Where a claim stands: its name, and where it is inside others their names before it.
struct ClaimPath: Sendable, Hashable {
    let names: [String]

    func value(in claims: JSONObject) -> JSONValue? {
        var value = JSONValue.object(claims)
        for name in names {
            guard case .object(let object) = value, let member = object[name] else { return nil }
            value = member
        }
        return value
    }
}

extension TokenRules {
    /// Reads the rules. Throws a `JSONError` with the place of what does not fit.
    package init(json: JSONValue) throws(JSONError) {
        let fields = try JSONCursor(json).object()
        try fields.allowOnly(
            "$schema", "$comment", "issuer", "audience", "keys", "types", "leewaySeconds", "longestLifeSeconds",
            "certificateBound", "person", "roles", "controllers", "twoFactors", "visas", "introspection")
        issuer = try Self.text(fields.required("issuer"))
        audience = try Self.text(fields.required("audience"))
        types = Set(try Self.list(fields.required("types")).map { $0.lowercased() })
        guard !types.isEmpty else { throw try fields.required("types").fail("names no type") }
        leewaySeconds = try fields.required("leewaySeconds").integer(in: 0...300)
        longestLifeSeconds = try fields.required("longestLifeSeconds").integer(in: 60...86_400)
        certificateBound = try fields.required("certificateBound").bool()
        person = try ClaimPath(fields.required("person"))
        let roles = try fields.required("roles").object()
        try roles.allowOnly("claim", "meaning")
        roleClaim = try ClaimPath(roles.required("claim"))
        let meaning = try roles.required("meaning").object()
        var roleOf: [String: Role] = [:]
        for name in meaning.names { roleOf[name] = try meaning.required(name).oneOf(Role.self) }
        self.roleOf = roleOf
        var controllers: ClaimPath?
        if let member = fields.optional("controllers") { controllers = try ClaimPath(member) }
        controllerClaim = controllers
        let strong = try fields.required("twoFactors").object()
        try strong.allowOnly("acr", "amr")
        strongClasses = Set(try Self.list(strong.required("acr")))
        strongMethods = Set(try Self.list(strong.required("amr")))
        var visas: VisaRules?
        if let member = fields.optional("visas") { visas = try VisaRules(member) }
        self.visas = visas
        var introspection: Introspection?
        if let member = fields.optional("introspection") { introspection = try Introspection(member) }
        self.introspection = introspection
    }

    static func text(_ place: JSONCursor) throws(JSONError) -> String {
        let text = try place.string()
        guard (1...500).contains(text.utf8.count) else { throw place.fail("has 1 to 500 characters") }
        return text
    }

    fileprivate static func list(_ place: JSONCursor) throws(JSONError) -> [String] {
        var texts: [String] = []
        for element in try place.array() { texts.append(try text(element)) }
        return texts
    }
}

extension ClaimPath {
    /// A name, or a list of names from the outermost in.
    fileprivate init(_ place: JSONCursor) throws(JSONError) {
        if case .string = place.value {
            names = [try TokenRules.text(place)]
        } else {
            names = try TokenRules.list(place)
            guard !names.isEmpty else { throw place.fail("names no claim") }
        }
    }
}
