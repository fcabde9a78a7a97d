import Catalogue

/// Which release of each dataset a query of one month sees.
struct ReleaseView {
    let asOf: Month
    /// One release of each dataset, in the order of their names.
    let datasets: [Dataset]

    /// A view for each month that any dataset has a release of, the newest last.
    ///
    /// Of each dataset it holds the release of that month; without one the newest before it, or else the oldest: rows of
    /// another month are there for links, and a query that names them is refused by its month.
    static func all(_ releases: [Dataset]) -> [ReleaseView] {
        let byDataset = Dictionary(grouping: releases, by: \.id).sorted { $0.key < $1.key }.map(\.value)
        return Set(releases.map(\.asOf)).sorted().map { month in
            ReleaseView(
                asOf: month,
                datasets: byDataset.compactMap { releases in
                    let rising = releases.sorted { $0.asOf < $1.asOf }
                    return rising.last { $0.asOf <= month } ?? rising.first
                })
        }
    }
}
