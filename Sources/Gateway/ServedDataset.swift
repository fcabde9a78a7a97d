package import Catalogue
package import Identity

/// A dataset as it is served: what anybody signed in may know of it. Nothing here follows from its rows.
package struct ServedDataset: Sendable {
    package let dataset: Dataset
    /// The months of which it has a release, rising. With `asOf` a question names one that all its datasets have.
    package let releases: [Month]
    /// When a load last brought it, also where that load had no new rows; nil where an earlier version loaded it.
    package let lastLoaded: Moment?
}
