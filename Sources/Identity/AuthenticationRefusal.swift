/// Why a credential does not make a person. Each may be told to whoever sent it: only the holder of a token learns more
/// than that it is unknown.
package enum AuthenticationRefusal: Error, Sendable, Hashable, CaseIterable {
    case missing, malformed, unknown, expired, revoked
    case unsigned, wrongAlgorithm, embeddedKey, unknownExtension, otherIssuer, unknownKey, wrongSignature, wrongType
    case otherAudience, notYet, livesTooLong, nobody
    /// Nothing is wrong with the token that we know of: we cannot judge it now.
    case undecidable
    /// The sign-in service says so of a token that only it can read.
    case inactive
    /// The token is bound to a certificate, and another one or none was shown.
    case otherHolder
    /// The token is bound to no certificate, and the rules ask for that.
    case unbound

    /// A stable code for clients and logs, never reused or renumbered.
    package var code: String {
        switch self {
        case .missing: "SH-I101"
        case .malformed: "SH-I102"
        case .unknown: "SH-I103"
        case .expired: "SH-I104"
        case .revoked: "SH-I105"
        case .unsigned: "SH-I106"
        case .wrongAlgorithm: "SH-I107"
        case .embeddedKey: "SH-I108"
        case .unknownExtension: "SH-I109"
        case .otherIssuer: "SH-I110"
        case .unknownKey: "SH-I111"
        case .wrongSignature: "SH-I112"
        case .wrongType: "SH-I113"
        case .otherAudience: "SH-I114"
        case .notYet: "SH-I115"
        case .livesTooLong: "SH-I116"
        case .nobody: "SH-I117"
        case .undecidable: "SH-I118"
        case .inactive: "SH-I119"
        case .otherHolder: "SH-I120"
        case .unbound: "SH-I121"
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
        case .unsigned: "Your access token is not signed."
        case .wrongAlgorithm: "Your access token is signed in a way that we do not accept."
        case .embeddedKey: "Your access token brings its own key along."
        case .unknownExtension: "Your access token asks for something that we do not know."
        case .otherIssuer: "Your access token comes from a sign-in service that we do not trust."
        case .unknownKey: "Your access token is signed with a key that we do not know."
        case .wrongSignature: "The signature of your access token is not right."
        case .wrongType: "You sent another kind of token, not an access token."
        case .otherAudience: "Your access token was made for another service."
        case .notYet: "Your access token is not valid yet."
        case .livesTooLong: "Your access token is valid for longer than we accept."
        case .nobody: "Your access token does not say who you are in a way that we can read."
        case .undecidable: "We cannot check your access token now, because we cannot reach the sign-in service."
        case .inactive: "The sign-in service says that your access token is not valid."
        case .otherHolder: "Your access token belongs to a certificate that you did not show."
        case .unbound: "Your access token belongs to no certificate, and this gateway asks for one."
        }
    }

    /// What to change.
    package var change: String {
        switch self {
        case .missing: "Send your token in the header `Authorization: Bearer …`."
        case .malformed: "Send the word `Bearer`, one space and the whole token, and nothing else."
        case .unknown: "Check that you sent the whole token, and to the right gateway."
        case .expired, .revoked, .inactive: "Ask for a new token."
        case .unsigned, .wrongAlgorithm, .embeddedKey, .unknownExtension, .wrongSignature:
            "Sign in again, and send the token as you got it."
        case .otherIssuer: "Sign in with the service of this research environment."
        case .unknownKey: "Sign in again. If that does not help, the keys of the sign-in service may have changed."
        case .wrongType: "Send the access token, not the ID token or the refresh token."
        case .otherAudience: "Ask the sign-in service for a token for this gateway."
        case .notYet: "Wait a minute. If that does not help, the clocks differ."
        case .livesTooLong: "Ask for a token that runs out sooner."
        case .nobody: "Ask for a token with the claims that this gateway reads."
        case .undecidable: "Try again in a minute."
        case .otherHolder: "Connect with the certificate with which you asked for the token."
        case .unbound: "Ask for a token with your certificate, and connect with the same one."
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
