/// How surely somebody who is signed in is the person that they say they are.
///
/// Each door of sign-in fills it: a token that was handed out here says what its giver declared; what an identity
/// provider's token says under `acr` or `amr` becomes one of these words too. What a door cannot tell counts as one factor.
package enum AuthenticationStrength: String, Sendable, Hashable, CaseIterable {
    /// One thing that is had or known, such as the token alone.
    case oneFactor = "one-factor"
    /// Two of different kinds: what is had, what is known, what somebody is.
    case twoFactor = "two-factor"
}
