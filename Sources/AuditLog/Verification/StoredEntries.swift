import Linux

/// The committed entries of a log's files, whatever they are worth: nothing is checked, nothing is opened for writing.
package struct StoredEntries: Sendable {
    /// The leaf hashes in order, up to the last commit line.
    package private(set) var leaves: [TreeHash] = []
    private var places: [(file: String, range: Range<Int>)] = []

    /// Throws `storage` where the files cannot be read.
    package init(directory: String) throws(AuditError) {
        let files = LogFiles(directory: directory)
        let firsts = try storing { () throws(SystemError) in try files.listSegments() }
        func take(_ first: Int, _ scan: SegmentScan) throws(AuditError) {
            let last = scan.lines.lastIndex { $0.kind == .commit } ?? 0
            for line in scan.lines[..<last] where line.kind == .entry || line.kind == .dropped {
                leaves.append(line.hash)
                places.append((files.segment(first: first), line.extent.range))
            }
        }
        try SegmentScanner(files: files, level: .chain, threads: 2).forEach(firsts, failing: AuditError.storage, take)
    }

    /// The stored line of an entry.
    package func text(_ seq: Int) throws(AuditError) -> String {
        guard places.indices.contains(seq) else { throw .noSuchEntry(seq) }
        let place = places[seq]
        let bytes = try storing { () throws(SystemError) in
            try File.openForReading(place.file).read(count: place.range.count, at: place.range.lowerBound)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
