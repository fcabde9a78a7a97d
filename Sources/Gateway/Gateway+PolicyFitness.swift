import DisclosureControl
import Governance
import Snapshots
import Synchronization

/// Why a policy set cannot come into force, before anybody signs it.
extension Gateway {
    /// The most examples that are told of.
    private static let mostExamples = 5

    func objections(to shelved: ShelvedPolicy) throws(GatewayError) -> [RefusalReason] {
        switch shelved {
        case .unusable(_, let problem):
            return [
                .aboutPolicies("These rules cannot be read: \(problem).", change: "Correct the file that is named.")
            ]
        case .set(let set):
            let current = policy
            guard set.identity.hash != current.identity.hash else {
                return [.aboutPolicies("These rules are in force already.", change: "There is nothing to change.")]
            }
            let failures = set.test().prefix(Self.mostExamples).map { failure in
                RefusalReason.aboutPolicies(
                    "The examples do not hold: \(failure.message).", change: "Correct the clause, or the example.")
            }
            return failures + (set.protects(as: current) ? [] : unfitProfiles(of: set))
        }
    }

    /// What would stop the next start.
    private func unfitProfiles(of set: PolicySet) -> [RefusalReason] {
        func reason(_ problem: String) -> RefusalReason {
            .aboutPolicies(
                "The profiles of these rules cannot be used: \(problem).", change: "Correct the profile that is named.")
        }
        let profiles: [String: Profile]
        do throws(ProfileFault) { profiles = try together(try set.profiles()) } catch {
            return [reason("\(error.file ?? "profiles"): \(error.error.message)")]
        }
        do throws(GatewayError) {
            try keptProfiles.withLock { kept throws(GatewayError) in try kept.check(profiles) }
        } catch { return [reason(error.message)] }
        guard let unfit = parts.generation()?.unfitGroupings(under: profiles) else { return [] }
        return [reason(GatewayError.unfitGroupings(unfit).message)]
    }

    private func together(_ profiles: [Profile]) throws(ProfileFault) -> [String: Profile] {
        do throws(DisclosureError) { return try Profile.together(profiles) } catch {
            throw ProfileFault(file: nil, error: error)
        }
    }
}

extension RefusalReason {
    static func aboutPolicies(_ message: String, change: String) -> RefusalReason {
        RefusalReason(clause: "OVR-3", message: message, change: change, ask: "the operator of this gateway")
    }
}
