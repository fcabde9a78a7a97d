import Catalogue

/// The pseudonyms of units that got a number in one load, in the order of their numbers.
enum SpineSegment {
    static let file = "pseudonyms"

    static func write(
        _ spine: Spine, from first: Int, unit: StatisticalUnit, to workspace: LoaderWorkspace
    ) throws(SnapshotError) -> StagedSegment {
        let draft = try SegmentDraft(workspace)
        let writer = try draft.file(file, width: Pseudonym.byteCount)
        for number in first..<spine.count { try writer.append(spine[UInt32(number)]) }
        let entry = try writer.finish(limit: 0)
        return try draft.finish(
            SegmentManifest(
                kind: .spine, subject: unit.rawValue, facts: ["first": first, "units": spine.count - first],
                files: [entry]))
    }
}

/// Those who have said no: their pseudonyms, and the numbers of those who have one.
enum OptOutSegment {
    static func pseudonyms(_ kind: OptOutKind) -> String { "pseudonyms.\(kind.rawValue)" }
    static func persons(_ kind: OptOutKind) -> String { "persons.\(kind.rawValue)" }

    static func write(
        _ list: OptOutList, people: Spine, to workspace: LoaderWorkspace
    ) throws(SnapshotError) -> StagedSegment {
        let draft = try SegmentDraft(workspace)
        var files: [SegmentManifest.FileEntry] = []
        for (kind, persons) in list.persons.sorted(by: { $0.key < $1.key }) {
            let all = try draft.file(pseudonyms(kind), width: Pseudonym.byteCount)
            for person in persons { try all.append(person) }
            files.append(try all.finish(limit: 0))
            let known = try draft.file(Self.persons(kind), width: 4)
            try known.append(Set(persons.compactMap(people.number(of:))).sorted())
            files.append(try known.finish(limit: people.count))
        }
        return try draft.finish(
            SegmentManifest(kind: .optOuts, subject: list.version, facts: [:], files: files))
    }
}
