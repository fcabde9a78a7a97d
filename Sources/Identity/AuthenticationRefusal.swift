/// Why a credential does not make a person. Each may be told to whoever sent it: only the holder of a token learns more
/// than that it is unknown.
package enum AuthenticationRefusal: Sendable, Hashable, CaseIterable {
    case missing, malformed, unknown, expired, revoked

    /// A stable code for clients and logs, never reused or renumbered.
    package var code: String {
        switch self {
        case .missing: "SH-I101"
        case .malformed: "SH-I102"
        case .unknown: "SH-I103"
        case .expired: "SH-I104"
        case .revoked: "SH-I105"
        }
    }

    /// What is wrong, in one plain sentence.
    package var message: String {
        switch self {
        case .missing: "You are not signed in."
        case .malformed: "We could not read your access token."
        case .unknown: "We do not know this access token."
        case .expired: "Your access token has run out."
        case .revoked: "Your access token was taken back."
        }
    }

    /// What to change.
    package var change: String {
        switch self {
        case .missing: "Send your token in the header `Authorization: Bearer …`."
        case .malformed: "Send the word `Bearer`, one space and the whole token, and nothing else."
        case .unknown: "Check that you sent the whole token, and to the right gateway."
        case .expired, .revoked: "Ask for a new token."
        }
    }

    /// Whom to ask.
    package var ask: String { "the operator of this gateway" }
}

/// What a shown credential came to.
package enum AuthenticationDecision: Sendable, Hashable {
    case authenticated(AuthenticatedPrincipal)
    case refused(AuthenticationRefusal)
}
