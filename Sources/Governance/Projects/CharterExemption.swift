package import JSON

/// A recorded exemption from one clause of the charter, which an approval names. There is one kind: from the floor of
/// PRI-4, for a project that is approved with the profile that keeps none.
///
/// Nothing else in this program lowers a floor: every other profile keeps its own, whatever an approval says.
package struct CharterExemption: Sendable, Hashable {
    /// Such as `EX-2026-01`: what the register of exemptions calls it.
    package let id: String
    package let reason: String
    /// The body that granted it, such as the residents' panel, with the day of its meeting.
    package let grantedBy: String

    /// The clause that it is from.
    package static let clause = "PRI-4"
    /// The profile that needs it, and the only one that it means anything for.
    package static let profile = "dp"

    package init(id: String, reason: String, grantedBy: String) {
        self.id = id
        self.reason = reason
        self.grantedBy = grantedBy
    }

    /// As a verdict tells it.
    package var words: String { "exempt by \(id), granted by \(grantedBy): \(reason)" }
}

extension CharterExemption {
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("id", "clause", "reason", "grantedBy")
        _ = try fields.required("clause").oneOf([(Self.clause, ())])
        self.init(
            id: try fields.required("id").word(), reason: try fields.required("reason").text(1...400),
            grantedBy: try fields.required("grantedBy").text(1...200))
    }

    /// What `init(_:)` reads.
    package var json: JSONValue {
        [
            "id": .string(id), "clause": .string(Self.clause), "reason": .string(reason),
            "grantedBy": .string(grantedBy),
        ]
    }
}

extension ApprovalTerms {
    /// The exemption from the floor, where the profile keeps none.
    var floorExemption: CharterExemption? { profile == CharterExemption.profile ? exemption : nil }

    /// Why an approval may not answer without a floor, whatever a policy file says; nil where it may, or keeps one.
    var missingExemption: ClauseVerdict? {
        guard profile == CharterExemption.profile, exemption == nil else { return nil }
        return ClauseVerdict(
            clause: CharterExemption.clause, answer: .fail,
            reason: RefusalReason(
                clause: CharterExemption.clause,
                message: "Your project may see numbers with few people behind them. That needs an exemption from the "
                    + "charter's floor, and your approval names none.",
                change: "Ask for an approval that names the exemption, or for another profile.",
                ask: Adviser.steward.words(owner: nil)))
    }
}
