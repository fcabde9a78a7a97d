package import Catalogue
package import JSON
package import Snapshots

/// Builds the next generation: what is loaded anew replaces its dataset, the rest is carried over.
///
/// Nothing is written before `stage`, and nothing is served before the store publishes what was staged.
package struct GenerationBuilder {
    private let store: GenerationStore
    private let key: PseudonymKey
    /// Held until the builder goes: one load at a time.
    private let workspace: LoaderWorkspace
    private var draft: GenerationDraft

    /// Starts from the published generation. Throws `snapshot` where another load runs or the generation is damaged.
    package init(store: GenerationStore, key: PseudonymKey) throws(LoadError) {
        self.store = store
        self.key = key
        do throws(SnapshotError) {
            workspace = try store.lock()
            draft = try store.currentDraft()
        } catch { throw .snapshot(error) }
    }

    /// Loads one file as one dataset. The datasets that it links to must be loaded before.
    package mutating func add(
        declaration: JSONValue, _ dataset: Dataset, from source: CSVSource
    ) throws(LoadError) -> LoadReport {
        var targets: [Dataset] = []
        for link in dataset.links {
            guard let target = draft.datasets[link.dataset] else {
                throw .order(dataset: dataset.id.description, needs: link.dataset.description)
            }
            targets.append(target.dataset)
        }
        var load = DatasetLoad(
            declaration: declaration, dataset: dataset, targets: targets, key: key, file: source.name)
        var spines = draft.spines
        let report = try load.run(source, spines: &spines)
        do throws(SnapshotError) { draft.datasets[dataset.id] = try load.write(to: workspace, spines) } catch {
            throw .snapshot(error)
        }
        draft.spines = spines
        return report
    }

    /// Loads the list of those who have said no, with the day it describes.
    package mutating func addOptOuts(
        _ source: CSVSource, version: CalendarDay, identifier: IdentifierKind
    ) throws(LoadError) {
        draft.replace(
            optOuts: try OptOutLoad(key: key.pseudonymiser(), identifier: identifier, version: version).run(source))
    }

    /// Removes what no generation needs that is kept: see `GenerationStore.retain`.
    package func retain(_ generations: Int) throws(LoadError) {
        do throws(SnapshotError) { try store.retain(generations, in: workspace) } catch { throw .snapshot(error) }
    }

    /// Writes the generation and makes it durable; it is not served yet.
    package func stage() throws(LoadError) -> StagedGeneration {
        do throws(CatalogueError) {
            _ = try CatalogueReader.check(draft.datasets.values.map(\.dataset).sorted { $0.id < $1.id })
        } catch {
            throw .snapshot(.unreadable(file: "the declarations together", reason: error.message))
        }
        do throws(SnapshotError) { return try store.stage(draft, in: workspace) } catch { throw .snapshot(error) }
    }
}
