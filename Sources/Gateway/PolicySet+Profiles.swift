package import DisclosureControl
package import Governance
import JSON

/// A profile of a policy set that cannot be used.
package struct ProfileFault: Error, Hashable {
    /// The document, such as `profiles/standard.json`; nil where it is about all of them together.
    package let file: String?
    package let error: DisclosureError
}

extension PolicySet {
    /// The protection profiles of the set, each with the perturbation table that it names. Rules that a site keeps to
    /// itself are not in a policy set: whoever needs them adds them.
    package func profiles() throws(ProfileFault) -> [Profile] {
        var tables: [PerturbationTable] = []
        for (name, document) in documents(in: "profiles/perturbation/") {
            tables.append(
                try reading("profiles/perturbation/\(name)") { () throws(DisclosureError) in
                    try PerturbationTable(document)
                })
        }
        var profiles: [Profile] = []
        for (name, document) in documents(in: "profiles/") {
            profiles.append(
                try reading("profiles/\(name)") { () throws(DisclosureError) in
                    try Profile(document, perturbations: tables)
                })
        }
        return profiles
    }

    private func reading<Value>(
        _ file: String, _ body: () throws(DisclosureError) -> Value
    ) throws(ProfileFault) -> Value {
        do throws(DisclosureError) { return try body() } catch { throw ProfileFault(file: file, error: error) }
    }
}
