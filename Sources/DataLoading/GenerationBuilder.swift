package import Catalogue
package import JSON
import Linux
package import Snapshots

/// Builds the next generation: what is loaded anew replaces its dataset, the rest is carried over.
///
/// Nothing is written before `stage`, and nothing is served before the store publishes what was staged.
package struct GenerationBuilder {
    private let store: GenerationStore
    private let key: PseudonymKey
    /// Held until the builder goes: one load at a time.
    private let lock: File
    private var draft: GenerationDraft

    /// Starts from the published generation. Throws `snapshot` where another load runs or the generation is damaged.
    package init(store: GenerationStore, key: PseudonymKey) throws(LoadError) {
        self.store = store
        self.key = key
        do throws(SnapshotError) {
            lock = try store.lock()
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
        let (rows, report) = try load.run(source, spines: &spines)
        draft.spines = spines
        draft.datasets[dataset.id] = rows
        return report
    }

    /// Loads the list of those who have said no, with the day it describes.
    package mutating func addOptOuts(
        _ source: CSVSource, version: CalendarDay, identifier: IdentifierKind
    ) throws(LoadError) {
        draft.optOuts = try OptOutLoad(key: key.pseudonymiser(), identifier: identifier, version: version)
            .run(source)
    }

    /// Writes the generation and makes it durable; it is not served yet.
    package func stage() throws(LoadError) -> StagedGeneration {
        do throws(CatalogueError) {
            _ = try CatalogueReader.check(draft.datasets.values.map(\.dataset).sorted { $0.id < $1.id })
        } catch {
            throw .snapshot(.unreadable(file: "the declarations together", reason: error.message))
        }
        do throws(SnapshotError) { return try store.stage(draft) } catch { throw .snapshot(error) }
    }
}
