import AuditLog
import DisclosureControl
import Governance
import JSON

/// What the log tells when a gateway starts.
private struct Tale {
    /// Staged requests that the log tells of, with the entry that does.
    var told: [String: Int] = [:]
    /// Intents without an outcome, by request.
    var open: [String: Int] = [:]
    /// An entry above what was applied whose rows are neither staged nor applied.
    var lost: Int?
    /// The policy set that was announced last, with the limits of its ledgers and the digest of the site's private rules.
    var policy: (bundle: JSONValue?, ledgers: JSONValue?, dominance: JSONValue?)?
}

/// Brings the store in line with the log when a gateway starts.
///
/// Staged rows of which the log tells are applied in its order; the others are discarded: nothing left, nothing charged.
/// An intent without an outcome gets one that says so. A store and a log of which one is older than the other stop the
/// start. A crash in here leaves what the next start finds and finishes.
extension Gateway {
    func recover() throws(GatewayError) {
        let (staged, applied) = try storing { () throws(StoreError) in
            (try parts.store.stagedRequests(), try parts.store.appliedSequence())
        }
        guard applied < parts.log.size else { throw .logBehindStore(sequence: applied) }
        let tale = try replay(staged: staged, applied: applied)
        if let lost = tale.lost { throw .storeBehindLog(sequence: lost) }
        for request in staged.subtracting(tale.told.keys) {
            try storing { () throws(StoreError) in try parts.store.discard(request) }
        }
        for (request, sequence) in tale.told.sorted(by: { $0.value < $1.value }) {
            try apply(request, at: sequence)
        }
        for (request, intent) in tale.open.sorted(by: { $0.value < $1.value }) {
            try append([abortedDraft(request, intent: intent, reasons: [Refusal.abortedCode])])
        }
        let limits = LedgerLimits.json(of: parts.profiles)
        // The log keeps members in another order.
        let areTold = (try? tale.policy?.ledgers?.canonicalBytes()) == (try? limits.canonicalBytes())
        let dominance = parts.profiles.values.compactMap(\.dominanceDigest).first.map { JSONValue.string($0) }
        let isKnown = tale.policy?.bundle == .string(parts.policy.identity.hash) && tale.policy?.dominance == dominance
        if !isKnown || !areTold {
            try announcePolicy(limits, dominance)
        }
    }

    /// Reads the log from its beginning: budgets and time come from it alone.
    private func replay(staged: Set<String>, applied: Int) throws(GatewayError) -> Tale {
        var tale = Tale()
        var kept = KeptProfiles()
        do throws(AuditError) {
            try parts.log.replay { entry in
                ledgers.hear([entry])
                releases.hear([entry])
                reviews.hear([entry])
                ended.hear([entry])
                published.hear([entry])
                clock.hear(entry)
                versions.hear(entry)
                snapshots.hear(entry)
                kept.hear(entry)
                tale.hear(entry, staged: staged, applied: applied)
            }
        } catch { throw .audit(error) }
        try ledgers.check()
        try kept.check(parts.profiles)
        return tale
    }

    private func announcePolicy(_ limits: JSONValue, _ dominance: JSONValue?) throws(GatewayError) {
        let identity = parts.policy.identity
        var event: JSONObject = [
            "bundle": .string(identity.hash), "charter": .string(identity.charter), "approvers": [],
            "ledgers": limits, "req": .string(parts.requestName()),
        ]
        event["dominance"] = dominance
        try append([AuditDraft(type: "policy.activate", event: event, disclosures: [], sameBatch: [:])])
    }
}

extension Tale {
    fileprivate mutating func hear(_ entry: AuditEntry, staged: Set<String>, applied: Int) {
        if entry.type == "policy.activate" {
            policy = (entry.event["bundle"], entry.event["ledgers"], entry.event["dominance"])
        }
        guard case .string(let request)? = entry.event["req"] else { return }
        if entry.type == "query.intent" { open[request] = entry.seq }
        if entry.type == "query.outcome" { open[request] = nil }
        guard entry.hasRows else { return }
        if staged.contains(request) {
            told[request] = entry.seq
        } else if entry.seq > applied {
            lost = lost ?? entry.seq
        }
    }
}

extension AuditEntry {
    /// Whether rows of the store were staged for this entry, under its request's name.
    fileprivate var hasRows: Bool {
        switch type {
        case "query.outcome": event["budget"] != nil
        case "people.change", "role.change": true
        default: isOfProjectLife
        }
    }
}
