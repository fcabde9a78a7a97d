/// One person who has shown a valid credential, with what they may do. Only this room can make one.
package struct AuthenticatedPrincipal: Sendable, Hashable {
    package let person: PersonID
    package let roles: Set<Role>
    /// The controllers a steward acts for.
    package let controllers: Set<String>
    /// The public name of the token that was shown.
    package let token: String
    package let expires: Moment
    package let strength: AuthenticationStrength

    init(_ record: TokenRecord) {
        self.person = record.person
        self.roles = record.roles
        self.controllers = record.controllers
        self.token = record.id
        self.expires = record.expires
        self.strength = record.strength
    }
}
