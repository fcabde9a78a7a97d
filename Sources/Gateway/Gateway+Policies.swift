package import AuditLog
import DisclosureControl
package import Governance
package import Identity
package import JSON
import Snapshots
import Synchronization

/// A policy set that may come into force, beside the one that is.
package struct PolicyOffer: Sendable {
    package enum Stage: String, Sendable {
        case offered, proposed
        /// Signed by two; the next start puts it into force, because it protects numbers in another way.
        case agreed
        case inForce = "in-force"
    }

    package let hash: String
    package let stage: Stage
    /// Nil where the files do not read; `problem` says why.
    package let identity: PolicyIdentity?
    package let problem: String?
    package let proposal: PolicyHistory.Proposal?
    /// What it says otherwise than the set in force.
    package let difference: PolicyDifference?
    /// Whether it can come into force at once: numbers stay protected as they are.
    package let isImmediate: Bool
    /// The version of everything about policies, for `If-Match`.
    package let version: Int
}

/// Rules that change: two different stewards sign a set's hash, and it decides from the next request on.
extension Gateway {
    /// How the set in force came to be.
    package var policyActivation: PolicyHistory.Activation? { policyHistory.withLock { $0.inForce } }

    /// Every set on the shelf but the one in force, by hash.
    package func policyOffers() throws(GatewayError) -> [PolicyOffer] {
        let inForce = policy.identity.hash
        let hashes = try storing { () throws(StoreError) in try parts.shelf.hashes() }
        var offers: [PolicyOffer] = []
        for hash in hashes.sorted() where hash != inForce {
            if let offer = try policyOffer(hash) { offers.append(offer) }
        }
        return offers
    }

    /// One set; nil where none lies on the shelf under this hash.
    package func policyOffer(_ hash: String) throws(GatewayError) -> PolicyOffer? {
        let current = policy
        let shelved = try storing { () throws(StoreError) in try ShelvedPolicy(hash, on: parts.shelf) }
        guard let shelved else { return nil }
        let history = policyHistory.withLock { $0 }
        let proposal = history.proposals.first { $0.hash == hash }
        let stage: PolicyOffer.Stage =
            if current.identity.hash == hash { .inForce } else if history.agreed?.hash == hash { .agreed } else {
                proposal == nil ? .offered : .proposed
            }
        switch shelved {
        case .unusable(_, let problem):
            return PolicyOffer(
                hash: hash, stage: stage, identity: nil, problem: problem, proposal: proposal, difference: nil,
                isImmediate: false, version: history.version)
        case .set(let set):
            return PolicyOffer(
                hash: hash, stage: stage, identity: set.identity, problem: nil, proposal: proposal,
                difference: PolicyDifference(from: current, to: set), isImmediate: set.protects(as: current),
                version: history.version)
        }
    }

    /// What proposing or signing a set came to.
    package enum PolicyStep: Sendable {
        case done(PolicyOffer, Receipt)
        case refused(Refusal, Receipt)
        case unreadable(JSONError)
        /// Something about policies happened since the asker read it; this is its version now.
        case changedMeanwhile(version: Int)
        case notThere
    }

    /// Proposes a set that lies on the shelf: the first of two signatures.
    package func propose(_ body: JSONValue, by steward: AuthenticatedPrincipal) throws(GatewayError) -> PolicyStep {
        let hash: String
        let words: String
        do throws(JSONError) { (hash, words) = try Self.proposal(body) } catch { return .unreadable(error) }
        return try changes.holding(["policies"]) { () throws(GatewayError) in
            let shelved = try storing { () throws(StoreError) in try ShelvedPolicy(hash, on: parts.shelf) }
            guard let shelved else { return .notThere }
            let history = policyHistory.withLock { $0 }
            var objections = try objections(to: shelved)
            if history.proposals.contains(where: { $0.hash == hash }) || history.agreed?.hash == hash {
                objections.append(
                    .aboutPolicies("This set is proposed already.", change: "Sign it, if you want it too."))
            }
            guard objections.isEmpty, case .set(let set) = shelved else { return try refuse(objections, steward) }
            let receipt = try tell(
                GovernanceEvent(
                    type: "policy.propose",
                    fields: [
                        "bundle": .string(hash), "charter": .string(set.identity.charter),
                        "by": .string(pseudonym(of: steward)),
                    ],
                    disclosed: ["steward": .string(steward.person.description), "words": .string(words)]),
                subject: steward.person.description, [])
            return try done(hash, receipt)
        }
    }

    private static func proposal(_ body: JSONValue) throws(JSONError) -> (hash: String, words: String) {
        let fields = try JSONCursor(body).object()
        try fields.allowOnly("hash", "reason")
        let place = try fields.required("hash")
        let hash = try place.string()
        guard hash.utf8.count == 64, hash.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { throw place.fail("write the 64 digits of its hash") }
        return (hash, try fields.required("reason").text(1...2000))
    }

    /// The second signature. The set is in force when this returns, or after the next start where it protects numbers
    /// in another way.
    package func signPolicy(
        _ hash: String, version: Int, by steward: AuthenticatedPrincipal
    ) throws(GatewayError) -> PolicyStep {
        let step = try changes.holding(["policies"]) { () throws(GatewayError) -> PolicyStep in
            let history = policyHistory.withLock { $0 }
            guard let proposal = history.proposals.first(where: { $0.hash == hash }) else { return .notThere }
            guard history.version == version else { return .changedMeanwhile(version: history.version) }
            let shelved = try storing { () throws(StoreError) in try ShelvedPolicy(hash, on: parts.shelf) }
            guard let shelved else { return .notThere }
            let own = pseudonym(of: steward)
            var objections = try objections(to: shelved)
            if proposal.by == own {
                objections.append(
                    .aboutPolicies(
                        "You have signed this set yourself, and two different stewards must.",
                        change: "Ask a second steward to read it and sign."))
            }
            guard objections.isEmpty, case .set(let set) = shelved else { return try refuse(objections, steward) }
            let receipt = try enact(set, approvers: [proposal.by, own], by: steward)
            return try done(hash, receipt)
        }
        // What was let in under other rules ends.
        reconsider { _ in true }
        return step
    }

    private func enact(
        _ set: PolicySet, approvers: [String], by steward: AuthenticatedPrincipal
    ) throws(GatewayError) -> Receipt {
        let current = policy
        let person = steward.person.description
        let disclosures = [Disclosed(name: "steward", value: .string(person), subject: person)]
        func tell(_ draft: AuditDraft) throws(GatewayError) -> AuditEntry {
            // Before the log, so that the next start knows where to look, whatever happens here.
            try storing { () throws(StoreError) in
                try parts.shelf.remember([current.identity.hash, set.identity.hash])
            }
            return try append([
                AuditDraft(type: draft.type, event: draft.event, disclosures: disclosures, sameBatch: [:])
            ])[0]
        }
        guard set.protects(as: current) else {
            let entry = try tell(
                AuditDraft(
                    type: "policy.agree",
                    event: [
                        "bundle": .string(set.identity.hash), "charter": .string(set.identity.charter),
                        "approvers": .array(approvers.map { .string($0) }), "req": .string(parts.requestName()),
                    ]))
            return try receipt(entry.seq, disclosures: [])
        }
        let next = Authorizer(policy: set, digest: GatewayParts.digest)
        let entry = try policies.replace(by: next) { () throws(GatewayError) in
            try tell(activation(of: set.identity, approvers: approvers))
        }
        // Where this fails the next start asks the log.
        try? parts.shelf.remember([set.identity.hash])
        return try receipt(entry.seq, disclosures: [])
    }

    private func done(_ hash: String, _ receipt: Receipt) throws(GatewayError) -> PolicyStep {
        guard let offer = try policyOffer(hash) else { return .notThere }
        return .done(offer, receipt)
    }

    private func refuse(
        _ objections: [RefusalReason], _ steward: AuthenticatedPrincipal
    ) throws(GatewayError) -> PolicyStep {
        let receipt = try recordRejection(
            code: Refusal.unfitPolicyCode, status: 409, place: "policies", pointer: nil, by: steward)
        return .refused(Refusal(code: Refusal.unfitPolicyCode, reasons: objections, verdicts: []), receipt)
    }

    /// A steward's name in the log, wherever they sign.
    private func pseudonym(of steward: AuthenticatedPrincipal) -> String {
        parts.pseudonym("steward", steward.person.description)
    }
}
