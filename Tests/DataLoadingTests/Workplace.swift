import Catalogue
import DataLoading
import JSON
import Linux
import Snapshots

/// A data directory of a test's own, which goes when the test ends.
final class Workplace: Sendable {
    let directory: String
    let store: GenerationStore

    init() throws {
        directory = try FileSystem.makeTemporaryDirectory()
        store = GenerationStore(directory: "\(directory)/data")
    }

    deinit { try? FileSystem.removeTree(directory) }

    /// A key whose bytes are all the same.
    static func key(_ byte: UInt8 = 7) throws -> PseudonymKey {
        guard let key = PseudonymKey(bytes: [UInt8](repeating: byte, count: 32)) else { throw Unexpected.key }
        return key
    }

    /// A load of another time than the epoch is one that tests look at.
    func builder(key: UInt8 = 7, at now: UnixTime = UnixTime(seconds: 0, nanoseconds: 0)) throws -> GenerationBuilder {
        try GenerationBuilder(store: store, key: Self.key(key), now: now)
    }

    enum Unexpected: Error { case key, nothingPublished }

    func current() throws -> Generation {
        guard let generation = try store.current() else { throw Unexpected.nothingPublished }
        return generation
    }

    /// The paths of every file below the directory.
    func files() throws -> [String] { try Self.files(below: directory) }

    /// Opens what is published and reads every piece of it, as a load and as a query would.
    func readEverything() throws {
        try current().sweep { true }
        _ = try store.currentDraft()
    }

    static func files(below directory: String) throws -> [String] {
        try FileSystem.list(directory).flatMap { name -> [String] in
            let path = "\(directory)/\(name)"
            return try FileSystem.kind(path) == .directory ? files(below: path) : [path]
        }
    }
}
