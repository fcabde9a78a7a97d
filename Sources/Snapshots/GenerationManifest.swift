import Catalogue
import JSON
import Linux
import OpenSSL

/// What a generation consists of: `generations/<id>.json`. Its SHA-256 stands in `CURRENT`.
struct GenerationManifest: Sendable {
    struct Release: Sendable {
        let declaration: JSONValue
        let dataset: Dataset
        /// The digest that the audit log knows.
        let digest: String
        let segments: [String]
        /// When a load last brought this dataset; nil where an earlier version wrote it. Not part of the digest: the time
        /// is no data, and changes no answer.
        let lastLoaded: UnixTime?
    }

    struct SpineEntry: Sendable {
        let units: Int
        let segments: [String]
    }

    let releases: [Release]
    let spines: [StatisticalUnit: SpineEntry]
    let optOutVersion: String
    let optOutSegment: String?
    /// The segments of the references, in the order of their names.
    let references: [String]
    /// The segments of the definitions of derived variables, in the order of their names.
    let definitions: [String]

    /// Every segment that the generation reads.
    var segments: Set<String> {
        Set(
            releases.flatMap(\.segments) + spines.values.flatMap(\.segments) + references + definitions
                + [optOutSegment].compactMap { $0 })
    }

    /// When a load last brought each dataset, where that is known.
    var lastLoaded: [DatasetID: UnixTime] {
        Dictionary(
            releases.compactMap { release in release.lastLoaded.map { (release.dataset.id, $0) } },
            uniquingKeysWith: { max($0, $1) })
    }

    /// SHA-256 over the declaration and the names of the segments, which are digests themselves.
    static func digest(_ declaration: JSONValue, _ segments: [String]) -> String {
        let hasher = SHA256Hasher()
        hasher.update(declaration.bytes())
        for segment in segments { hasher.update(Array("\n\(segment)".utf8)) }
        return Hex.encode(hasher.finish())
    }

    var json: JSONValue {
        [
            "format": .integer(SegmentManifest.format),
            "datasets": .array(
                releases.map { release in
                    var fields: JSONObject = [
                        "declaration": release.declaration, "digest": .string(release.digest),
                        "segments": .array(release.segments.map { .string($0) }),
                    ]
                    fields["lastLoaded"] = release.lastLoaded.map { .integer(Int($0.seconds)) }
                    return .object(fields)
                }),
            "spines": .object(
                JSONObject(
                    spines.sorted { $0.key < $1.key }.map { unit, entry in
                        let segments = JSONValue.array(entry.segments.map { .string($0) })
                        return (unit.rawValue, ["units": .integer(entry.units), "segments": segments])
                    })),
            "optOuts": [
                "version": .string(optOutVersion),
                "segments": .array([optOutSegment].compactMap { $0 }.map { .string($0) }),
            ],
            "references": .array(references.map { .string($0) }),
            "definitions": .array(definitions.map { .string($0) }),
        ]
    }

    init(
        releases: [Release], spines: [StatisticalUnit: SpineEntry], optOutVersion: String, optOutSegment: String?,
        references: [String], definitions: [String]
    ) {
        self.releases = releases
        self.spines = spines
        self.optOutVersion = optOutVersion
        self.optOutSegment = optOutSegment
        self.references = references
        self.definitions = definitions
    }

    init(parsing bytes: [UInt8]) throws(JSONError) {
        let fields = try JSONCursor(JSONValue(parsing: bytes, limits: SegmentManifest.limits)).object()
        try fields.allowOnly("format", "datasets", "spines", "optOuts", "references", "definitions")
        _ = try fields.required("format").integer(in: SegmentManifest.format...SegmentManifest.format)
        var releases: [Release] = []
        for item in try fields.required("datasets").array() { releases.append(try Self.release(item)) }
        self.releases = releases
        let units = try fields.required("spines").object()
        var spines: [StatisticalUnit: SpineEntry] = [:]
        for name in units.names {
            guard let unit = StatisticalUnit(rawValue: name) else {
                throw try fields.required("spines").fail("a kind of unit that nobody counts")
            }
            let entry = try units.required(name).object()
            spines[unit] = SpineEntry(
                units: try entry.required("units").integer(in: 0...Int(UInt32.max)),
                segments: try Self.names(entry.required("segments")))
        }
        self.spines = spines
        let optOuts = try fields.required("optOuts").object()
        optOutVersion = try optOuts.required("version").string()
        optOutSegment = try Self.names(optOuts.required("segments")).first
        // A generation that was written before there were such names none.
        references = try fields.optional("references").map { list throws(JSONError) in try Self.names(list) } ?? []
        definitions = try fields.optional("definitions").map { list throws(JSONError) in try Self.names(list) } ?? []
    }

    private static func release(_ cursor: JSONCursor) throws(JSONError) -> Release {
        let fields = try cursor.object()
        let declaration = try fields.required("declaration")
        let dataset: Dataset
        do throws(CatalogueError) { dataset = try CatalogueReader.read(declaration.value) } catch {
            throw declaration.fail(error.message)
        }
        return Release(
            declaration: declaration.value, dataset: dataset, digest: try fields.required("digest").string(),
            segments: try names(fields.required("segments")),
            lastLoaded: try fields.optional("lastLoaded").map { (place) throws(JSONError) in
                UnixTime(seconds: Int64(try place.integer(in: 0...253_402_300_799)), nanoseconds: 0)
            })
    }

    /// Names of segments: 64 hexadecimal digits, so that none leads out of its folder.
    private static func names(_ cursor: JSONCursor) throws(JSONError) -> [String] {
        var names: [String] = []
        for item in try cursor.array() {
            let name = try item.string()
            guard Hex.decode(name)?.count == SHA256.byteCount else { throw item.fail("the name of a segment") }
            names.append(name)
        }
        return names
    }
}
