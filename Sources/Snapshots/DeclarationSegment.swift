package import Catalogue
package import JSON

/// A public declaration that has no rows, on its way into a generation: a reference with its numbers, or the definition
/// of a derived variable.
package struct DeclarationDraft<Name: Sendable & Hashable & CustomStringConvertible>: Sendable {
    package let id: Name
    package let declaration: JSONValue
    /// Nil where it is not on the disk yet.
    let segment: StagedSegment?

    package init(id: Name, declaration: JSONValue) { self.init(id: id, declaration: declaration, segment: nil) }

    init(id: Name, declaration: JSONValue, segment: StagedSegment?) {
        self.id = id
        self.declaration = declaration
        self.segment = segment
    }
}

package typealias ReferenceDraft = DeclarationDraft<ReferenceID>
package typealias DefinitionDraft = DeclarationDraft<VariableName>

extension Array {
    /// Puts a declaration in its place in the order of names. The same again changes nothing; false where its name stands
    /// for another.
    mutating func take<Name: Comparable>(_ draft: Element) -> Bool where Element == DeclarationDraft<Name> {
        if let known = first(where: { $0.id == draft.id }) { return known.declaration == draft.declaration }
        append(draft)
        sort { $0.id < $1.id }
        return true
    }

    /// Takes a declaration out; gives false where there is none of that name.
    mutating func drop<Name: Comparable>(_ id: Name) -> Bool where Element == DeclarationDraft<Name> {
        let before = count
        removeAll { $0.id == id }
        return count < before
    }
}

/// Such a declaration on the disk: its bytes, verified like those of any column.
struct DeclarationSegment<Name: Sendable & Hashable & CustomStringConvertible>: Sendable {
    let kind: SegmentManifest.Kind
    let name: @Sendable (String) -> Name?

    /// The segments of some declarations: new ones are written first.
    func segments(
        _ drafts: [DeclarationDraft<Name>], in workspace: LoaderWorkspace
    ) throws(SnapshotError) -> [StagedSegment] {
        try drafts.map { (draft) throws(SnapshotError) in
            if let segment = draft.segment { segment } else { try write(draft, to: workspace) }
        }
    }

    private func write(
        _ declared: DeclarationDraft<Name>, to workspace: LoaderWorkspace
    ) throws(SnapshotError) -> StagedSegment {
        let draft = try SegmentDraft(workspace)
        let writer = try draft.file(declarationFile, width: 1)
        try writer.append(declared.declaration.bytes().map(UInt32.init))
        let entry = try writer.finish(limit: 256)
        return try draft.finish(
            SegmentManifest(
                kind: kind, subject: declared.id.description, facts: ["bytes": entry.count], files: [entry]))
    }

    /// Reads one that was published. Throws `damaged` where a byte has changed.
    func read(_ reading: SegmentReading) throws(SnapshotError) -> (draft: DeclarationDraft<Name>, file: CheckedFile) {
        guard let id = name(reading.manifest.subject) else { throw reading.fault("it names no \(kind.rawValue)") }
        let file = try reading.file(
            declarationFile, width: 1, count: try reading.fact("bytes"), .anything)
        let bytes = try file.withNumbers(of: UInt8.self, 0..<file.byteCount) { span in
            span.indices.map { span[$0] }
        }
        do throws(JSONError) {
            let declaration = try JSONValue(parsing: bytes, limits: SegmentManifest.limits)
            let segment = StagedSegment(digest: reading.digest, rows: 0, directory: nil)
            return (DeclarationDraft(id: id, declaration: declaration, segment: segment), file)
        } catch { throw reading.fault("its declaration is not JSON: \(error.message)") }
    }
}

private let declarationFile = "declaration"

extension DeclarationSegment<ReferenceID> {
    static var references: Self { Self(kind: .reference) { ReferenceID($0) } }
}

extension DeclarationSegment<VariableName> {
    static var definitions: Self { Self(kind: .definition) { VariableName($0) } }
}
