import AuditLog
import JSON

/// Reading the log back, and what its entries commit to.
extension Gateway {
    func entry(_ sequence: Int) throws(GatewayError) -> AuditEntry {
        do throws(AuditError) { return try parts.log.entry(sequence) } catch { throw .audit(error) }
    }

    /// What the vault still holds of an entry. A failed write may have left disclosures of another entry under its number:
    /// the entry says which are its own.
    func disclosures(of entry: AuditEntry) throws(GatewayError) -> [Disclosure] {
        try storing { () throws(StoreError) in try parts.vault.disclosures(of: entry.seq) }
            .compactMap(Disclosure.init(parsing:)).filter { entry.commits(to: $0) }
    }

    /// What the vault holds of an entry under a name; nil where it was erased.
    func disclosed(_ name: String, at entry: AuditEntry) throws(GatewayError) -> JSONValue? {
        try disclosures(of: entry).first { $0.name == name }?.value
    }
}
