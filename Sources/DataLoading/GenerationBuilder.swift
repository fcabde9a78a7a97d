package import Catalogue
package import JSON
package import Linux
package import Snapshots

/// Builds the next generation: what is loaded anew replaces its dataset or is added to it, the rest is carried over.
///
/// Nothing is seen by anybody before `stage`, and nothing is served before the store publishes what was staged.
/// Not `Sendable`: one owner builds.
package struct GenerationBuilder {
    private let store: GenerationStore
    private let key: PseudonymKey
    private let resources: LoadResources
    private let now: UnixTime
    /// Held until the builder goes: one load at a time.
    private let workspace: LoaderWorkspace
    private var draft: GenerationDraft

    /// What becomes of the rows that the dataset has.
    package enum Mode: Sendable {
        /// The file holds all rows.
        case replacing
        /// The file holds further rows, such as those of a new month. The declaration may differ in words and month
        /// only; of a dataset with one row for each unit the file may hold new units only.
        case appending
    }

    /// Starts from the published generation. Throws `snapshot` where another load runs or the generation is damaged.
    ///
    /// - Parameter now: what is told as the time of the load of each dataset that is added.
    package init(
        store: GenerationStore, key: PseudonymKey, now: UnixTime, resources: LoadResources = .standard
    ) throws(LoadError) {
        self.store = store
        self.key = key
        self.now = now
        self.resources = resources
        workspace = try snapshot { () throws(SnapshotError) in try store.lock() }
        draft = try snapshot { () throws(SnapshotError) in try store.currentDraft() }
    }

    /// Loads one file as one dataset. The datasets that it links to must be loaded before.
    ///
    /// - Parameters:
    ///   - keptReleases: how many releases (`asOf`) of the dataset the generation keeps, this one among them.
    ///   - progress: told after each block of rows.
    package mutating func add(
        declaration: JSONValue, _ dataset: Dataset, from source: CSVSource, _ mode: Mode = .replacing,
        keptReleases: Int = 1, progress: @escaping (LoadProgress) -> Void = { _ in }
    ) throws(LoadError) -> LoadReport {
        var targets: [Dataset] = []
        for link in dataset.links {
            guard let target = link.dataset == dataset.id ? dataset : draft.newest(link.dataset)?.dataset else {
                throw .order(dataset: dataset.id.description, needs: link.dataset.description)
            }
            targets.append(target)
        }
        let earlier = mode == .appending ? try before(dataset) : nil
        let counts = draft.spines.counts
        do throws(LoadError) {
            let load = DatasetLoad(
                dataset: dataset, targets: targets, earlier: try earlier.map(open) ?? [],
                register: try register(besides: dataset).map(open), key: key, resources: resources,
                progress: progress)
            let (segment, report) = try load.run(source, spines: draft.spines, workspace: workspace)
            let release = ReleaseDraft(
                declaration: declaration, dataset: dataset, segments: (earlier?.segments ?? []) + [segment])
            let datasets = draft.newest.map(\.dataset) + [dataset]
            let compacted = try snapshot { () throws(SnapshotError) in
                try workspace.compacted(release, spines: draft.spines, datasets: datasets)
            }
            draft.put(compacted, keeping: keptReleases)
            draft.lastLoaded[dataset.id] = now
            return report
        } catch {
            draft.spines.forget(since: counts)
            throw error
        }
    }

    /// The release that rows are added to. Throws `append` where there is none or it is of another shape.
    private func before(_ dataset: Dataset) throws(LoadError) -> ReleaseDraft {
        func fault(_ reason: String) -> LoadError { .append(dataset: dataset.id.description, reason: reason) }
        guard let release = draft.newest(dataset.id) else {
            throw fault("nothing is loaded that rows could be added to")
        }
        let old = release.dataset
        guard old.unit == dataset.unit, old.rowsPerUnit == dataset.rowsPerUnit, old.links == dataset.links else {
            throw fault("its unit, rows per unit or links are declared otherwise than before; load it anew")
        }
        guard old.storedVariables.map(\.name) == dataset.storedVariables.map(\.name) else {
            throw fault("its variables are others than before; load it anew")
        }
        for (was, now) in zip(old.storedVariables, dataset.storedVariables)
        where was.domain.categories.map(\.code) != now.domain.categories.map(\.code)
            || was.domain.missing != now.domain.missing
        {
            throw fault("`\(now.name)` has other codes than before; load it anew, with a range that reaches further")
        }
        guard old.asOf <= dataset.asOf else { throw fault("its month is before that of the rows that are loaded") }
        return release
    }

    private func register(besides dataset: Dataset) throws(LoadError) -> ReleaseDraft? {
        guard let register = draft.register(of: dataset.unit), register.dataset.id != dataset.id else { return nil }
        return register
    }

    private func open(_ release: ReleaseDraft) throws(LoadError) -> [Segment] {
        let datasets = draft.newest.map(\.dataset)
        return try release.segments.map { (segment) throws(LoadError) in
            try snapshot { () throws(SnapshotError) in
                try workspace.open(segment, of: release.dataset, spines: draft.spines, datasets: datasets)
            }
        }
    }

    /// Loads the list of those who have said no, with the day it describes.
    package mutating func addOptOuts(
        _ source: CSVSource, version: CalendarDay, identifier: IdentifierKind
    ) throws(LoadError) {
        let list = try OptOutLoad(key: key.pseudonymiser(), identifier: identifier, version: version).run(source)
        guard draft.replace(optOuts: list) else {
            throw .optOutDay(list.version, loaded: draft.optOuts.version)
        }
    }

    /// Adds a public file: a reference, which has numbers over variables that are loaded, or a look-up. Its version never
    /// changes: the same again is fine, another file under the same name is not.
    package mutating func addReference(_ declaration: JSONValue) throws(LoadError) -> ReferenceID {
        do throws(CatalogueError) {
            let newest = try CatalogueReader.check(draft.newest.map(\.dataset))
            let others = draft.lookups.filter { $0 != declaration }
            _ = try CatalogueReader.add(others + [declaration], to: newest)
            let id = try CatalogueReader.publicName(of: declaration)
            try draft.add(ReferenceDraft(id: id, declaration: declaration))
            return id
        } catch { throw .reference(error) }
    }

    /// The look-ups that are loaded, for declarations that name them: see `CatalogueReader.fill`.
    package func lookups() throws(CatalogueError) -> [Lookup] {
        try CatalogueReader.add(draft.lookups, to: Catalogue([])).lookups
    }

    /// Takes a public file out of what is served from now on.
    package mutating func removeReference(_ name: String) throws(LoadError) {
        guard let id = ReferenceID(name), draft.remove(id) else { throw .noReference(name) }
    }

    /// Adds derived variables of registers that are loaded. Their versions never change: the same again is fine, another
    /// meaning under the same name is not.
    package mutating func addDefinitions(_ definitions: [JSONValue]) throws(LoadError) -> [VariableName] {
        do throws(CatalogueError) {
            var names: [VariableName] = []
            for definition in definitions {
                let name = try CatalogueReader.nameOfDefinition(definition)
                try draft.add(DefinitionDraft(id: name, declaration: definition))
                names.append(name)
            }
            _ = try draft.catalogue()
            return names
        } catch { throw .definition(error) }
    }

    /// Takes a derived variable out of what is served from now on.
    package mutating func removeDefinition(_ name: String) throws(LoadError) {
        guard let id = VariableName(name), draft.remove(id) else { throw .noDefinition(name) }
    }

    /// Removes what no generation needs that is kept: see `GenerationStore.retain`.
    package func retain(_ generations: Int) throws(LoadError) {
        try snapshot { () throws(SnapshotError) in try store.retain(generations, in: workspace) }
    }

    /// The catalogue that will be served. Throws where the declarations do not hang together.
    package func catalogue() throws(LoadError) -> Catalogue {
        do throws(CatalogueError) { return try draft.catalogue() } catch {
            throw .snapshot(.unreadable(file: "the declarations together", reason: error.message))
        }
    }

    /// Writes the generation and makes it durable; it is not served yet.
    package func stage() throws(LoadError) -> StagedGeneration {
        _ = try catalogue()
        return try snapshot { () throws(SnapshotError) in try store.stage(draft, in: workspace) }
    }
}
