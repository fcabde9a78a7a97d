package import AuditLog
package import Governance
import JSON

/// An old decision that would have been taken otherwise, or for other reasons.
package struct ReplayedEntry: Sendable, Hashable {
    package let entry: Int
    /// RFC 3339, UTC.
    package let time: String
    package let project: String
    package let moment: PolicyMoment
    package let wasYes: Bool
    package let isYes: Bool
    package let changes: [ClauseChange]
}

/// Tries a policy set against the decisions of the past.
///
/// What a decision rested on comes from the vault, and is believed only where the log's entry commits to it.
package struct PolicyReplay {
    private let policy: PolicySet
    private let vault: any ReadableVault
    /// So many decisions were read, each an entry of the log.
    package private(set) var read = 0
    /// So many would have been taken otherwise.
    package private(set) var changed = 0
    /// So many would have been a no all the same, for other reasons.
    package private(set) var otherReasons = 0
    package private(set) var notReplayable: [WhyNotReplayed: Int] = [:]
    package var unchanged: Int { read - changed - otherReasons - notReplayable.values.reduce(0, +) }

    package init(_ policy: PolicySet, vault: any ReadableVault) {
        self.policy = policy
        self.vault = vault
    }

    /// Takes an entry; gives what would have been otherwise, for each moment at which clauses were asked.
    package mutating func hear(_ entry: AuditEntry) throws(StoreError) -> [ReplayedEntry] {
        guard entry.isDecisionOfClauses else { return [] }
        read += 1
        let bases: [DecisionBasis]
        switch try kept(of: entry) {
        case .nothing(let why):
            notReplayable[why, default: 0] += 1
            return []
        case .bases(let found): bases = found
        }
        var found: [ReplayedEntry] = []
        var isOtherwise = false
        for basis in bases {
            switch policy.replaying(basis) {
            case .same: continue
            case .notReplayable(let why):
                notReplayable[why, default: 0] += 1
                return []
            case .otherReasons(let changes): found.append(replayed(entry, basis, basis.isYes, changes))
            case .otherwise(let isYes, let changes):
                isOtherwise = true
                found.append(replayed(entry, basis, isYes, changes))
            }
        }
        if isOtherwise { changed += 1 } else if !found.isEmpty { otherReasons += 1 }
        return found
    }

    private func replayed(
        _ entry: AuditEntry, _ basis: DecisionBasis, _ isYes: Bool, _ changes: [ClauseChange]
    ) -> ReplayedEntry {
        ReplayedEntry(
            entry: entry.seq, time: entry.time, project: basis.project, moment: basis.moment, wasYes: basis.isYes,
            isYes: isYes, changes: changes)
    }

    private enum Kept {
        case bases([DecisionBasis])
        case nothing(WhyNotReplayed)
    }

    /// What the vault kept of a decision. A decision that asked no clause has nothing to keep.
    private func kept(of entry: AuditEntry) throws(StoreError) -> Kept {
        guard case .object(let digests)? = entry.event["sd"], digests["decision"] != nil else {
            return entry.isOfNoProject ? .bases([]) : .nothing(.notRecorded)
        }
        let kept: [Disclosure]
        do throws(StoreError) {
            kept = try vault.disclosures(of: entry.seq).compactMap(Disclosure.init(parsing:))
                .filter { $0.name == "decision" }
        } catch {
            guard error == .forged else { throw error }
            return .nothing(.otherVault)
        }
        guard !kept.isEmpty else { return .nothing(.erased) }
        guard let value = kept.first(where: { entry.commits(to: $0) })?.value else { return .nothing(.otherVault) }
        let list = if case .array(let elements) = value { elements } else { [value] }
        let bases = list.compactMap { try? DecisionBasis(json: $0) }
        return bases.count == list.count ? .bases(bases) : .nothing(.otherFacts)
    }
}

extension AuditEntry {
    /// Whether clauses were asked: by a question about people, or by a text that was handed in or approved.
    fileprivate var isDecisionOfClauses: Bool {
        switch type {
        case "query.outcome": event["tier"] == nil && event["decision"] != "aborted"
        case "project.submit", "project.approve": true
        case "request.rejected":
            if case .object(let digests)? = event["sd"] { digests["decision"] != nil } else { false }
        default: false
        }
    }

    /// Whether a question was refused because its asker is part of no such project: then no clause was asked.
    fileprivate var isOfNoProject: Bool {
        type == "query.outcome" && event["reasons"] == .array([.string(RefusalReason.noSuchProject)])
    }
}
