package import Catalogue
package import DisclosureControl
package import Snapshots

/// Groupings that cross, in a dataset whose profile takes one tree only.
package struct UnfitGroupings: Sendable, Hashable {
    package let crossing: CrossingGroupings
    package let profile: String
}

extension Generation {
    /// The first dataset of any kept release whose groupings its profile does not take; nil where all fit.
    ///
    /// The exact profiles show true counts: of two groups that cross, what lies in one alone is a difference of two tables
    /// that nobody audits together.
    package func unfitGroupings(under profiles: [String: Profile]) -> UnfitGroupings? {
        let exact = profiles.values.filter(\.takesOneTreeOnly).sorted { $0.name < $1.name }
        for asOf in releases {
            for dataset in pinned(at: asOf).catalogue.datasets {
                guard let profile = exact.first(where: { $0.lineages.contains(dataset.id) }),
                    let crossing = dataset.crossingGroupings
                else { continue }
                return UnfitGroupings(crossing: crossing, profile: profile.name)
            }
        }
        return nil
    }
}
