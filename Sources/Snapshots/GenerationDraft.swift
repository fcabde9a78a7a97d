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
///
/// Not `Sendable`: the one load that may write has it.
package struct GenerationDraft {
    /// For each dataset its releases, the newest last; never empty.
    private(set) var releases: [DatasetID: [ReleaseDraft]]
    package let spines: Spines
    private(set) var optOuts: OptOutList
    /// The published segment of the list, and how many people had a number then; nil where the list is new.
    private(set) var optOutSegment: (segment: StagedSegment, people: Int)?

    init(
        releases: [DatasetID: [ReleaseDraft]], spines: Spines, optOuts: OptOutList,
        optOutSegment: (segment: StagedSegment, people: Int)?
    ) {
        self.releases = releases
        self.spines = spines
        self.optOuts = optOuts
        self.optOutSegment = optOutSegment
    }

    /// The newest release of each dataset, in the order of their names.
    package var newest: [ReleaseDraft] { releases.sorted { $0.key < $1.key }.compactMap(\.value.last) }

    /// The newest release of a dataset.
    package func newest(_ id: DatasetID) -> ReleaseDraft? { releases[id]?.last }

    /// The register of a kind of unit, by the newest declarations.
    package func register(of unit: StatisticalUnit) -> ReleaseDraft? {
        newest.first { $0.dataset.unit == unit && $0.dataset.isRegister }
    }

    /// Puts a release in place of the one of its month.
    ///
    /// - Parameter kept: how many releases of the dataset stay, this one among them; the oldest others go.
    package mutating func put(_ release: ReleaseDraft, keeping kept: Int) {
        precondition(kept >= 1, "the release that is put stays")
        let id = release.dataset.id
        let others = (releases[id] ?? []).filter { $0.dataset.asOf != release.dataset.asOf }
        releases[id] = (others.suffix(kept - 1) + [release]).sorted { $0.dataset.asOf < $1.dataset.asOf }
    }

    /// Replaces the list of those who have said no.
    package mutating func replace(optOuts list: OptOutList) {
        optOuts = list
        optOutSegment = nil
    }

    /// The catalogues that queries of each month would see. Throws where the declarations do not hang together.
    package func check() throws(CatalogueError) {
        _ = try ReleaseView.all(releases.values.flatMap { $0 }.map(\.dataset)).map { (view) throws(CatalogueError) in
            try CatalogueReader.check(view.datasets)
        }
    }
}

/// A generation that is written and durable, and that nobody is served from yet.
package struct StagedGeneration: Sendable, Hashable {
    package let id: String
    /// The digest of each dataset's newest release, for the audit log.
    package let snapshots: [DatasetID: String]
    let manifestDigest: String
}
