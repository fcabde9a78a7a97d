package import Catalogue
package import JSON

/// A dataset on its way into a generation: the declaration as it was read, and the rows.
package struct DatasetDraft: Sendable {
    package let declaration: JSONValue
    package let dataset: Dataset
    package let unitOfRow: [UInt32]
    package let columns: [String: [UInt32]]
    package let links: [String: [UInt32]]

    package init(
        declaration: JSONValue, dataset: Dataset, unitOfRow: [UInt32], columns: [String: [UInt32]],
        links: [String: [UInt32]]
    ) {
        self.declaration = declaration
        self.dataset = dataset
        self.unitOfRow = unitOfRow
        self.columns = columns
        self.links = links
    }
}

/// The list of those who have said no, by pseudonym, so that it also holds for people who are loaded later.
package struct OptOutList: Sendable {
    /// The day of the list, `YYYY-MM-DD`.
    package let version: String
    package let persons: [OptOutKind: [Pseudonym]]

    package init(version: String, persons: [OptOutKind: [Pseudonym]]) {
        self.version = version
        self.persons = persons
    }
}

/// Everything that a new generation will hold.
package struct GenerationDraft: Sendable {
    package var datasets: [DatasetID: DatasetDraft]
    package var spines: [StatisticalUnit: Spine]
    package var optOuts: OptOutList

    package init(datasets: [DatasetID: DatasetDraft], spines: [StatisticalUnit: Spine], optOuts: OptOutList) {
        self.datasets = datasets
        self.spines = spines
        self.optOuts = optOuts
    }
}

/// A generation that is written and durable, and that nobody is served from yet.
package struct StagedGeneration: Sendable, Hashable {
    package let id: String
    /// The digest of each dataset, for the audit log.
    package let snapshots: [DatasetID: String]
    let manifestDigest: String
}
