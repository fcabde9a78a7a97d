package import Catalogue
package import JSON

/// A reference on its way into a generation: its declaration holds all its numbers.
package struct ReferenceDraft: Sendable {
    package let id: ReferenceID
    package let declaration: JSONValue
    /// Nil where it is not on the disk yet.
    let segment: StagedSegment?

    package init(id: ReferenceID, declaration: JSONValue) { self.init(id: id, declaration: declaration, segment: nil) }

    init(id: ReferenceID, declaration: JSONValue, segment: StagedSegment?) {
        self.id = id
        self.declaration = declaration
        self.segment = segment
    }
}

/// A reference on the disk: the bytes of its declaration, verified like those of any column.
enum ReferenceSegment {
    private static let file = "declaration"

    static func write(_ reference: ReferenceDraft, to workspace: LoaderWorkspace) throws(SnapshotError) -> StagedSegment
    {
        let draft = try SegmentDraft(workspace)
        let writer = try draft.file(file, width: 1)
        try writer.append(reference.declaration.bytes().map(UInt32.init))
        let entry = try writer.finish(limit: 256)
        return try draft.finish(
            SegmentManifest(
                kind: .reference, subject: reference.id.description, facts: ["bytes": entry.count], files: [entry]))
    }

    /// Reads a reference that was published. Throws `damaged` where a byte has changed.
    static func read(_ reading: SegmentReading) throws(SnapshotError) -> (draft: ReferenceDraft, file: CheckedFile) {
        guard let id = ReferenceID(reading.manifest.subject) else { throw reading.fault("it names no reference") }
        let file = try reading.file(file, width: 1, count: try reading.fact("bytes"), .anything)
        let bytes = try file.withNumbers(of: UInt8.self, 0..<file.byteCount) { span in
            span.indices.map { span[$0] }
        }
        do throws(JSONError) {
            let declaration = try JSONValue(parsing: bytes, limits: SegmentManifest.limits)
            return (ReferenceDraft(id: id, declaration: declaration, segment: nil), file)
        } catch { throw reading.fault("its declaration is not JSON: \(error.message)") }
    }
}
