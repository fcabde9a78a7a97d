import Catalogue
import QueryLanguage

/// When the answer to a query leaves: at the end of a tick whose length is settled before any data are read.
///
/// A tick is the profile's milliseconds times the *static cost class*: how much work such a query is over data of the
/// declared sizes, told from the query and the catalogue alone. What was asked before waits like what is new. Work that
/// takes longer waits for the end of the tick it has reached.
struct ReplyTick: Sendable, Hashable {
    /// 1 or more.
    let costClass: Int
    /// The length of a tick; 0 where answers leave at once.
    let milliseconds: Int
    /// After its outcome stands in the log, the answer leaves at the end of one of these: how many rows the store and the
    /// vault had to write is not to be seen.
    let afterwards: Int

    /// - Parameter unit: the length of a tick of the first class, in milliseconds, at most a minute.
    init(_ query: ResolvedQuery, in catalogue: Catalogue, unit: Int) {
        costClass = Self.costClass(query, in: catalogue)
        milliseconds = unit * costClass
        afterwards = unit == 0 ? 0 : max(1, unit / 10)
    }

    /// A row of one part takes 1 to 4 nanoseconds on one processor: a class is a fifth of a second at most.
    private static let visitsAClass = 50_000_000
    /// What a dataset of many rows is taken to have of them for each unit: the catalogue declares units.
    private static let rowsAUnit = 8
    /// What drawing, storing and showing a cell takes, in visits of rows.
    private static let visitsACell = 1_000
    private static let largestClass = 40

    /// Sizes are bounded by the catalogue's reader and the resolver, and what overflows is of the largest class.
    private static func costClass(_ query: ResolvedQuery, in catalogue: Catalogue) -> Int {
        var rows = catalogue.register(of: query.unit)?.declaredUnits ?? 0
        for dataset in query.datasets.compactMap({ catalogue.dataset($0) }) {
            let each = dataset.rowsPerUnit == .many ? rowsAUnit : 1
            rows = sum(rows, product(dataset.declaredUnits, each))
        }
        let cells = query.marginals.reduce(0) { sum($0, $1.cellCount) }
        let visits = product(sum(rows, product(cells, visitsACell)), max(1, query.parts.count))
        return min(largestClass, visits / visitsAClass + 1)
    }

    private static func sum(_ a: Int, _ b: Int) -> Int {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : sum
    }

    private static func product(_ a: Int, _ b: Int) -> Int {
        let (product, overflow) = a.multipliedReportingOverflow(by: b)
        return overflow ? .max : product
    }

    /// The end of the step that has been reached after so many milliseconds: always later, and at most one step.
    static func end(ofStep step: Int, after spent: Int) -> Int { (spent / step + 1) * step }
}
