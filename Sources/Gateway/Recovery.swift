import AuditLog
import JSON

/// Brings the store in line with the log when a gateway starts.
///
/// Staged rows whose request has an entry are applied; the others are discarded: nothing left, nothing charged. An
/// intent without an outcome gets one that says so. An answer in the log that the store does not have stops the start.
struct Recovery {
    let store: any GatewayStore
    let log: AuditLog

    private struct Tale {
        /// Staged requests that the log tells of, and the last entry of each.
        var told: [String: Int] = [:]
        /// Intents without an outcome, by request.
        var open: [String: Int] = [:]
        /// An outcome above what was applied whose rows are neither staged nor applied.
        var lost: Int?
    }

    func run() throws(GatewayError) {
        let staged = try storing { () throws(StoreError) in try store.stagedRequests() }
        let applied = try storing { () throws(StoreError) in try store.appliedSequence() }
        let tale = try read(staged: staged, applied: applied)
        if let lost = tale.lost { throw .storeBehindLog(sequence: lost) }
        for request in staged.sorted() {
            try storing { () throws(StoreError) in
                if let sequence = tale.told[request] {
                    try store.apply(request, at: sequence)
                } else {
                    try store.discard(request)
                }
            }
        }
        for (request, intent) in tale.open.sorted(by: { $0.value < $1.value }) {
            try append(
                AuditDraft(
                    type: "query.outcome",
                    event: [
                        "req": .string(request), "intent": .integer(intent), "decision": "aborted",
                        "reasons": [.string(Refusal.abortedCode)], "clauses": [], "controls": [],
                    ], disclosures: [], sameBatch: [:]))
        }
    }

    private func read(staged: Set<String>, applied: Int) throws(GatewayError) -> Tale {
        var tale = Tale()
        do throws(AuditError) {
            try log.scan(from: 0, to: log.size) { entry in
                guard case .string(let request)? = entry.event["req"] else { return true }
                switch entry.type {
                case "query.intent": tale.open[request] = entry.seq
                case "query.outcome":
                    tale.open[request] = nil
                    note(entry, request, staged, applied, &tale)
                default: if staged.contains(request) { tale.told[request] = entry.seq }
                }
                return true
            }
        } catch { throw .audit(error) }
        return tale
    }

    /// An outcome's rows are applied at the entry after it, the debit of the same batch.
    private func note(_ entry: AuditEntry, _ request: String, _ staged: Set<String>, _ applied: Int, _ tale: inout Tale)
    {
        if staged.contains(request) {
            tale.told[request] = entry.seq + 1
        } else if entry.seq > applied, entry.event["decision"] == "allow" {
            tale.lost = tale.lost ?? entry.seq
        }
    }

    private func append(_ draft: AuditDraft) throws(GatewayError) {
        do throws(AuditError) { _ = try log.append([draft]) } catch { throw .audit(error) }
    }
}
