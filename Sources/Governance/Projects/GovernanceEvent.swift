package import Identity
package import JSON

/// Something that was decided or changed, for the audit log: what everybody may read, and what goes under commitment.
package struct GovernanceEvent: Sendable, Hashable {
    /// Such as `project.approve`.
    package let type: String
    /// What stands in the entry for all auditors. No person is named here.
    package let fields: JSONObject
    /// What goes into the vault; the entry holds salted digests. There is always at least one member, so that no entry
    /// can be guessed.
    package let disclosed: JSONObject

    package init(type: String, fields: JSONObject, disclosed: JSONObject) {
        self.type = type
        self.fields = fields
        self.disclosed = disclosed
    }
}

extension Person {
    /// The event of a steward recording this person as it stands now.
    package func recorded(by steward: PersonID) -> GovernanceEvent {
        GovernanceEvent(
            type: "people.change",
            fields: ["change": .string(left != nil ? "leaves" : version == 1 ? "joins" : "changes")],
            disclosed: ["by": .string(steward.description), "person": json])
    }
}
