package import Catalogue
package import JSON

/// One release of a dataset on its way into a generation: the declaration as it was read, and the segments of its rows.
package struct ReleaseDraft: Sendable {
    package let declaration: JSONValue
    package let dataset: Dataset
    package let segments: [StagedSegment]

    package init(declaration: JSONValue, dataset: Dataset, segments: [StagedSegment]) {
        self.declaration = declaration
        self.dataset = dataset
        self.segments = segments
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

/// Everything that a new generation will hold: that of the generation before, and what a load changes in it.
package struct GenerationDraft: Sendable {
    package var datasets: [DatasetID: ReleaseDraft]
    /// The units that had numbers before, and those that got one in this load.
    package var spines: [StatisticalUnit: SpineDraft]
    package var optOuts: OptOutList
    /// The published segment of the list; nil where the list is new.
    var optOutSegment: StagedSegment?

    /// Replaces the list of those who have said no.
    package mutating func replace(optOuts list: OptOutList) {
        optOuts = list
        optOutSegment = nil
    }
}

/// A spine and how much of it is published.
package struct SpineDraft: Sendable {
    package var spine: Spine
    let published: [StagedSegment]
    let publishedCount: Int

    package static let empty = SpineDraft(spine: .empty, published: [], publishedCount: 0)

    var hasGrown: Bool { spine.count > publishedCount }
}

/// A generation that is written and durable, and that nobody is served from yet.
package struct StagedGeneration: Sendable, Hashable {
    package let id: String
    /// The digest of each dataset, for the audit log.
    package let snapshots: [DatasetID: String]
    let manifestDigest: String
}
