import Catalogue
import JSON
import Linux
import Snapshots

/// How much of the machine a load may take.
package struct LoadResources: Sendable {
    /// Threads that check rows; one more reads and numbers them.
    package let workers: Int
    /// The bytes of rows that are sorted in memory at a time; about as much again is needed for sorting.
    package let sortBytes: Int

    package init(workers: Int, sortBytes: Int) {
        precondition(workers >= 1 && sortBytes >= 1 << 10, "a load needs a worker and some memory")
        self.workers = workers
        self.sortBytes = sortBytes
    }

    /// A worker for each processor, and 96 MiB to sort in.
    package static var standard: LoadResources {
        LoadResources(workers: WorkerThread.processors, sortBytes: 96 << 20)
    }
}

/// How far the load of one file has come.
package struct LoadProgress: Sendable, Hashable {
    package let file: String
    /// Of the file as it is stored.
    package let bytesRead: Int
    /// Guessed from what was read where the text is made while it is read.
    package let byteCount: Int
    package let rows: Int
}

/// One file on its way to one dataset: threads check blocks of rows, and one numbers and sorts them.
struct DatasetLoad {
    let dataset: Dataset
    /// For each link, the dataset that it leads to.
    let targets: [Dataset]
    /// What is loaded already and stays: rows are added to it.
    let earlier: [Segment]
    /// The register of the dataset's unit, where it is another dataset.
    let register: [Segment]?
    let key: PseudonymKey
    let resources: LoadResources
    let progress: (LoadProgress) -> Void

    /// Reads, checks and writes every row; units that are new get their numbers in `spines`.
    ///
    /// - Throws: `notCSV`, `packing`, `headings`, or `values` with the report of everything that does not fit.
    func run(
        _ source: CSVSource, spines: Spines, workspace: LoaderWorkspace
    ) throws(LoadError) -> (StagedSegment, LoadReport) {
        let pieces = try source.pieces()
        var splitter = CSVSplitter { () throws(LoadError) in try pieces.next() }
        let (plan, rest) = try headings(&splitter, source.name)
        let sorter = RowSorter(RowLayout(dataset), directory: workspace.directory, runBytes: resources.sortBytes)
        var collector = RowCollector(plan, spines: spines, sorter: sorter, file: source.name)
        for segment in earlier { try snapshot { () throws(SnapshotError) in try collector.count(segment) } }
        try read(rest, &splitter, plan, &collector) { rows in
            progress(
                LoadProgress(file: source.name, bytesRead: pieces.offset, byteCount: pieces.byteCount, rows: rows))
        }
        try snapshot { () throws(SnapshotError) in try collector.close(register: register) }
        guard collector.report.faults.isEmpty else { throw .values(collector.report) }
        let writer = try snapshot { () throws(SnapshotError) in try RowSegmentWriter(workspace, dataset: dataset) }
        let segment = try collector.write(to: writer)
        return (segment, collector.report)
    }

    private func headings(_ splitter: inout CSVSplitter, _ file: String) throws(LoadError) -> (RowPlan, CSVBlock) {
        guard let block = try splitter.nextBlock() else {
            throw .notCSV(file: file, row: 1, reason: "the file is empty")
        }
        var rows = CSVRows(block)
        do throws(CSVError) { _ = try rows.next() } catch {
            throw .notCSV(file: file, row: error.row, reason: error.reason)
        }
        let headings = rows.fields.indices.map { rows.text($0) }
        return (try RowPlan(dataset, targets: targets, headings: headings, file: file), rows.rest)
    }

    private func read(
        _ first: CSVBlock, _ splitter: inout CSVSplitter, _ plan: RowPlan, _ collector: inout RowCollector,
        _ tell: (Int) -> Void
    ) throws(LoadError) {
        let key = key
        let workers: OrderedWorkers<CSVBlock, CheckedRows>
        do throws(SystemError) {
            workers = try OrderedWorkers(count: resources.workers, name: "load") {
                var reader = RowReader(plan, key: key.pseudonymiser())
                return { reader.read($0) }
            }
        } catch { throw .storage(error) }
        defer { workers.close() }
        workers.submit(first)
        while let block = try splitter.nextBlock() {
            workers.submit(block)
            if workers.pending > resources.workers * 2 { try take(workers, &collector, tell) }
        }
        while workers.pending > 0 { try take(workers, &collector, tell) }
    }

    private func take(
        _ workers: OrderedWorkers<CSVBlock, CheckedRows>, _ collector: inout RowCollector, _ tell: (Int) -> Void
    ) throws(LoadError) {
        guard let rows = workers.next() else { return }
        try collector.take(rows)
        if let error = rows.error {
            throw .notCSV(file: collector.report.file, row: error.row, reason: error.reason)
        }
        tell(collector.report.rows)
    }

}

/// Runs calls of the published format with this room's error.
func snapshot<Value>(_ body: () throws(SnapshotError) -> Value) throws(LoadError) -> Value {
    do throws(SnapshotError) { return try body() } catch { throw .snapshot(error) }
}
