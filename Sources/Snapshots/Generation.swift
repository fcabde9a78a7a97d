package import Catalogue
package import Linux

/// Everything that one linked query may see, as one whole: it never changes, and stays readable while it is held.
package struct Generation: Sendable {
    /// The name of the generation, unique for a data directory.
    package let id: String
    /// How many units of each kind have a number: numbers run from 0.
    package let spineSizes: [StatisticalUnit: Int]
    /// Whether no row in it is of anybody: rows made from the catalogue alone.
    package let isMadeUp: Bool
    package let optOuts: OptOutTable
    /// The SHA-256 of each reference, hexadecimal, as the audit log knows it.
    package let referenceDigests: [ReferenceID: String]
    /// The same of each definition of a derived variable.
    package let definitionDigests: [VariableName: String]
    /// When a load last brought each dataset, whether or not there were new rows; nothing of data from earlier versions.
    package let lastLoaded: [DatasetID: UnixTime]
    private let view: GenerationView
    /// What queries of each month see, where a dataset has a release of that month.
    private let views: [Month: GenerationView]
    /// What is behind the mapped columns; nil in memory.
    private let source: GenerationSource?

    init(
        id: String, view: GenerationView, views: [Month: GenerationView], spineSizes: [StatisticalUnit: Int],
        optOuts: OptOutTable, referenceDigests: [ReferenceID: String], definitionDigests: [VariableName: String],
        lastLoaded: [DatasetID: UnixTime],
        source: GenerationSource?, isMadeUp: Bool
    ) {
        self.id = id
        self.isMadeUp = isMadeUp
        self.view = view
        self.views = views
        self.spineSizes = spineSizes
        self.optOuts = optOuts
        self.referenceDigests = referenceDigests
        self.definitionDigests = definitionDigests
        self.lastLoaded = lastLoaded
        self.source = source
    }

    /// The declarations of the releases that this generation shows: the newest, unless it is pinned.
    package var catalogue: Catalogue { view.catalogue }
    /// The rows of the releases that this generation shows.
    package var tables: [DatasetID: DatasetTable] { view.tables }

    /// The digest of every release of every dataset, as the audit log knows them.
    package var digests: [(dataset: DatasetID, asOf: Month, digest: String)] {
        var known: Set<String> = []
        return ([view] + views.sorted { $0.key < $1.key }.map(\.value))
            .flatMap { $0.tables.sorted { $0.key < $1.key }.map(\.value) }
            .filter { known.insert("\($0.dataset) \($0.asOf) \($0.digest)").inserted }
            .map { ($0.dataset, $0.asOf, $0.digest) }
    }

    /// The months that some dataset has a release of, rising.
    package var releases: [Month] { views.keys.sorted() }

    /// The months of which this dataset has a release here, rising.
    package func releases(of id: DatasetID) -> [Month] {
        Set(([view] + views.values).compactMap { $0.tables[id]?.asOf }).sorted()
    }

    /// The same generation as it shows the releases of a month; itself where no dataset has one of that month.
    package func pinned(at asOf: Month) -> Generation {
        Generation(
            id: id, view: views[asOf] ?? view, views: views, spineSizes: spineSizes, optOuts: optOuts,
            referenceDigests: referenceDigests, definitionDigests: definitionDigests, lastLoaded: lastLoaded,
            source: source, isMadeUp: isMadeUp)
    }

    /// A generation in memory, such as a test's.
    package init(
        id: String, catalogue: Catalogue, spineSizes: [StatisticalUnit: Int], tables: [DatasetID: DatasetTable],
        optOuts: OptOutTable
    ) {
        let view = GenerationView(catalogue: catalogue, tables: tables)
        self.init(
            id: id, view: view, views: [:], spineSizes: spineSizes, optOuts: optOuts, referenceDigests: [:],
            definitionDigests: [:], lastLoaded: [:], source: nil, isMadeUp: false)
    }

    /// Rows that were made up for a catalogue, in memory. Nobody is in them, so nobody can have said no.
    package static func madeUp(
        id: String, catalogue: Catalogue, spineSizes: [StatisticalUnit: Int], tables: [DatasetID: DatasetTable]
    ) -> Generation {
        Generation(
            id: id, view: GenerationView(catalogue: catalogue, tables: tables), views: [:], spineSizes: spineSizes,
            optOuts: OptOutTable(version: "none", persons: [:]), referenceDigests: [:], definitionDigests: [:],
            lastLoaded: [:],
            source: nil, isMadeUp: true)
    }

    /// The first piece of a file that was found changed. From then on every reading of this generation throws it.
    package var damage: SnapshotError? { source?.health.damage }

    /// Reads and verifies every piece of every file, also those that were verified before.
    ///
    /// For a thread in the background: `pause` is called after each mebibyte, and false ends the sweep.
    package func sweep(pause: () -> Bool) throws(SnapshotError) {
        for file in source?.files ?? [] {
            for chunk in 0..<file.chunks {
                try file.verify(chunk: chunk)
                guard pause() else { return }
            }
        }
    }
}

/// One release of each dataset.
struct GenerationView: Sendable {
    let catalogue: Catalogue
    let tables: [DatasetID: DatasetTable]
}
