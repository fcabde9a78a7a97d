package import JSON

/// By how much the cell-key method changes a count, for every part of the keys: the p-table of the literature, as data.
package struct PerturbationTable: Sendable, Hashable {
    package let name: String
    package let version: String
    /// D: no count changes by more.
    package let maximum: Int
    /// V, as the table declares it.
    package let variance: Int
    /// For each count, the last standing for all larger ones: the changes, rising, and where each ends among the keys.
    private let rows: [[Step]]

    private struct Step: Sendable, Hashable {
        let change: Int
        /// The first key, of 2^52, that is beyond this change.
        let end: Int
    }

    /// What the weights of a row add up to; a cell key is cut to so many bits.
    package static let keyBits = 52

    /// Reads a table. Its shape is published as `policies/schemas/perturbation.schema.json`.
    ///
    /// Throws `DisclosureError.profile` with the place of the first fault: also where a row does not add up to 2^52, makes
    /// a count negative, or changes 0.
    package init(_ declaration: JSONValue) throws(DisclosureError) {
        do { try self.init(reading: JSONCursor(declaration)) } catch { throw .profile(error) }
    }

    private init(reading cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("perturbation", "version", "maximum", "variance", "unseenUpTo", "rows")
        name = try fields.required("perturbation").string()
        version = try fields.required("version").string()
        maximum = try fields.required("maximum").integer(in: 1...1_000)
        variance = try fields.required("variance").integer(in: 1...1_000_000)
        _ = try fields.required("unseenUpTo").integer(in: 0...1_000)
        var rows: [[Step]] = []
        for (count, row) in try fields.required("rows").array().enumerated() {
            rows.append(try Self.steps(row, count: count, maximum: maximum))
            guard count == 0 || Self.isFair(rows[count], maximum: maximum, variance: variance) else {
                throw row.fail("must have the mean 0 and the variance that the table declares")
            }
        }
        guard rows.count > maximum else {
            throw try fields.required("rows").fail("must have a row for each count up to the maximum")
        }
        self.rows = rows
    }

    private static func steps(_ cursor: JSONCursor, count: Int, maximum: Int) throws(JSONError) -> [Step] {
        var steps: [Step] = []
        var end = 0
        let lowest = count == 0 ? 0 : -min(count, maximum)
        let highest = count == 0 ? 0 : maximum
        for entry in try cursor.array() {
            let fields = try entry.object()
            try fields.allowOnly("change", "weight")
            let change = try fields.required("change").integer(in: lowest...highest)
            end += try fields.required("weight").integer(in: 0...(1 << keyBits) - end)
            guard steps.last.map({ $0.change < change }) ?? true else {
                throw try fields.required("change").fail("must rise")
            }
            steps.append(Step(change: change, end: end))
        }
        guard end == 1 << keyBits else { throw cursor.fail("the weights must add up to 2^52") }
        return steps
    }

    /// Whether the changes of a row have mean 0 and this variance, but for what rounding does to each weight: less than 1,
    /// times a change of at most the maximum.
    private static func isFair(_ row: [Step], maximum: Int, variance: Int) -> Bool {
        var first = Int128(0)
        var second = Int128(0)
        var start = 0
        for step in row {
            let weight = Int128(step.end - start)
            first += weight * Int128(step.change)
            second += weight * Int128(step.change) * Int128(step.change)
            start = step.end
        }
        let rounding = Int128(row.count) * Int128(maximum)
        let expected = Int128(variance) << Int128(keyBits)
        return first.magnitude <= rounding.magnitude
            && (second - expected).magnitude <= (rounding * Int128(maximum)).magnitude
    }

    /// The change of a count of 0 or more with this cell key.
    ///
    /// Row min(n, last), and in it the interval that holds key ∕ 2^64: the rule of the R package `cellKey` for counts,
    /// whose record keys are fractions that are added modulo 1, as wrapping sums of 64 bits are.
    package func change(of count: Int, cellKey: UInt64) -> Int {
        let key = Int(cellKey >> (64 - UInt64(Self.keyBits)))
        let row = rows[min(max(0, count), rows.count - 1)]
        return row.first { key < $0.end }?.change ?? 0
    }

    /// For tests and reports: the share of all keys that a change has, over 2^52.
    package func weights(of count: Int) -> [(change: Int, weight: Int)] {
        let row = rows[min(max(0, count), rows.count - 1)]
        return row.enumerated().map { index, step in (step.change, step.end - (index == 0 ? 0 : row[index - 1].end)) }
    }
}
