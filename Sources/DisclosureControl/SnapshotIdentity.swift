package import Catalogue
import QueryLanguage

/// The analytic release of one dataset, as release keys and answers name it. Never a storage generation.
package struct SnapshotIdentity: Sendable, Hashable {
    package let asOf: Month
    /// Names the dataset's stored bytes without telling anything of them: hexadecimal digits, equal for equal bytes.
    package let digest: String

    package init(asOf: Month, digest: String) {
        self.asOf = asOf
        self.digest = digest
    }
}

extension Predicate {
    /// Every dataset whose rows the predicate reads.
    var datasets: Set<DatasetID> {
        switch self {
        case .everyone, .nobody: []
        case .column(let column, _): column.datasets
        case .events(let test): test.selection.datasets
        case .all(let parts), .any(let parts): parts.reduce(into: []) { $0.formUnion($1.datasets) }
        }
    }
}

extension Column {
    /// Its own dataset, and those that a derived column is worked out from.
    var datasets: Set<DatasetID> { (values ?? []).reduce(into: [dataset]) { $0.formUnion($1.datasets) } }
}

extension RowSelection {
    var datasets: Set<DatasetID> { rows.datasets.union([dataset]) }
}

extension MeasurePart {
    /// Every dataset whose rows the part reads.
    var datasets: Set<DatasetID> {
        switch self {
        case .units(let predicate): predicate.datasets
        case .share(let predicate, let among): predicate.datasets.union(among.datasets)
        case .events(let selection, _), .unitsWithEvents(let selection): selection.datasets
        case .sum(let quantity, .units(let predicate)): predicate.datasets.union([quantity.column.dataset])
        case .sum(_, .rows(let selection, _)): selection.datasets
        case .months(let presence), .unitsPresent(let presence):
            Set([presence.entry, presence.exit].compactMap { $0?.dataset })
        case .divided(let part, .values(let bins)): part.datasets.union([bins.column.dataset])
        case .divided(let part, .strata(let dimensions)):
            part.datasets.union(dimensions.flatMap(\.column.datasets))
        }
    }
}
