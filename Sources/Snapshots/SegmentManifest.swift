import JSON
import OpenSSL

/// What a segment directory says of itself, in `segment.json`. The SHA-256 of these bytes is the segment's name.
struct SegmentManifest: Sendable {
    enum Kind: String, CaseIterable {
        case rows, spine, optOuts, reference, definition
    }

    /// One file: `count` numbers of `width` bytes, each below `limit`, and the SHA-256 of each mebibyte.
    struct FileEntry: Sendable {
        let name: String
        let width: Int
        let count: Int
        let limit: Int
        let digests: [UInt8]
    }

    static let name = "segment.json"

    let kind: Kind
    /// The dataset, or the kind of unit.
    let subject: String
    let facts: [String: Int]
    let files: [FileEntry]

    init(kind: Kind, subject: String, facts: [String: Int], files: [FileEntry]) {
        self.kind = kind
        self.subject = subject
        self.facts = facts
        self.files = files
    }

    var json: JSONValue {
        [
            "format": .integer(Self.format), "kind": .string(kind.rawValue), "subject": .string(subject),
            "facts": .object(JSONObject(facts.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })),
            "files": .array(
                files.map { file in
                    [
                        "name": .string(file.name), "width": .integer(file.width), "count": .integer(file.count),
                        "limit": .integer(file.limit), "chunks": .string(Hex.encode(file.digests)),
                    ]
                }),
        ]
    }

    /// The version of the files' form; 1 was one file of four-byte codes for each column and generation.
    static let format = 2
    static let limits = JSONLimits(bytes: 1 << 28, depth: 64, nodes: 1 << 24)

    init(parsing bytes: [UInt8]) throws(JSONError) {
        let fields = try JSONCursor(JSONValue(parsing: bytes, limits: Self.limits)).object()
        try fields.allowOnly("format", "kind", "subject", "facts", "files")
        _ = try fields.required("format").integer(in: Self.format...Self.format)
        kind = try fields.required("kind").oneOf(Kind.self)
        subject = try fields.required("subject").string()
        let facts = try fields.required("facts").object()
        var numbers: [String: Int] = [:]
        for name in facts.names { numbers[name] = try facts.required(name).integer(in: 0...(1 << 32)) }
        self.facts = numbers
        var files: [FileEntry] = []
        for item in try fields.required("files").array() { files.append(try Self.file(item)) }
        self.files = files
    }

    private static func file(_ cursor: JSONCursor) throws(JSONError) -> FileEntry {
        let fields = try cursor.object()
        try fields.allowOnly("name", "width", "count", "limit", "chunks")
        let name = try fields.required("name").string()
        guard !name.contains("/") else { throw try fields.required("name").fail("a file of the segment itself") }
        let chunks = try fields.required("chunks")
        guard let digests = Hex.decode(try chunks.string()) else { throw chunks.fail("hexadecimal digits") }
        return FileEntry(
            name: name,
            width: try fields.required("width").oneOfNumbers([1, 2, 4, Pseudonym.byteCount]),
            count: try fields.required("count").integer(in: 0...(1 << 32)),
            limit: try fields.required("limit").integer(in: 0...(1 << 32)), digests: digests)
    }
}

extension JSONCursor {
    fileprivate func oneOfNumbers(_ allowed: [Int]) throws(JSONError) -> Int {
        let number = try integer()
        guard allowed.contains(number) else { throw fail("a width in bytes") }
        return number
    }
}
