import Linux

/// Where the files of a log lie.
struct LogFiles: Sendable {
    let directory: String

    var segments: String { "\(directory)/segments" }
    var checkpoint: String { "\(directory)/checkpoint" }
    /// The newest checkpoint that a quorum of witnesses has signed.
    var cosigned: String { "\(directory)/cosigned" }
    var archive: String { "\(directory)/checkpoints" }
    var tree: String { "\(directory)/tree" }
    var quarantine: String { "\(directory)/quarantine" }
    var lock: String { "\(directory)/writer.lock" }
    /// Room for an emergency: see `SpaceGuard`.
    var ballast: String { "\(directory)/ballast" }
    /// A segment that is whole and durable but not yet in its place: see `SegmentWriter`.
    var staged: String { "\(directory)/segment.next" }

    /// `segments/000000065536.jsonl`, relative to the log: how findings name it.
    static func segmentName(first: Int) -> String { "segments/\(twelveDigits(first)).jsonl" }

    func segment(first: Int) -> String { "\(directory)/\(Self.segmentName(first: first))" }

    func archived(size: Int) -> String { "\(archive)/\(Self.twelveDigits(size))" }

    /// The first numbers of the segments there are, ascending. Other files in the folder are no part of the log.
    func listSegments() throws(SystemError) -> [Int] {
        try FileSystem.list(segments).compactMap { name in
            guard name.hasSuffix(".jsonl"), let first = Int(name.dropLast(6)), first >= 0,
                name.utf8.elementsEqual("\(Self.twelveDigits(first)).jsonl".utf8)
            else { return nil }
            return first
        }.sorted()
    }

    static func twelveDigits(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 12 - digits.utf8.count)) + digits
    }

    /// No file of a log is longer than this; a longer one is refused, not read.
    static let maximumSegmentBytes = 65_536 * (AuditEntry.maximumStoredBytes + 128)
}
