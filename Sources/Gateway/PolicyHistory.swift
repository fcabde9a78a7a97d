package import AuditLog
import JSON

/// Which policy sets came into force, and which are on their way, as the log tells it and nothing else.
package struct PolicyHistory: Sendable {
    /// A set that came into force.
    package struct Activation: Sendable, Hashable {
        package let hash: String
        /// RFC 3339, UTC.
        package let since: String
        package let entry: Int
        /// The two who signed it, as pseudonyms; nobody where the operator gave it before anything was decided.
        package let approvers: [String]
    }

    /// A set that one steward wants.
    package struct Proposal: Sendable, Hashable {
        package let hash: String
        package let at: String
        package let entry: Int
        /// A pseudonym.
        package let by: String
    }

    /// The set in force; nil in a new log.
    package private(set) var inForce: Activation?
    /// What two stewards have signed and the next start puts into force.
    package private(set) var agreed: (hash: String, approvers: [String])?
    /// What one steward has signed, oldest first. A set that comes into force ends all of these: they were read beside
    /// the set before.
    package private(set) var proposals: [Proposal] = []
    /// Every set that ever was in force.
    package private(set) var earlier: Set<String> = []
    /// Whether anything was decided: from then on the operator alone changes no rules.
    package private(set) var hasDecided = false
    /// The entry that told last of any of this.
    package private(set) var version = 0

    package init() {}

    package mutating func hear(_ entry: AuditEntry) {
        if entry.type.hasPrefix("project.") || entry.type.hasPrefix("query.") { hasDecided = true }
        guard entry.type.hasPrefix("policy."), case .string(let hash)? = entry.event["bundle"] else { return }
        version = entry.seq
        switch entry.type {
        case "policy.activate":
            guard inForce?.hash != hash else { return }
            inForce = Activation(hash: hash, since: entry.time, entry: entry.seq, approvers: Self.approvers(entry))
            earlier.insert(hash)
            proposals = []
            agreed = nil
        case "policy.agree":
            agreed = (hash, Self.approvers(entry))
            proposals.removeAll { $0.hash == hash }
        default:
            guard case .string(let by)? = entry.event["by"] else { return }
            proposals.removeAll { $0.hash == hash }
            proposals.append(Proposal(hash: hash, at: entry.time, entry: entry.seq, by: by))
        }
    }

    private static func approvers(_ entry: AuditEntry) -> [String] {
        guard case .array(let list)? = entry.event["approvers"] else { return [] }
        return list.compactMap { if case .string(let name) = $0 { name } else { nil } }
    }

    /// Who stands behind putting this set into force at a start: the two who signed it, or nobody before anything was
    /// decided. Nil where it may not come into force.
    func approvers(startingWith hash: String) -> [String]? {
        guard let inForce else { return [] }
        if inForce.hash == hash { return inForce.approvers }
        if let agreed, agreed.hash == hash { return agreed.approvers }
        return hasDecided ? nil : []
    }
}
