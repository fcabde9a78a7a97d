package import Catalogue
import Identity
import QueryLanguage

/// Which controllers of a dataset have agreed to a project's text, and what that leaves of the dataset (LEG-2).
package struct Coverage: Sendable, Hashable {
    package let agreed: [Controller]
    /// Have not agreed, and their rows can be left out.
    package let leftOut: [Controller]
    /// Have not agreed, and without them there is nothing to ask.
    package let lacking: [Controller]

    /// - Parameter hasSigned: whether a controller's signature holds.
    init(of dataset: Dataset, hasSigned: (Controller) -> Bool) {
        agreed = dataset.controllers.filter(hasSigned)
        let others = dataset.controllers.filter { !hasSigned($0) }
        // Somebody must have agreed to the rows that are left.
        let isDivided = agreed.contains { $0.rows != nil }
        leftOut = isDivided ? others.filter { $0.rows != nil } : []
        lacking = isDivided ? others.filter { $0.rows == nil } : others
    }
}

extension ProjectText {
    /// What the signatures leave of a dataset on this day.
    func coverage(of dataset: Dataset, on day: CivilDay) -> Coverage {
        Coverage(of: dataset) { hasSigned(controller: $0.id, on: day) }
    }

    /// What they leave of each, in the order of the datasets' names.
    func coverages(
        of datasets: Set<DatasetID>, in catalogue: Catalogue, on day: CivilDay
    ) -> [(dataset: Dataset, coverage: Coverage)] {
        datasets.sorted().compactMap { catalogue.dataset($0) }.map { ($0, coverage(of: $0, on: day)) }
    }
}

extension [(dataset: Dataset, coverage: Coverage)] {
    /// The names of those without whom nothing can be asked, each once.
    var lacking: [String] { [String](Set(flatMap(\.coverage.lacking).map(\.name))) }

    /// What is left out, in words such as `household: Sefton Council`.
    var leftOut: [String] {
        flatMap { dataset, coverage in coverage.leftOut.map { "\(dataset.id): \($0.name)" } }
    }

    /// The rows that may count, of each dataset that has others too.
    var covered: [CoveredRows] {
        filter { !$1.leftOut.isEmpty }.map { CoveredRows($0, leavingOut: $1.leftOut) }
    }
}
