import JSON

/// What a `prune` entry says: of which segments entries may be gone, and what is left of them.
struct PruneRecord: Sendable {
    /// The place of the entry.
    let seq: Int
    private let time: AuditTime
    private let first: Int
    private let segmentSize: Int
    private let roots: [String]
    private let files: [String]

    /// Nil where the entry does not speak of whole segments before its own.
    init?(_ entry: AuditEntry, segmentSize: Int) {
        guard case .integer(let end)? = entry.event["min_index"], end <= entry.seq, end.isMultiple(of: segmentSize),
            let roots = Self.texts(entry.event["roots"]), let files = Self.texts(entry.event["files"]),
            roots.count == files.count, roots.count <= end / segmentSize, let time = AuditTime(parsing: entry.time)
        else { return nil }
        seq = entry.seq
        first = end - roots.count * segmentSize
        self.time = time
        self.segmentSize = segmentSize
        self.roots = roots
        self.files = files
    }

    /// The event for one segment.
    static func event(of segment: PrunedSegment, segmentSize: Int, kept: RetentionDays) -> JSONObject {
        [
            "min_index": .integer(segment.first + segmentSize), "roots": [.string(segment.root.base64)],
            "files": [.string(segment.digest)], "days": .integer(kept.count),
        ]
    }

    /// Whether this is what it says is left of a segment.
    func allows(first segment: Int, root: TreeHash, digest: String) -> Bool {
        let place = (segment - first) / segmentSize
        guard segment >= first, roots.indices.contains(place) else { return false }
        return roots[place] == root.base64 && files[place] == digest
    }

    /// Whether it was written so long after a time as entries are kept at least.
    func isLongAfter(_ earlier: AuditTime?) -> Bool {
        guard let earlier else { return true }
        return time.milliseconds - earlier.milliseconds >= RetentionDays.least.milliseconds
    }

    private static func texts(_ value: JSONValue?) -> [String]? {
        guard case .array(let elements)? = value else { return nil }
        var texts: [String] = []
        for element in elements {
            guard case .string(let text) = element else { return nil }
            texts.append(text)
        }
        return texts
    }
}
