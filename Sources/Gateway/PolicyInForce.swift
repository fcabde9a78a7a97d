import Governance
import Synchronization

/// The policy set in force: one value, which every request reads once.
final class PolicyInForce: Sendable {
    private let current: Mutex<Authorizer>
    /// Entries that name the set in force pass here; a new set waits until none is on its way.
    private let entries = Turnstile()

    init(_ authorizer: Authorizer) { current = Mutex(authorizer) }

    var now: Authorizer { current.withLock { $0 } }

    /// Runs `body` while no other set comes into force. Throws `policyChanged` where one has since `policy` was read.
    func whileUnchanged<Value>(
        _ policy: PolicyIdentity, _ body: () throws(GatewayError) -> Value
    ) throws(GatewayError) -> Value {
        try entries.passing { () throws(GatewayError) in
            guard now.policy.identity == policy else { throw .policyChanged }
            return try body()
        }
    }

    /// Puts another set into force once `telling` has told the log.
    func replace<Value>(
        by next: Authorizer, telling: () throws(GatewayError) -> Value
    ) throws(GatewayError) -> Value {
        try entries.still { () throws(GatewayError) in
            let told = try telling()
            current.withLock { $0 = next }
            return told
        }
    }
}
