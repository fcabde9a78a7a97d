package import Catalogue

/// One release of one dataset in a generation: its segments, in the order in which they were added.
///
/// A unit may have rows in several segments; where the dataset has one row for each unit it has one in all.
package struct DatasetTable: Sendable {
    package let dataset: DatasetID
    /// The analytic release that the rows belong to.
    package let asOf: Month
    /// SHA-256 over the declaration and the digests of the segments, 64 hexadecimal digits.
    package let digest: String
    package let segments: [Segment]

    /// Stands for a row that points at nobody.
    package static let unlinked = UInt32.max

    package var rows: Int { segments.reduce(0) { $0 + $1.rowCount } }

    /// - Parameter segments: each with a column for every stored variable and a link for every role.
    package init(dataset: DatasetID, asOf: Month, digest: String, segments: [Segment]) {
        self.dataset = dataset
        self.asOf = asOf
        self.digest = digest
        self.segments = segments
    }

    /// The unit of each row, all segments one after the other, copied: for the plain engine and for tests.
    package func unitOfRow() throws(SnapshotError) -> [UInt32] {
        var units: [UInt32] = []
        for segment in segments { units += try segment.unitOfRow() }
        return units
    }

    /// The column code of each row, in the order of `unitOfRow`, copied; nil where the variable is not stored.
    package func codes(of name: String) throws(SnapshotError) -> [UInt32]? {
        try joined { $0.column(name) }
    }

    /// The target of each row, or `unlinked`, in the order of `unitOfRow`, copied; nil where there is no such role.
    package func targets(of role: String) throws(SnapshotError) -> [UInt32]? {
        try joined { $0.link(role) }
    }

    private func joined(_ column: (Segment) -> StoredColumn?) throws(SnapshotError) -> [UInt32]? {
        var codes: [UInt32] = []
        for segment in segments {
            guard let column = column(segment) else { return nil }
            codes += try column.codes()
        }
        return codes
    }
}
