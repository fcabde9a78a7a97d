/// Why a visa says nothing about the person who shows it.
package enum VisaRefusal: Error, Sendable, Hashable, CaseIterable {
    case malformed, unsigned, wrongAlgorithm, foreignKey, otherIssuer, unknownKey, wrongSignature, wrongType
    case otherPerson, expired, notYet, unmetCondition, undecidable

    /// A stable code, never reused or renumbered.
    package var code: String {
        switch self {
        case .malformed: "SH-I201"
        case .unsigned: "SH-I202"
        case .wrongAlgorithm: "SH-I203"
        case .foreignKey: "SH-I204"
        case .otherIssuer: "SH-I205"
        case .unknownKey: "SH-I206"
        case .wrongSignature: "SH-I207"
        case .wrongType: "SH-I208"
        case .otherPerson: "SH-I209"
        case .expired: "SH-I210"
        case .notYet: "SH-I211"
        case .unmetCondition: "SH-I212"
        case .undecidable: "SH-I213"
        }
    }

    /// What is wrong, in one plain sentence.
    package var message: String {
        switch self {
        case .malformed: "We could not read this visa."
        case .unsigned: "This visa is not signed."
        case .wrongAlgorithm: "This visa is signed in a way that we do not accept."
        case .foreignKey: "This visa names a key that is not the one we know for its issuer."
        case .otherIssuer: "This visa comes from an issuer that we do not trust."
        case .unknownKey: "This visa is signed with a key that we do not know."
        case .wrongSignature: "The signature of this visa is not right."
        case .wrongType: "This is another kind of token, not a visa."
        case .otherPerson: "This visa is about somebody else."
        case .expired: "This visa has run out."
        case .notYet: "This visa is not valid yet."
        case .unmetCondition: "This visa counts only beside another one that is not here."
        case .undecidable: "We cannot check this visa now."
        }
    }

    /// What the same fault of a signed text is called here.
    init(_ refusal: AuthenticationRefusal) {
        self =
            switch refusal {
            case .unsigned: .unsigned
            case .wrongAlgorithm: .wrongAlgorithm
            case .embeddedKey: .foreignKey
            case .otherIssuer: .otherIssuer
            case .unknownKey: .unknownKey
            case .wrongSignature: .wrongSignature
            case .wrongType: .wrongType
            case .expired: .expired
            case .notYet: .notYet
            case .undecidable: .undecidable
            case .missing, .malformed, .unknown, .revoked, .unknownExtension, .otherAudience, .livesTooLong, .nobody,
                .inactive, .otherHolder, .unbound:
                .malformed
            }
    }
}
