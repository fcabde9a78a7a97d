package import Catalogue
package import JSON
package import Linux
import OpenSSL

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
package struct OptOutList: Sendable, Hashable {
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
    package private(set) var optOuts: OptOutList
    /// The published segment of the list, and how many people had a number then; nil where the list is new.
    private(set) var optOutSegment: (segment: StagedSegment, people: Int)?
    /// References and look-ups in the order of their names.
    package private(set) var references: [ReferenceDraft]
    /// The definitions of derived variables, in the order of their names.
    package private(set) var definitions: [DefinitionDraft]
    /// When a load last brought rows of each dataset, or found none to bring.
    package var lastLoaded: [DatasetID: UnixTime]

    init(
        releases: [DatasetID: [ReleaseDraft]], spines: Spines, optOuts: OptOutList,
        optOutSegment: (segment: StagedSegment, people: Int)?, references: [ReferenceDraft],
        definitions: [DefinitionDraft], lastLoaded: [DatasetID: UnixTime]
    ) {
        self.releases = releases
        self.spines = spines
        self.optOuts = optOuts
        self.optOutSegment = optOutSegment
        self.references = references
        self.definitions = definitions
        self.lastLoaded = lastLoaded
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
    ///
    /// Answers are kept under the day of their list, so a day has one list for ever, and days rise. Gives false, and
    /// changes nothing, where the list is older than the one that is loaded, or another one for its day.
    package mutating func replace(optOuts list: OptOutList) -> Bool {
        if list == optOuts { return true }
        guard list.version > optOuts.version else { return false }
        optOuts = list
        optOutSegment = nil
        return true
    }

    /// The declarations of the look-ups among them.
    package var lookups: [JSONValue] { references.map(\.declaration).filter(CatalogueReader.isLookup) }

    /// Adds a reference. Throws `repeatedReference` where its name and version stand for other numbers already.
    package mutating func add(_ reference: ReferenceDraft) throws(CatalogueError) {
        guard references.take(reference) else { throw .repeatedReference(reference.id) }
    }

    /// Takes a reference out; gives false where there is none of that name.
    package mutating func remove(_ reference: ReferenceID) -> Bool { references.drop(reference) }

    /// Adds the definition of a derived variable. Throws `repeatedDefinition` where its name and version stand for another
    /// one already.
    package mutating func add(_ definition: DefinitionDraft) throws(CatalogueError) {
        guard definitions.take(definition) else { throw .repeatedDefinition(definition.id) }
    }

    /// Takes a derived variable out; gives false where there is none of that name.
    package mutating func remove(_ definition: VariableName) -> Bool { definitions.drop(definition) }

    /// The catalogue that queries of the newest month will see, after those of each month were looked at. Throws where the
    /// declarations do not hang together, a reference or definition does not fit the newest of them, or a grouping is
    /// not that of the look-up that it names.
    package func catalogue() throws(CatalogueError) -> Catalogue {
        let datasets = releases.values.flatMap { $0 }.map(\.dataset)
        var newest = Catalogue([])
        for view in ReleaseView.all(datasets) { newest = try CatalogueReader.check(view.datasets) }
        newest = try CatalogueReader.add(references.map(\.declaration), to: newest)
        try CatalogueReader.checkLookups(datasets, in: newest)
        return try CatalogueReader.define(definitions.map(\.declaration), in: newest)
    }
}

/// A generation that is written and durable, and that nobody is served from yet.
package struct StagedGeneration: Sendable, Hashable {
    package let id: String
    /// SHA-256 of the manifest, hexadecimal.
    let manifestDigest: String

    init(id: String, manifestDigest: String) {
        self.id = id
        self.manifestDigest = manifestDigest
    }

    /// What a file of the data directory names; nil where it cannot be the name of a generation in it.
    init?(named id: String, digest: String) {
        guard !id.contains("/"), id != "..", Hex.decode(digest)?.count == SHA256.byteCount else { return nil }
        self.init(id: id, manifestDigest: digest)
    }
}
