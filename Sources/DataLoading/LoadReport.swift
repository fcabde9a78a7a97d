package import JSON

/// What a load found, for the operator alone: a file beside the data, never a log line or a metric.
package struct LoadReport: Sendable, Hashable {
    /// Values of one column that do not fit.
    package struct Fault: Sendable, Hashable {
        package let heading: String
        package let problem: Problem
        package internal(set) var count: Int
        /// The first rows where it happens; the headings are row 1.
        package internal(set) var firstRows: [Int]
    }

    package enum Problem: String, Sendable, Hashable {
        case notDeclared, badIdentifier, repeatedUnit, tooManyOnOneTarget

        /// In plain words, with the remedy.
        var words: String {
            switch self {
            case .notDeclared: "not a declared value; correct the file, or declare the code or the spelling of missing"
            case .badIdentifier: "not an identifier of the declared form"
            case .repeatedUnit: "a unit has a second row, and the dataset is declared with one row for each"
            case .tooManyOnOneTarget: "more rows point at one unit than the declaration's `maximumPerTarget`"
            }
        }
    }

    package let file: String
    package let dataset: String
    package internal(set) var rows = 0
    package internal(set) var units = 0
    package internal(set) var faults: [Fault] = []
    /// For each link: the rows that point at somebody, and at somebody whom the other dataset knows.
    package internal(set) var links: [String: Linkage] = [:]
    /// How many units have 1, 2, 3–5, 6–10, 11–100, and more rows: a wrong person key shows here.
    package internal(set) var rowsPerUnit: [Int] = [0, 0, 0, 0, 0, 0]

    package struct Linkage: Sendable, Hashable {
        package internal(set) var stated = 0
        package internal(set) var linked = 0
    }

    static let buckets = ["1", "2", "3-5", "6-10", "11-100", "over 100"]
    static let rowsNamed = 5

    init(file: String, dataset: String) {
        self.file = file
        self.dataset = dataset
    }

    mutating func record(_ problem: Problem, heading: String, row: Int) {
        if let index = faults.firstIndex(where: { $0.heading == heading && $0.problem == problem }) {
            faults[index].count += 1
            if faults[index].firstRows.count < Self.rowsNamed { faults[index].firstRows.append(row) }
        } else {
            faults.append(Fault(heading: heading, problem: problem, count: 1, firstRows: [row]))
        }
    }

    mutating func countRows(_ perUnit: some Sequence<Int>) {
        for rows in perUnit where rows > 0 {
            let bucket = [1, 2, 5, 10, 100].firstIndex { rows <= $0 } ?? 5
            rowsPerUnit[bucket] += 1
            units += 1
        }
    }

    /// The report in lines for a person.
    package var lines: [String] {
        var lines = ["`\(file)` as dataset `\(dataset)`: \(rows) rows of \(units) units"]
        for fault in faults {
            let places = fault.firstRows.map { "\($0)" }.joined(separator: ", ")
            let more = fault.count > fault.firstRows.count ? " and more" : ""
            lines.append(
                "  column `\(fault.heading)`: \(fault.count) of \(rows) \(fault.problem.words) (rows \(places)\(more))")
        }
        for (role, linkage) in links.sorted(by: { $0.key < $1.key }) {
            lines.append("  link `\(role)`: \(linkage.stated) rows name somebody, \(linkage.linked) are known there")
        }
        let spread = zip(Self.buckets, rowsPerUnit).filter { $0.1 > 0 }.map { "\($0.1) with \($0.0)" }
        if !spread.isEmpty { lines.append("  rows for a unit: " + spread.joined(separator: ", ")) }
        return lines
    }

    /// The report as a file for the operator.
    package var json: JSONValue {
        [
            "file": .string(file), "dataset": .string(dataset), "rows": .integer(rows), "units": .integer(units),
            "faults": .array(
                faults.map {
                    [
                        "column": .string($0.heading), "problem": .string($0.problem.rawValue),
                        "count": .integer($0.count), "firstRows": .array($0.firstRows.map { .integer($0) }),
                    ]
                }),
            "links": .object(
                JSONObject(
                    links.sorted { $0.key < $1.key }.map {
                        ($0.key, ["stated": .integer($0.value.stated), "linked": .integer($0.value.linked)])
                    })),
            "rowsPerUnit": .object(JSONObject(zip(Self.buckets, rowsPerUnit).map { ($0, .integer($1)) })),
        ]
    }
}
