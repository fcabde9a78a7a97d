/// One person who has shown a valid credential, with what they may do. Only this room can make one.
package struct AuthenticatedPrincipal: Sendable, Hashable {
    package let person: PersonID
    package let roles: Set<Role>
    /// The controllers a steward acts for.
    package let controllers: Set<String>
    /// The public name of the token that was shown: its record's id, or what a signed token's text is hashed to.
    package let token: String
    package let expires: Moment
    package let strength: AuthenticationStrength
    /// What others than the sign-in service say about the person.
    package let passport: Passport

    init(
        person: PersonID, roles: Set<Role>, controllers: Set<String>, token: String, expires: Moment,
        strength: AuthenticationStrength, passport: Passport
    ) {
        self.person = person
        self.roles = roles
        self.controllers = controllers
        self.token = token
        self.expires = expires
        self.strength = strength
        self.passport = passport
    }

    init(_ record: TokenRecord) {
        self.init(
            person: record.person, roles: record.roles, controllers: record.controllers, token: record.id,
            expires: record.expires, strength: record.strength, passport: .none)
    }
}
