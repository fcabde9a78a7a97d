package import Catalogue

/// One dataset of a generation, in memory: columns of column codes in row order.
///
/// INVARIANT: every array has `rows` entries; codes are below the size of the variable's domain.
package struct DatasetTable: Sendable {
    package let dataset: DatasetID
    /// The analytic release that the rows belong to.
    package let asOf: Month
    /// SHA-256 of the dataset's stored bytes, 64 hexadecimal digits.
    package let digest: String
    /// For each row, its unit: an index into the spine of the dataset's unit.
    package let unitOfRow: [UInt32]
    /// For each stored variable, the column code of each row.
    package let columns: [String: [UInt32]]
    /// For each link role, the unit that each row points at, or `unlinked`.
    package let links: [String: [UInt32]]

    /// Stands for a row that points at nobody.
    package static let unlinked = UInt32.max

    package var rows: Int { unitOfRow.count }

    package init(
        dataset: DatasetID, asOf: Month, digest: String, unitOfRow: [UInt32], columns: [String: [UInt32]],
        links: [String: [UInt32]]
    ) {
        self.dataset = dataset
        self.asOf = asOf
        self.digest = digest
        self.unitOfRow = unitOfRow
        self.columns = columns
        self.links = links
    }
}

/// Who has said no, at one daily version of the list.
package struct OptOutTable: Sendable {
    /// The day of the list, `YYYY-MM-DD`.
    package let version: String
    /// For each kind, the persons (indices into the person spine) who have said no.
    package let persons: [OptOutKind: Set<UInt32>]

    package init(version: String, persons: [OptOutKind: Set<UInt32>]) {
        self.version = version
        self.persons = persons
    }
}

/// Everything that one linked query may see, as one whole: it never changes.
package struct Generation: Sendable {
    /// The name of the generation, unique for a data directory.
    package let id: String
    package let catalogue: Catalogue
    /// How many units of each kind have a number: numbers run from 0.
    package let spineSizes: [StatisticalUnit: Int]
    package let tables: [DatasetID: DatasetTable]
    package let optOuts: OptOutTable

    package init(
        id: String, catalogue: Catalogue, spineSizes: [StatisticalUnit: Int], tables: [DatasetID: DatasetTable],
        optOuts: OptOutTable
    ) {
        self.id = id
        self.catalogue = catalogue
        self.spineSizes = spineSizes
        self.tables = tables
        self.optOuts = optOuts
    }
}
