package import Catalogue
import JSON
import Linux
import OpenSSL

/// The right to write to a data directory, and the folder in which a load builds what is not published yet.
///
/// The folder goes with the last reference; what a crash left in it goes when the next load begins.
package final class LoaderWorkspace: Sendable {
    /// For anything a load must put on the disk for a while, such as sorted runs. Nobody reads it later.
    package let directory: String
    let store: GenerationStore
    private let lock: File

    private init(_ store: GenerationStore, directory: String, lock: File) {
        self.store = store
        self.directory = directory
        self.lock = lock
    }

    /// Takes the lock and an empty folder. Throws `busy` where another load is at work: nothing of it is touched.
    static func open(_ store: GenerationStore) throws(SnapshotError) -> LoaderWorkspace {
        let lock = try storing { () throws(SystemError) in
            for folder in [store.generationsPath, store.segmentsPath] {
                try FileSystem.makeDirectory(folder, permissions: 0o750, intermediate: true)
            }
            return try File.open("\(store.directory)/loader.lock", [.readWrite, .create], permissions: 0o640)
        }
        guard try storing({ () throws(SystemError) in try lock.tryLockExclusive() }) else {
            throw .busy(directory: store.directory)
        }
        // Only from here on may the folder be removed: an object that failed to become one would remove it too.
        let workspace = LoaderWorkspace(store, directory: "\(store.directory)/staging", lock: lock)
        try storing { () throws(SystemError) in
            if FileSystem.exists(workspace.directory) { try FileSystem.removeTree(workspace.directory) }
            try FileSystem.makeDirectory(workspace.directory, permissions: 0o700, intermediate: false)
        }
        // What an earlier load left on offer was made without what this one will read.
        try store.withdrawOffer()
        return workspace
    }

    /// Opens a segment of a dataset, published or waiting.
    package func open(_ segment: StagedSegment, of dataset: Dataset, spines: Spines, datasets: [Dataset])
        throws(SnapshotError) -> Segment
    {
        let reading = try SegmentReading(
            directory: segment.directory ?? store.segmentPath(segment.digest), digest: segment.digest, kind: .rows,
            health: GenerationHealth())
        return try reading.rows(
            of: dataset, units: spines[dataset.unit].count,
            reach: spines.reach(of: dataset, among: datasets))
    }

    deinit { try? FileSystem.removeTree(directory) }
}

/// A segment that is written and durable, but not yet where generations look for it.
package struct StagedSegment: Sendable, Hashable {
    /// SHA-256 of its manifest: its name.
    let digest: String
    package let rows: Int
    /// Where it waits; nil where it is among the published segments.
    let directory: String?
}

/// A segment directory while it is written.
struct SegmentDraft {
    let directory: String

    init(_ workspace: LoaderWorkspace) throws(SnapshotError) {
        directory = "\(workspace.directory)/segment-\(Hex.encode(SecureRandom.bytes(8)))"
        try storing { [directory] () throws(SystemError) in
            try FileSystem.makeDirectory(directory, permissions: 0o750, intermediate: false)
        }
    }

    func file(_ name: String, width: Int) throws(SnapshotError) -> ColumnFileWriter {
        try ColumnFileWriter(directory: directory, name: name, width: width)
    }

    /// Removes a file that turned out not to be needed.
    func discard(_ name: String) throws(SnapshotError) {
        try storing { () throws(SystemError) in try FileSystem.remove("\(directory)/\(name)") }
    }

    func finish(_ manifest: SegmentManifest) throws(SnapshotError) -> StagedSegment {
        let bytes = manifest.json.bytes()
        try storing { () throws(SystemError) in
            let file = try File.open(
                "\(directory)/\(SegmentManifest.name)", [.readWrite, .create, .exclusive], permissions: 0o440)
            try file.writeAll(bytes)
            try file.synchronize()
            try file.close()
            try FileSystem.synchronizeDirectory(directory)
        }
        return StagedSegment(
            digest: Hex.encode(SHA256.hash(bytes)), rows: manifest.facts["rows"] ?? 0, directory: directory)
    }
}
