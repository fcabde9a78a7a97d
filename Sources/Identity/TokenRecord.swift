package import JSON

/// What is kept of a token: whom it stands for and until when, under the hash of its text. Never the token.
package struct TokenRecord: Sendable, Hashable {
    /// A public name, for lists and for revoking.
    package let id: String
    /// 64 hexadecimal digits: `BearerToken.storedHash`.
    package let hash: String
    package let person: PersonID
    package let roles: Set<Role>
    /// The controllers a steward acts for. Empty for everybody else.
    package let controllers: Set<String>
    /// From this moment on the token is refused.
    package let expires: Moment
    /// How surely the person was known when the token was given to them, as the giver declared it.
    package let strength: AuthenticationStrength
    /// Present where somebody took the token back.
    package let revoked: Moment?

    package init(
        id: String, hash: String, person: PersonID, roles: Set<Role>, controllers: Set<String>, expires: Moment,
        strength: AuthenticationStrength, revoked: Moment?
    ) {
        self.id = id
        self.hash = hash
        self.person = person
        self.roles = roles
        self.controllers = controllers
        self.expires = expires
        self.strength = strength
        self.revoked = revoked
    }

    /// The same token, taken back. A token that was taken back before keeps its first moment.
    package func revoking(at moment: Moment) -> TokenRecord {
        TokenRecord(
            id: id, hash: hash, person: person, roles: roles, controllers: controllers, expires: expires,
            strength: strength, revoked: revoked ?? moment)
    }
}

extension TokenRecord {
    /// The stored form; `init(json:)` reads it back.
    package var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id), "hash": .string(hash), "person": .string(person.description),
            "roles": .array(roles.sorted().map { .string($0.rawValue) }),
            "controllers": .array(controllers.sorted().map { .string($0) }),
            "expires": .string(expires.description), "strength": .string(strength.rawValue),
        ]
        if let revoked { object["revoked"] = .string(revoked.description) }
        return .object(object)
    }

    /// Reads the stored form. Throws a `JSONError` with the place of what does not fit.
    package init(json: JSONValue) throws(JSONError) {
        let fields = try JSONCursor(json).object()
        try fields.allowOnly("id", "hash", "person", "roles", "controllers", "expires", "strength", "revoked")
        let hash = try fields.required("hash")
        guard try hash.string().utf8.count == 64, try hash.string().utf8.allSatisfy(isHexadecimalDigit) else {
            throw hash.fail("a hash is 64 hexadecimal digits")
        }
        var roles: Set<Role> = []
        for role in try fields.required("roles").array() {
            roles.insert(try role.oneOf(Role.self))
        }
        var controllers: Set<String> = []
        for controller in try fields.required("controllers").array() { controllers.insert(try controller.string()) }
        var revoked: Moment?
        if let member = fields.optional("revoked") { revoked = try member.moment() }
        self.init(
            id: try fields.required("id").string(), hash: try hash.string(),
            person: try fields.required("person").personID(), roles: roles, controllers: controllers,
            expires: try fields.required("expires").moment(),
            // A record of before this was asked says nothing of it.
            strength: try fields.optional("strength")?.oneOf(AuthenticationStrength.self) ?? .oneFactor,
            revoked: revoked)
    }
}

extension JSONCursor {
    /// A person's id. Throws where the text is not one.
    package func personID() throws(JSONError) -> PersonID {
        guard let id = PersonID(try string()) else {
            throw fail("a person's id is 1 to 64 of a-z, 0-9, `.`, `_` and `-`")
        }
        return id
    }

    /// A moment. Throws where the text is not `YYYY-MM-DDThh:mm:ssZ`.
    package func moment() throws(JSONError) -> Moment {
        guard let moment = Moment(try string()) else { throw fail("write a time as YYYY-MM-DDThh:mm:ssZ") }
        return moment
    }

    /// A day. Throws where the text is not `YYYY-MM-DD`.
    package func day() throws(JSONError) -> CivilDay {
        guard let day = CivilDay(try string()) else { throw fail("write a day as YYYY-MM-DD") }
        return day
    }
}
