package import Catalogue

/// Everything that one linked query may see, as one whole: it never changes, and stays readable while it is held.
package struct Generation: Sendable {
    /// The name of the generation, unique for a data directory.
    package let id: String
    package let catalogue: Catalogue
    /// How many units of each kind have a number: numbers run from 0.
    package let spineSizes: [StatisticalUnit: Int]
    package let tables: [DatasetID: DatasetTable]
    package let optOuts: OptOutTable
    /// What is behind the mapped columns; nil in memory.
    private let source: GenerationSource?

    init(
        id: String, catalogue: Catalogue, spineSizes: [StatisticalUnit: Int], tables: [DatasetID: DatasetTable],
        optOuts: OptOutTable, source: GenerationSource?
    ) {
        self.id = id
        self.catalogue = catalogue
        self.spineSizes = spineSizes
        self.tables = tables
        self.optOuts = optOuts
        self.source = source
    }

    /// A generation in memory, such as a test's.
    package init(
        id: String, catalogue: Catalogue, spineSizes: [StatisticalUnit: Int], tables: [DatasetID: DatasetTable],
        optOuts: OptOutTable
    ) {
        self.init(
            id: id, catalogue: catalogue, spineSizes: spineSizes, tables: tables, optOuts: optOuts, source: nil)
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
