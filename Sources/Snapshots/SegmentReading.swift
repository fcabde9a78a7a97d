import Catalogue
import JSON
import Linux
import OpenSSL

/// Opens the directory of one segment: the manifest is checked, the files are mapped, and nothing else is read.
struct SegmentReading {
    let manifest: SegmentManifest
    /// The name of the segment.
    let digest: String
    private let directory: String
    private let health: GenerationHealth

    init(
        directory: String, digest: String, kind: SegmentManifest.Kind, health: GenerationHealth
    ) throws(SnapshotError) {
        self.directory = directory
        self.digest = digest
        self.health = health
        let path = "\(directory)/\(SegmentManifest.name)"
        let bytes = try storing { () throws(SystemError) in
            try FileSystem.readFile(path, maximumBytes: SegmentManifest.limits.bytes)
        }
        guard Hex.encode(SHA256.hash(bytes)) == digest else {
            throw health.report(.damaged(file: path, chunk: nil))
        }
        do throws(JSONError) { manifest = try SegmentManifest(parsing: bytes) } catch {
            throw .unreadable(file: path, reason: "\(error.pointer): \(error.message)")
        }
        guard manifest.kind == kind else { throw fault("it is a segment of another kind") }
    }

    func fault(_ reason: String) -> SnapshotError {
        .unreadable(file: "\(directory)/\(SegmentManifest.name)", reason: reason)
    }

    func fact(_ name: String) throws(SnapshotError) -> Int {
        guard let number = manifest.facts[name] else { throw fault("it does not say `\(name)`") }
        return number
    }

    func entry(_ name: String) -> SegmentManifest.FileEntry? { manifest.files.first { $0.name == name } }

    /// Maps a file that must have `count` numbers of `width` bytes.
    func file(_ name: String, width: Int, count: Int, _ rule: CodeRule) throws(SnapshotError) -> CheckedFile {
        guard let entry = entry(name), entry.width == width, entry.count == count else {
            throw fault("it has not the file `\(name)` as it is declared")
        }
        return try CheckedFile(
            path: "\(directory)/\(name)", byteCount: count * width, digests: entry.digests, rule: rule, health: health)
    }

    /// Unit numbers or offsets, which rise.
    func rising(_ name: String, count: Int, below limit: Int) throws(SnapshotError) -> CheckedFile {
        try file(name, width: CodeWidth.four.rawValue, count: count, .rising(limit: limit))
    }

    /// The segment of a dataset's rows.
    ///
    /// - Parameters:
    ///   - units: how many units of the dataset's kind have a number.
    ///   - reach: for each link role, how many units it can lead to.
    func rows(of dataset: Dataset, units: Int, reach: [String: Int]) throws(SnapshotError) -> Segment {
        guard manifest.subject == dataset.id.description else { throw fault("it belongs to another dataset") }
        let rows = try fact("rows")
        let unitCount = try fact("units")
        let first = try fact("firstUnit")
        let end = try fact("endUnit")
        guard first <= end, end <= units, unitCount <= end - first, rows >= unitCount, end <= UInt32.max else {
            throw fault("its units are not those of the spine")
        }
        var files: [CheckedFile] = []
        func mapped(_ file: CheckedFile, _ width: CodeWidth) -> StoredColumn {
            files.append(file)
            return StoredColumn(file, width: width)
        }
        var columns: [String: StoredColumn] = [:]
        for variable in dataset.storedVariables {
            let codes = variable.domain.size
            let width = CodeWidth(codes: codes)
            let name = "column.\(variable.name)"
            guard entry(name)?.limit == codes else { throw fault("`\(name)` has other codes than the declaration") }
            columns[variable.name] = mapped(
                try file(name, width: width.rawValue, count: rows, .below(width, limit: codes)), width)
        }
        var links: [String: StoredColumn] = [:]
        for link in dataset.links {
            links[link.role] = mapped(
                try file("link.\(link.role)", width: 4, count: rows, .links(limit: reach[link.role] ?? 0)), .four)
        }
        let numbers: UnitNumbers =
            entry("units") == nil && unitCount == end - first
            ? .consecutive(first: UInt32(first))
            : .listed(mapped(try rising("units", count: unitCount, below: end), .four))
        let offsets =
            entry("offsets") == nil && rows == unitCount
            ? nil : mapped(try rising("offsets", count: unitCount + 1, below: rows + 1), .four)
        return Segment(
            rowCount: rows, unitCount: unitCount, unitRange: UInt32(first)..<UInt32(end), units: numbers,
            offsets: offsets, columns: columns, links: links, files: files)
    }
}
