package import JSON

/// What a caller wants to have logged. The log adds number, time, chain and commitments.
package struct AuditDraft: Sendable {
    /// One of `AuditEventSchema.all`.
    package let type: String
    /// The event without its commitments.
    package let event: JSONObject
    /// Values that the entry only commits to.
    package let disclosures: [Disclosed]
    /// Event fields that receive the number of an earlier entry of this batch, by its index: `["intent": 0]`.
    package let sameBatch: [String: Int]

    package init(
        type: String, event: JSONObject, disclosures: [Disclosed] = [], sameBatch: [String: Int] = [:]
    ) {
        self.type = type
        self.event = event
        self.disclosures = disclosures
        self.sameBatch = sameBatch
    }
}

/// A value that goes into the vault, and only as a salted digest into the log.
package struct Disclosed: Sendable {
    /// Public: the member of `sd` that carries the digest.
    package let name: String
    package let value: JSONValue
    /// Whose data this is, for erasure; nil where it is nobody's.
    package let subject: String?

    package init(name: String, value: JSONValue, subject: String?) {
        self.name = name
        self.value = value
        self.subject = subject
    }
}
