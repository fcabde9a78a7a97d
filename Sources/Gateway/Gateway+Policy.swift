import AuditLog
import Governance
import JSON

extension Gateway {
    /// Tells the log which policy set is in force, where the last one it heard of was another.
    func announcePolicy() throws(GatewayError) {
        let identity = parts.policy.identity
        var last: String?
        do throws(AuditError) {
            try parts.log.scan(from: 0, to: parts.log.size) { entry in
                if entry.type == "policy.activate", case .string(let bundle)? = entry.event["bundle"] { last = bundle }
                return true
            }
        } catch { throw .audit(error) }
        guard last != identity.hash else { return }
        _ = try append([
            AuditDraft(
                type: "policy.activate",
                event: [
                    "bundle": .string(identity.hash), "charter": .string(identity.charter), "approvers": [],
                    "req": .string(parts.requestName()),
                ], disclosures: [], sameBatch: [:])
        ])
    }
}
