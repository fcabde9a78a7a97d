/// Where disclosures are kept, and can be erased. Erasing one leaves every proof of the log valid.
package protocol DisclosureVault: Sendable {
    /// Makes the rows durable before it returns; all or none. Called by one thread, before the entries are written: a
    /// row whose entry never came is harmless and is found by its digest alone.
    func store(_ rows: [VaultRow]) throws(VaultError)
}

/// One disclosure on its way into the vault. It prints as ‹redacted›.
package struct VaultRow: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// The entry that commits to it.
    package let seq: Int
    /// What the entry carries.
    package let digest: String
    /// The encoded disclosure, RFC 9901, section 4.2.
    package let disclosure: String
    /// Whose data this is: rows of one subject are encrypted under a key that can be destroyed.
    package let subject: String?

    package init(seq: Int, digest: String, disclosure: String, subject: String?) {
        self.seq = seq
        self.digest = digest
        self.disclosure = disclosure
        self.subject = subject
    }

    package var description: String { "‹redacted›" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why the vault did not store, for the operator: never a value.
package struct VaultError: Error, Hashable {
    package let message: String
    package init(message: String) { self.message = message }
}
