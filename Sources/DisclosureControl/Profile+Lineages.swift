import Catalogue
import JSON

extension Profile {
    /// The profiles of a gateway by name, each knowing which datasets the others protect.
    ///
    /// Throws `DisclosureError.profile` where two have one name, name one dataset, or add noise to sensitive ones.
    package static func together(_ profiles: [Profile]) throws(DisclosureError) -> [String: Profile] {
        var owner: [DatasetID: String] = [:]
        var result: [String: Profile] = [:]
        let noisy = profiles.filter { if case .allBut = $0.lineages { $0.protectsSensitive } else { false } }
        guard noisy.count <= 1 else {
            throw .profile(
                JSONCursor(.null).fail("only one profile with noise may say that it is for `sensitive` data"))
        }
        for profile in profiles {
            guard result.updateValue(profile, forKey: profile.name) == nil else {
                throw .profile(JSONCursor(.null).fail("there are two profiles `\(profile.name)`"))
            }
            guard case .only(let datasets) = profile.lineages else { continue }
            for dataset in datasets.sorted() {
                guard let other = owner.updateValue(profile.name, forKey: dataset) else { continue }
                throw .profile(
                    JSONCursor(.null).fail("`\(dataset)` has two profiles, `\(other)` and `\(profile.name)`"))
            }
        }
        return result.mapValues { $0.leaving(Set(owner.keys)) }
    }

    /// The same profile, which protects everything that is not named elsewhere.
    private func leaving(_ named: Set<DatasetID>) -> Profile {
        guard case .allBut = lineages else { return self }
        return changed(mechanism: mechanism, lineages: .allBut(named))
    }

    /// Datasets that a query rests on and that this profile does not protect, among them the register of what is counted.
    func strangers(among datasets: Set<DatasetID>, in catalogue: Catalogue) -> [DatasetID] {
        datasets.filter { dataset in
            let isSensitive = catalogue.dataset(dataset)?.tier == .sensitive
            return !lineages.contains(dataset) || (isSensitive && !protectsSensitive)
        }.sorted()
    }
}
