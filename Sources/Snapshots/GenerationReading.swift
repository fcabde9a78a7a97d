import Catalogue
import JSON
import Linux
import OpenSSL

/// Reads one generation; nothing is used that its digest does not vouch for.
struct GenerationReading {
    private let directory: String
    private let manifest: Manifest
    private let files: CheckedFiles

    private struct Manifest {
        let datasets: [(declaration: JSONValue, rows: Int, digest: String)]
        let spines: [StatisticalUnit]
        let optOutVersion: String
        let optOutKinds: [OptOutKind]
        let digests: [String: String]
    }

    init(directory: String, manifestDigest: String) throws(SnapshotError) {
        let path = "\(directory)/manifest.json"
        let bytes = try CheckedFiles(directory: directory, digests: ["manifest.json": manifestDigest])
            .bytes("manifest.json")
        do {
            let limits = JSONLimits(bytes: 1 << 28, depth: 64, nodes: 1 << 24)
            manifest = try Self.read(JSONCursor(JSONValue(parsing: bytes, limits: limits)))
        } catch {
            throw .unreadable(file: path, reason: "\(error.pointer): \(error.message)")
        }
        self.directory = directory
        files = CheckedFiles(directory: directory, digests: manifest.digests)
    }

    private static func read(_ cursor: JSONCursor) throws(JSONError) -> Manifest {
        let fields = try cursor.object()
        try fields.allowOnly("format", "datasets", "spines", "optOuts", "files")
        _ = try fields.required("format").integer(in: 1...1)
        var datasets: [(JSONValue, Int, String)] = []
        for item in try fields.required("datasets").array() {
            let dataset = try item.object()
            datasets.append(
                (
                    try dataset.required("declaration").value,
                    try dataset.required("rows").integer(in: 0...Int(UInt32.max)),
                    try dataset.required("digest").string()
                ))
        }
        let optOuts = try fields.required("optOuts").object()
        var kinds: [OptOutKind] = []
        for kind in try optOuts.required("kinds").array() {
            kinds.append(try kind.oneOf(OptOutKind.allCases.map { ($0.rawValue, $0) }))
        }
        let digestFields = try fields.required("files").object()
        var digests: [String: String] = [:]
        for name in digestFields.names { digests[name] = try digestFields.required(name).string() }
        return Manifest(
            datasets: datasets,
            spines: try fields.required("spines").object().names.compactMap(StatisticalUnit.init(rawValue:)),
            optOutVersion: try optOuts.required("version").string(), optOutKinds: kinds, digests: digests)
    }

    /// The generation with its spines and declarations, for a load that adds to it.
    func draft() throws(SnapshotError) -> GenerationDraft {
        var spines: [StatisticalUnit: Spine] = [:]
        for unit in manifest.spines {
            spines[unit] = Spine(pseudonyms: try files.pseudonyms("spine.\(unit.rawValue)"))
        }
        var datasets: [DatasetID: DatasetDraft] = [:]
        for (declaration, rows, _) in manifest.datasets {
            let draft = try dataset(declaration, rows: rows, spines: spines)
            datasets[draft.dataset.id] = draft
        }
        var persons: [OptOutKind: [Pseudonym]] = [:]
        for kind in manifest.optOutKinds { persons[kind] = try files.pseudonyms("optout.\(kind.rawValue)") }
        return GenerationDraft(
            datasets: datasets, spines: spines,
            optOuts: OptOutList(version: manifest.optOutVersion, persons: persons))
    }

    /// The generation as engines see it: units are numbers, and no pseudonym is kept.
    func generation() throws(SnapshotError) -> Generation {
        let draft = try draft()
        let catalogue: Catalogue
        do throws(CatalogueError) {
            catalogue = try CatalogueReader.check(draft.datasets.values.map(\.dataset).sorted { $0.id < $1.id })
        } catch {
            throw .unreadable(file: "\(directory)/manifest.json", reason: error.message)
        }
        let digests = Dictionary(
            uniqueKeysWithValues: zip(draft.datasets.keys.sorted(), manifest.datasets.map(\.digest)))
        let tables = draft.datasets.mapValues { dataset in
            DatasetTable(
                dataset: dataset.dataset.id, asOf: dataset.dataset.asOf, digest: digests[dataset.dataset.id] ?? "",
                unitOfRow: dataset.unitOfRow, columns: dataset.columns, links: dataset.links)
        }
        let people = draft.spines[.person] ?? .empty
        let optOuts = draft.optOuts.persons.mapValues { Set($0.compactMap(people.number(of:))) }
        let id = directory.split(separator: "/").last.map(String.init) ?? directory
        return Generation(
            id: id, catalogue: catalogue, spineSizes: draft.spines.mapValues(\.pseudonyms.count), tables: tables,
            optOuts: OptOutTable(version: draft.optOuts.version, persons: optOuts))
    }

    /// How many units a link can lead to.
    private func reach(of link: Link, _ spines: [StatisticalUnit: Spine]) throws(SnapshotError) -> UInt32 {
        for (declaration, _, _) in manifest.datasets {
            guard let target = try? CatalogueReader.read(declaration), target.id == link.dataset else { continue }
            return UInt32(clamping: spines[target.unit]?.pseudonyms.count ?? 0)
        }
        throw .unreadable(file: "\(directory)/manifest.json", reason: "a link leads to a dataset that is not there")
    }

    private func dataset(
        _ declaration: JSONValue, rows: Int, spines: [StatisticalUnit: Spine]
    ) throws(SnapshotError) -> DatasetDraft {
        let dataset: Dataset
        do throws(CatalogueError) { dataset = try CatalogueReader.read(declaration) } catch {
            throw .unreadable(file: "\(directory)/manifest.json", reason: error.message)
        }
        let units = UInt32(clamping: spines[dataset.unit]?.pseudonyms.count ?? 0)
        var columns: [String: [UInt32]] = [:]
        for variable in dataset.storedVariables {
            columns[variable.name] = try files.codes(
                "\(dataset.id).column.\(variable.name)", count: rows, below: UInt32(clamping: variable.domain.size))
        }
        var links: [String: [UInt32]] = [:]
        for link in dataset.links {
            links[link.role] = try files.codes(
                "\(dataset.id).link.\(link.role)", count: rows, below: try reach(of: link, spines),
                orExactly: DatasetTable.unlinked)
        }
        return DatasetDraft(
            declaration: declaration, dataset: dataset,
            unitOfRow: try files.codes("\(dataset.id).unit", count: rows, below: units), columns: columns, links: links)
    }
}
