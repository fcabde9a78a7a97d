import AuditLog
import DisclosureControl
import Gateway
import Governance
import OpenSSL

/// With which policy set a deployment starts: that of the last activation in the log, whatever lies in a folder.
struct PolicyChoice {
    let policy: PolicySet
    let profiles: [String: Profile]
    /// Where the query schema lies, which is no part of a set.
    let files: PolicyFiles

    /// - Parameter folder: the policy files that were named on the command line; nil for the installed ones.
    init(in open: OpenDeployment, folder: String?, dominance: DominanceFile) throws(CommandError) {
        files = try PolicyFiles(named: folder)
        let shelf = open.deployment.policies
        let remembered = try shelving { () throws(StoreError) in try shelf.rememberedHashes() }
        let given = folder == nil && !remembered.isEmpty ? nil : try files.testedSet()
        if remembered.count == 1, let hash = remembered.first, given == nil || given?.identity.hash == hash {
            if let given { policy = given } else { policy = try Self.shelved(hash, shelf) }
        } else {
            policy = try Self.byLog(open, given, shelf, isNamed: folder != nil)
        }
        profiles = try files.profiles(of: policy, dominance)
        try shelving { () throws(StoreError) in try shelf.add(policy) }
    }

    /// Notes that this set is in force. Call it once the log says so.
    func settle(in deployment: Deployment) throws(CommandError) {
        try shelving { () throws(StoreError) in try deployment.policies.remember([policy.identity.hash]) }
    }

    /// Asks the log itself: in a new deployment, after an activation, and where a folder holds another set.
    private static func byLog(
        _ open: OpenDeployment, _ given: PolicySet?, _ shelf: PolicyFolder, isNamed: Bool
    ) throws(CommandError) -> PolicySet {
        var history = PolicyHistory()
        try logging { () throws(AuditError) in try open.log.replay { history.hear($0) } }
        guard let inForce = history.inForce?.hash else {
            guard let given else { throw .failed("the log names no policy set; name a folder with --policies") }
            return given
        }
        let due = history.agreed?.hash ?? inForce
        guard let given else { return try shelved(due, shelf) }
        if given.identity.hash == due { return given }
        // What nobody was judged by yet, the operator may still change; what stewards did away with is no swap.
        if !history.hasDecided { return given }
        guard !isNamed || history.earlier.contains(given.identity.hash) else {
            throw .told(GatewayError.otherPolicy(inForce: inForce, given: given.identity.hash))
        }
        Console.tell(
            "the policy folder holds another set than the one in force; it is not used: \(given.identity.hash)")
        return try shelved(due, shelf)
    }

    static func shelved(_ hash: String, _ shelf: PolicyFolder) throws(CommandError) -> PolicySet {
        switch try shelving({ () throws(StoreError) in try ShelvedPolicy(hash, on: shelf) }) {
        case .set(let set): return set
        case .unusable(_, let problem): throw .failed("`\(shelf.path(of: hash))`: \(problem)")
        case nil:
            throw .failed(
                "the policy set in force is missing: `\(shelf.path(of: hash))`. Put it back from a backup, or name the "
                    + "folder that holds it with --policies")
        }
    }
}

/// Runs calls of the shelf with the command's error.
func shelving<Value>(_ body: () throws(StoreError) -> Value) throws(CommandError) -> Value {
    do throws(StoreError) { return try body() } catch { throw .told(error) }
}
