import JSON
import Linux
import OpenSSL

/// The generations of a data directory.
///
/// ```
/// CURRENT              the name and the manifest's digest of the generation that is served
/// generations/<id>.json  what a generation consists of
/// segments/<digest>/   columns, written once; generations share them
/// staging/             what a load is writing; nobody reads it
/// loader.lock
/// OFFER, REFUSED, offer.lock  how a load hands a generation to a running gateway
/// ```
///
/// A generation is written once, made durable, told to the audit log by the caller, and only then published by
/// renaming `CURRENT`: a crash before that leaves the old one serving.
package struct GenerationStore: Sendable {
    package let directory: String

    package init(directory: String) { self.directory = directory }

    /// The file that names the published generation.
    package var currentPath: String { "\(directory)/CURRENT" }
    var generationsPath: String { "\(directory)/generations" }
    var segmentsPath: String { "\(directory)/segments" }
    func path(of id: String) -> String { "\(generationsPath)/\(id).json" }
    func segmentPath(_ digest: String) -> String { "\(segmentsPath)/\(digest)" }

    /// Takes the right to write here until the workspace goes; throws `busy` where somebody else has it.
    package func lock() throws(SnapshotError) -> LoaderWorkspace { try LoaderWorkspace.open(self) }

    /// The published generation's name; nil before the first.
    package func currentIdentifier() throws(SnapshotError) -> String? { try currentLine()?.id }

    /// Opens the published generation; nil before the first. Column files are mapped, and verified when touched.
    package func current() throws(SnapshotError) -> Generation? {
        try reading().map { (reading) throws(SnapshotError) in try reading.generation() }
    }

    /// The published generation as a draft to which a load adds; an empty one before the first.
    package func currentDraft() throws(SnapshotError) -> GenerationDraft {
        guard let reading = try reading() else {
            return GenerationDraft(
                releases: [:], spines: Spines(), optOuts: OptOutList(version: "1970-01-01", persons: [:]),
                optOutSegment: nil, references: [], definitions: [], lastLoaded: [:])
        }
        return try reading.draft()
    }

    private func reading() throws(SnapshotError) -> GenerationReading? {
        while let line = try currentLine() {
            do throws(SnapshotError) {
                return try GenerationReading(self, id: line.id, digest: line.manifestDigest)
            } catch {
                // Between reading the name and opening it another one may have been published and this one removed.
                guard try currentLine()?.id == line.id else { continue }
                throw error
            }
        }
        return nil
    }

    /// Serves a staged generation from now on. Its `dataset.register` entries must be durable in the audit log before.
    package func publish(_ staged: StagedGeneration) throws(SnapshotError) {
        try storing { () throws(SystemError) in
            try FileSystem.writeAtomically(
                Self.line(staged), to: currentPath, permissions: 0o640)
        }
    }

    /// What `CURRENT` says of a generation.
    static func line(_ staged: StagedGeneration) -> [UInt8] { Array("\(staged.id) \(staged.manifestDigest)\n".utf8) }

    /// Opens a generation that is staged, as it would be served.
    package func open(_ staged: StagedGeneration) throws(SnapshotError) -> Generation {
        try GenerationReading(self, id: staged.id, digest: staged.manifestDigest).generation()
    }

    func currentLine() throws(SnapshotError) -> StagedGeneration? {
        guard FileSystem.exists(currentPath) else { return nil }
        let bytes = try storing { () throws(SystemError) in
            try FileSystem.readFile(currentPath, maximumBytes: 256)
        }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: { $0 == " " || $0 == "\n" })
            .map(String.init)
        guard words.count == 2, let named = StagedGeneration(named: words[0], digest: words[1]) else {
            throw .unreadable(file: currentPath, reason: "it must name a generation and its digest")
        }
        return named
    }
}
