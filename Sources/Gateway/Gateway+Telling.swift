import AuditLog
import Governance
import Synchronization

/// The one order in which anything changes.
extension Gateway {
    /// Writes entries and hears them: budgets and time follow the log, whatever happens to the caller.
    @discardableResult
    func append(_ drafts: [AuditDraft]) throws(GatewayError) -> [AuditEntry] {
        do throws(AuditError) {
            return try unheard.passing { () throws(AuditError) in
                let entries = try parts.log.append(drafts)
                ledgers.hear(entries)
                releases.hear(entries)
                reviews.hear(entries)
                ended.hear(entries)
                published.hear(entries)
                entries.forEach(quality.hear)
                entries.forEach(clock.hear)
                policyHistory.withLock { history in for entry in entries { history.hear(entry) } }
                keptProfiles.withLock { kept in for entry in entries { kept.hear(entry) } }
                return entries
            }
        } catch { throw .audit(error) }
    }

    /// The same for entries that name the policy set they were judged by: none of them stands behind the entry that
    /// puts another set into force.
    @discardableResult
    func append(_ drafts: [AuditDraft], under policy: PolicyIdentity) throws(GatewayError) -> [AuditEntry] {
        try policies.whileUnchanged(policy) { () throws(GatewayError) in try append(drafts) }
    }

    /// Stores drawn values unseen: pending until an outcome tells of their request.
    func stage(_ draws: [StagedRow], of agreed: Agreed) throws(GatewayError) {
        guard !draws.isEmpty else { return }
        try storing { () throws(StoreError) in try parts.store.stage(draws, under: agreed.request) }
    }

    /// Discards what was staged for a request whose end in the log tells of no rows. What cannot be discarded now stays
    /// unseen, and the next start discards it.
    func forget(_ request: String) { try? parts.store.discard(request) }

    /// Stages rows unseen, then tells the log, then shows the rows; the first entry is the one that tells of them.
    ///
    /// A crash before the entries leaves rows that the next start discards; one after them leaves rows that it applies.
    /// Where an error leaves open whether the entries are durable, the rows stay staged, and the log has closed itself.
    ///
    /// - Parameter staged: how many rows were staged under the request before.
    func tell(
        _ drafts: [AuditDraft], showing rows: [StagedRow], after staged: Int, under request: String
    ) throws(GatewayError) -> [AuditEntry] {
        guard !rows.isEmpty else { return try append(drafts) }
        let entries: [AuditEntry]
        do throws(GatewayError) {
            try storing { () throws(StoreError) in try parts.store.stage(rows, under: request, after: staged) }
            entries = try append(drafts)
        } catch {
            if error.leftNoEntry { try? parts.store.discard(request) }
            throw error
        }
        try apply(request, at: entries[0].seq)
        versions.hear(entries[0])
        return entries
    }

    func apply(_ request: String, at sequence: Int) throws(GatewayError) {
        try storing { () throws(StoreError) in try parts.store.apply(request, at: sequence) }
    }

    func receipt(_ sequence: Int, disclosures: [String]) throws(GatewayError) -> Receipt {
        do throws(AuditError) { return try parts.log.receipt(for: sequence, disclosures: disclosures) } catch {
            throw .audit(error)
        }
    }
}

extension GatewayError {
    /// Whether it is certain that no entry was written.
    fileprivate var leftNoEntry: Bool {
        switch self {
        case .audit(.busy), .audit(.vault), .audit(.draft): true
        case .audit: false
        default: true
        }
    }
}
