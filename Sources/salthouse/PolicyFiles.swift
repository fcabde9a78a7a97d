import DisclosureControl
import Gateway
import Governance
import JSON
import Linux
import OpenSSL

/// A folder of policy files: the charter's clauses and the protection profiles.
struct PolicyFiles {
    let directory: String

    /// The folder that was named, or the one of the checkout that the program was built in, or the installed one.
    init(named: String?) throws(CommandError) {
        if let named {
            directory = named
            return
        }
        for candidate in Self.candidates where FileSystem.exists("\(candidate)/charter.json") {
            directory = candidate
            return
        }
        throw .failed("the policy files were not found; name their folder with --policies")
    }

    private static var candidates: [String] {
        var folder = FileSystem.parent(of: Program.path)
        var candidates: [String] = []
        while folder != "/", folder != ".", candidates.count < 12 {
            candidates.append("\(folder)/policies")
            folder = FileSystem.parent(of: folder)
        }
        return candidates + ["/usr/share/salthouse/policies", "/usr/local/share/salthouse/policies"]
    }

    func policySet() throws(CommandError) -> PolicySet {
        var files: [PolicyFile] = []
        try collect("", into: &files)
        do throws(PolicyError) {
            return try PolicySet.read(files: files, digest: { Hex.encode(SHA256.hash($0)) })
        } catch { throw .failed("\(error.code): \(error.message)") }
    }

    /// The same, once its examples came out as they say.
    func testedSet() throws(CommandError) -> PolicySet {
        let policy = try policySet()
        let failures = policy.test()
        for failure in failures.dropFirst() { Console.tell(failure.message) }
        if let first = failures.first { throw .failed(first.message) }
        return policy
    }

    /// The set's protection profiles by name, with the rules that the site keeps to itself where they need them: no file
    /// of these is looked for otherwise, or where none is named.
    func profiles(of policy: PolicySet, _ dominance: DominanceFile?) throws(CommandError) -> [String: Profile] {
        var profiles: [Profile]
        do throws(ProfileFault) { profiles = try policy.profiles() } catch {
            throw .failed("`\(directory)/\(error.file ?? "profiles")`: \(error.error.code): \(error.error.message)")
        }
        if let dominance {
            for (index, profile) in profiles.enumerated() where profile.needsDominanceRules {
                profiles[index] = profile.keeping(try dominance.rules(for: profile.name))
            }
        }
        do throws(DisclosureError) { return try Profile.together(profiles) } catch {
            throw .failed("`\(directory)/profiles`: \(error.code): \(error.message)")
        }
    }

    /// The published JSON Schema of a query, which the interface's own description holds.
    func querySchema() throws(CommandError) -> JSONValue {
        let path = "\(directory)/schemas/query.schema.json"
        let bytes = try doing { () throws(SystemError) in try FileSystem.readFile(path, maximumBytes: 1 << 20) }
        do throws(JSONError) { return try JSONValue(parsing: bytes, limits: .document) } catch {
            throw .failed("`\(path)`, \(error.pointer): \(error.message)")
        }
    }

    private func collect(_ folder: String, into files: inout [PolicyFile]) throws(CommandError) {
        let path = folder.isEmpty ? directory : "\(directory)/\(folder)"
        let names = try doing { () throws(SystemError) in try FileSystem.list(path) }
        for name in names.sorted() where name != "declarations" {
            let inner = folder.isEmpty ? name : "\(folder)/\(name)"
            if FileSystem.kind("\(directory)/\(inner)") == .directory {
                try collect(inner, into: &files)
            } else if name.hasSuffix(".json") {
                let bytes = try doing { () throws(SystemError) in
                    try FileSystem.readFile("\(directory)/\(inner)", maximumBytes: 1 << 20)
                }
                files.append(PolicyFile(name: inner, bytes: bytes))
            }
        }
    }
}
