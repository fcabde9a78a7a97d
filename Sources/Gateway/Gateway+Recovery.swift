import AuditLog
import DisclosureControl
import Governance
import JSON
import Synchronization

/// What the log tells when a gateway starts.
private struct Tale {
    /// Staged requests that the log tells of, with the entry that does.
    var told: [String: Int] = [:]
    /// Intents without an outcome, by request.
    var open: [String: Int] = [:]
    /// The same of quality reports.
    var openReports: [String: Int] = [:]
    /// An entry above what was applied whose rows are neither staged nor applied.
    var lost: Int?
    /// What was announced last with a policy set: the limits of its ledgers, and the digest of the site's private rules.
    var policy: (ledgers: JSONValue?, dominance: JSONValue?)?
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
        let history = policyHistory.withLock { $0 }
        let given = parts.policy.identity.hash
        guard let approvers = history.approvers(startingWith: given) else {
            throw .otherPolicy(inForce: history.inForce?.hash ?? "none", given: given)
        }
        for request in staged.subtracting(tale.told.keys) {
            try storing { () throws(StoreError) in try parts.store.discard(request) }
        }
        for (request, sequence) in tale.told.sorted(by: { $0.value < $1.value }) {
            try apply(request, at: sequence)
        }
        for (request, intent) in tale.open.sorted(by: { $0.value < $1.value }) {
            try append([abortedDraft(request, intent: intent, reasons: [Refusal.abortedCode])])
        }
        for (request, intent) in tale.openReports.sorted(by: { $0.value < $1.value }) {
            try append([qualityAborted(request, intent: intent, reasons: [Refusal.abortedCode])])
        }
        let terms = policyTerms
        // The log keeps members in another order.
        let areTold =
            (try? tale.policy?.ledgers?.canonicalBytes()) == (try? terms["ledgers"]?.canonicalBytes())
            && tale.policy?.dominance == terms["dominance"]
        if history.inForce?.hash != given || !areTold {
            try append([activation(of: parts.policy.identity, approvers: approvers)])
        }
    }

    /// Reads the log from its beginning: budgets and time come from it alone.
    private func replay(staged: Set<String>, applied: Int) throws(GatewayError) -> Tale {
        var tale = Tale()
        do throws(AuditError) {
            try parts.log.replay { entry in
                ledgers.hear([entry])
                releases.hear([entry])
                reviews.hear([entry])
                ended.hear([entry])
                published.hear([entry])
                quality.hear(entry)
                clock.hear(entry)
                versions.hear(entry)
                snapshots.hear(entry)
                keptProfiles.withLock { $0.hear(entry) }
                policyHistory.withLock { $0.hear(entry) }
                tale.hear(entry, staged: staged, applied: applied)
            }
        } catch { throw .audit(error) }
        try ledgers.check()
        try keptProfiles.withLock { kept throws(GatewayError) in try kept.check(parts.profiles) }
        return tale
    }

    /// What an announcement says beside the set itself: the limits of the ledgers, and the digest of private rules.
    private var policyTerms: JSONObject {
        var terms: JSONObject = ["ledgers": LedgerLimits.json(of: parts.profiles)]
        terms["dominance"] = parts.profiles.values.compactMap(\.dominanceDigest).first.map { .string($0) }
        return terms
    }

    /// The entry that puts a policy set into force. Nobody approves the one that the operator begins with.
    func activation(of policy: PolicyIdentity, approvers: [String]) -> AuditDraft {
        var event: JSONObject = [
            "bundle": .string(policy.hash), "charter": .string(policy.charter),
            "approvers": .array(approvers.map { .string($0) }), "req": .string(parts.requestName()),
        ]
        for (name, value) in policyTerms.members { event[name] = value }
        return AuditDraft(type: "policy.activate", event: event, disclosures: [], sameBatch: [:])
    }
}

extension Tale {
    fileprivate mutating func hear(_ entry: AuditEntry, staged: Set<String>, applied: Int) {
        if entry.type == "policy.activate" {
            policy = (entry.event["ledgers"], entry.event["dominance"])
        }
        guard case .string(let request)? = entry.event["req"] else { return }
        if entry.type == "query.intent" { open[request] = entry.seq }
        if entry.type == "query.outcome" { open[request] = nil }
        if entry.type == "quality.intent" { openReports[request] = entry.seq }
        if entry.type == "quality.outcome" { openReports[request] = nil }
        guard entry.mayHaveRows else { return }
        if staged.contains(request) {
            told[request] = entry.seq
        } else if entry.seq > applied, entry.hasRows {
            lost = lost ?? entry.seq
        }
    }
}

extension AuditEntry {
    /// Whether rows of the store may have been staged for this entry, under its request's name.
    fileprivate var mayHaveRows: Bool { hasRows || type == "audit.unmask" }

    /// Whether there must be some.
    fileprivate var hasRows: Bool {
        switch type {
        case "query.outcome": event["budget"] != nil
        case "quality.outcome": event["decision"] == "allow"
        case "people.change", "role.change", "incident", "recall": true
        default: isOfProjectLife
        }
    }
}
