import DisclosureControl
import Governance

/// `salthouse policy`: reads the policy files, and runs the examples beside the clauses.
struct PolicyCommand {
    private let options: Options
    private let verb: String

    init(_ words: [String]) throws(CommandError) {
        guard let verb = words.first, ["check", "test"].contains(verb) else {
            throw .usage("`policy` takes check or test")
        }
        self.verb = verb
        options = try Options(Array(words.dropFirst()), values: ["--policies", "--dominance"], flags: [])
    }

    func run() throws(CommandError) {
        let files = try PolicyFiles(named: options.value("--policies"))
        let policy = try files.policySet()
        let profiles = try files.profiles(options.value("--dominance").map { DominanceFile(path: $0) })
        if verb == "test" {
            let failures = policy.test()
            for failure in failures { Console.say("\(failure)") }
            guard failures.isEmpty else { throw .failed("\(failures.count) examples came out otherwise") }
        }
        Console.say("policy set \(policy.identity.id) \(policy.identity.version), charter \(policy.identity.charter)")
        Console.say("hash \(policy.identity.hash)")
        Console.say("\(policy.published.count) clauses, profiles: \(profiles.keys.sorted().joined(separator: ", "))")
    }
}
