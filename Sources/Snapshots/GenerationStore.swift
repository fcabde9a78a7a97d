import JSON
package import Linux
import OpenSSL

/// The generations of a data directory: `generations/<id>/…`, and `CURRENT`, which names the one that is served.
///
/// A generation is written once, made durable, told to the audit log by the caller, and only then published by
/// renaming `CURRENT`: a crash before that leaves the old one serving.
package struct GenerationStore: Sendable {
    package let directory: String

    package init(directory: String) { self.directory = directory }

    private var currentPath: String { "\(directory)/CURRENT" }
    func path(of id: String) -> String { "\(directory)/generations/\(id)" }

    /// Takes the right to write here until the file is closed; throws `busy` where somebody else has it.
    package func lock() throws(SnapshotError) -> File {
        let file = try storing { () throws(SystemError) in
            try FileSystem.makeDirectory("\(directory)/generations", permissions: 0o750, intermediate: true)
            return try File.open("\(directory)/loader.lock", [.readWrite, .create], permissions: 0o640)
        }
        guard try storing({ () throws(SystemError) in try file.tryLockExclusive() }) else {
            throw .busy(directory: directory)
        }
        return file
    }

    /// The published generation's name; nil before the first.
    package func currentIdentifier() throws(SnapshotError) -> String? { try currentLine()?.id }

    /// Opens the published generation, every file checked; nil before the first.
    package func current() throws(SnapshotError) -> Generation? {
        guard let line = try currentLine() else { return nil }
        return try GenerationReading(directory: path(of: line.id), manifestDigest: line.digest).generation()
    }

    /// The published generation as a draft to which a load adds; an empty one before the first.
    package func currentDraft() throws(SnapshotError) -> GenerationDraft {
        guard let line = try currentLine() else {
            return GenerationDraft(datasets: [:], spines: [:], optOuts: OptOutList(version: "1970-01-01", persons: [:]))
        }
        return try GenerationReading(directory: path(of: line.id), manifestDigest: line.digest).draft()
    }

    /// Serves a staged generation from now on. Its `dataset.register` entries must be durable in the audit log before.
    package func publish(_ staged: StagedGeneration) throws(SnapshotError) {
        try storing { () throws(SystemError) in
            try FileSystem.writeAtomically(
                Array("\(staged.id) \(staged.manifestDigest)\n".utf8), to: currentPath, permissions: 0o640)
        }
    }

    /// Removes a staged generation that will not be published, and everything older than the published one.
    package func removeUnpublished() throws(SnapshotError) {
        let current = try currentIdentifier()
        try storing { () throws(SystemError) in
            guard FileSystem.exists("\(directory)/generations") else { return }
            for name in try FileSystem.list("\(directory)/generations") where name != current {
                try FileSystem.removeTree("\(directory)/generations/\(name)")
            }
        }
    }

    private func currentLine() throws(SnapshotError) -> (id: String, digest: String)? {
        guard FileSystem.exists(currentPath) else { return nil }
        let bytes = try storing { () throws(SystemError) in
            try FileSystem.readFile(currentPath, maximumBytes: 256)
        }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: { $0 == " " || $0 == "\n" })
        guard words.count == 2, !words[0].contains("/"), words[0] != ".." else {
            throw .unreadable(file: currentPath, reason: "it must name a generation and its digest")
        }
        return (String(words[0]), String(words[1]))
    }
}
