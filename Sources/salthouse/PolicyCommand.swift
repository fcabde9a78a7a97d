import DisclosureControl
import Gateway
import Governance
import Linux
import OpenSSL

/// `salthouse policy`: reads policy files, runs their examples, and says what they would change.
struct PolicyCommand {
    private let options: Options
    private let verb: String

    /// The exit code of a comparison that found a difference.
    static let differs: Int32 = 3

    init(_ words: [String]) throws(CommandError) {
        guard let verb = words.first, ["check", "test", "diff", "replay", "offer"].contains(verb) else {
            throw .usage("`policy` takes check, test, diff, replay or offer")
        }
        self.verb = verb
        let (values, flags): (Set<String>, Set<String>) =
            switch verb {
            case "diff": ([], ["--json"])
            case "replay": (["--policies", "--directory"], ["--json", "--reasons"])
            case "offer": (["--policies", "--directory"], [])
            default: (["--policies", "--dominance"], [])
            }
        options = try Options(Array(words.dropFirst()), values: values, flags: flags)
        guard options.rest.count == (verb == "diff" ? 2 : 0) else {
            throw .usage(
                verb == "diff" ? "`policy diff` takes two sets: OLD NEW" : "`policy \(verb)` takes options only")
        }
    }

    func run() throws(CommandError) {
        switch verb {
        case "diff":
            let comparison = PolicyComparison(
                from: try Self.set(at: options.rest[0]), to: try Self.set(at: options.rest[1]))
            try comparison.tell(asJSON: options.has("--json"))
        case "replay":
            let deployment = try Deployment.existing(try options.required("--directory"))
            let set = try Self.set(at: try options.required("--policies"))
            try PolicyReplayReport(of: deployment, under: set).tell(
                asJSON: options.has("--json"), withReasons: options.has("--reasons"))
        case "offer": try offer()
        default: try check()
        }
    }

    private func check() throws(CommandError) {
        let files = try PolicyFiles(named: options.value("--policies"))
        let policy = try files.testedSet()
        let profiles = try files.profiles(of: policy, options.value("--dominance").map { DominanceFile(path: $0) })
        Console.say("policy set \(policy.identity.id) \(policy.identity.version), charter \(policy.identity.charter)")
        Console.say("hash \(policy.identity.hash)")
        Console.say("\(policy.published.count) clauses, profiles: \(profiles.keys.sorted().joined(separator: ", "))")
    }

    /// Lays a set where stewards find it. It changes nothing by itself, so the gateway may be at work.
    private func offer() throws(CommandError) {
        let deployment = try Deployment.existing(try options.required("--directory"))
        let files = try PolicyFiles(named: try options.required("--policies"))
        let policy = try files.testedSet()
        _ = try files.profiles(of: policy, nil)
        try shelving { () throws(StoreError) in try deployment.policies.add(policy) }
        Console.say("hash \(policy.identity.hash)")
        Console.say(
            "two stewards put it into force: POST /v1/policies, then /v1/policies/\(policy.identity.hash)/signatures")
    }

    /// A set in a folder, or one file of a deployment's `policies`.
    private static func set(at path: String) throws(CommandError) -> PolicySet {
        guard FileSystem.kind(path) == .file else { return try PolicyFiles(named: path).policySet() }
        let bytes = try doing { () throws(SystemError) in try FileSystem.readFile(path, maximumBytes: 1 << 24) }
        do throws(PolicyError) {
            return try PolicySet.read(bundle: bytes, digest: { Hex.encode(SHA256.hash($0)) })
        } catch { throw .failed("`\(path)`: \(error.code): \(error.message)") }
    }
}
