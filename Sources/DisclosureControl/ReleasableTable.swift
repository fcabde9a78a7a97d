import QueryLanguage

/// One measure in one cell, as a reader may see it.
package enum ReleasedValue: Sendable, Hashable {
    /// The one word for every reason: too few, near the threshold, hidden beside another.
    case notShown
    /// There is no such number, whatever the data are: the catalogue alone says so. No public number stands against the
    /// cell, or too few cells stand before it.
    case notDefined
    case count(ProtectedCount)
    /// `missing` is there where the asker wanted those without a value counted in a row of their own.
    case ratio(ProtectedRatio, missing: Missing?)
    /// A sum of values, and the units behind it.
    case sum(ProtectedCount, units: Int, missing: Missing?)
    case statistic(ProtectedStatistic, missing: Missing?)
    case quantiles(ProtectedQuantiles, missing: Missing?)

    /// How many units have no value.
    package enum Missing: Sendable, Hashable {
        case notShown
        case count(ProtectedCount)
    }
}

/// One line of the answer.
package struct ReleasedRow: Sendable, Hashable {
    /// One code for each dimension of the query; `_total` where the line sums over it.
    package let codes: [String]
    /// One value for each measure of the query.
    package let values: [ReleasedValue]
}

/// An answer that may leave. Only this room can make one.
package struct ReleasableTable: Sendable {
    package let plan: ReleasePlan
    /// The whole table in the order of the code lists, then its totals, the grand total last.
    package let rows: [ReleasedRow]
    /// A name for each dimension and each measure, in the query's order: unique, and the same in every format.
    package let dimensionNames: [String]
    package let measureNames: [String]

    /// The code that stands for the sum over a dimension.
    package static let totalCode = "_total"

    init(plan: ReleasePlan, rows: [ReleasedRow]) {
        self.plan = plan
        self.rows = rows
        var taken: Set<String> = []
        func unique(_ name: String) -> String {
            var candidate = name
            var number = 2
            while !taken.insert(candidate).inserted {
                candidate = "\(name)#\(number)"
                number += 1
            }
            return candidate
        }
        dimensionNames = plan.query.dimensions.map { unique("\($0.name)") }
        measureNames = plan.query.measures.map { unique($0.name) }
    }
}
