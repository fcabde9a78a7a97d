package import Catalogue

/// Who has said no, at one daily version of the list.
package struct OptOutTable: Sendable {
    /// The day of the list, `YYYY-MM-DD`.
    package let version: String
    /// For each kind, the persons who have said no: four-byte numbers of the person spine, rising.
    private let columns: [OptOutKind: StoredColumn]

    init(version: String, columns: [OptOutKind: StoredColumn]) {
        self.version = version
        self.columns = columns
    }

    /// A list in memory, such as a test's.
    package init(version: String, persons: [OptOutKind: Set<UInt32>]) {
        self.init(version: version, columns: persons.mapValues { StoredColumn(wide: $0.sorted()) })
    }

    /// The persons who have said no in this way; nil where nobody has.
    package func column(_ kind: OptOutKind) -> StoredColumn? { columns[kind] }

    /// The persons who have said no in this way, rising, copied.
    package func persons(_ kind: OptOutKind) throws(SnapshotError) -> [UInt32] {
        try columns[kind]?.codes() ?? []
    }
}
