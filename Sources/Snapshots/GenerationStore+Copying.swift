import Linux

/// The files that the published generation consists of, for whoever copies them. They stay while this is held.
package struct PublishedFiles: Sendable {
    /// What the file `CURRENT` says.
    package let current: [UInt8]
    /// Paths within the data directory, without `CURRENT`.
    package let paths: [String]
    /// Keeps a retention from removing them.
    private let hold: Generation

    init(current: [UInt8], paths: [String], hold: Generation) {
        self.current = current
        self.paths = paths
        self.hold = hold
    }
}

extension GenerationStore {
    /// The files of the published generation; nil before the first. Throws as `current` does.
    package func publishedFiles() throws(SnapshotError) -> PublishedFiles? {
        guard let line = try currentLine() else { return nil }
        let hold = try open(line)
        var paths = ["generations/\(line.id).json"]
        for segment in try segments(of: path(of: line.id)).sorted() {
            let names = try storing { () throws(SystemError) in try FileSystem.list(segmentPath(segment)) }
            paths += names.map { "segments/\(segment)/\($0)" }
        }
        return PublishedFiles(current: Self.line(line), paths: paths, hold: hold)
    }
}
