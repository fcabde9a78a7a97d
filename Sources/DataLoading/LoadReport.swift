package import JSON

/// What a load found, for the operator alone: a file beside the data, never a log line or a metric.
package struct LoadReport: Sendable, Hashable {
    package let file: String
    package let dataset: String
    package internal(set) var rows = 0
    package internal(set) var units = 0
    /// What does not fit the declaration. Where there is any, nothing is loaded.
    package var faults: [LoadFault] { faultList.faults }
    var faultList = FaultList()
    /// For each link: the rows that point at somebody, and at somebody whom the other dataset knows.
    package internal(set) var links: [String: Linkage] = [:]
    /// The units with rows here, and those of them that the register of their kind knows; nil without such a register.
    package internal(set) var register: Linkage?
    /// How many units have 1, 2, 3–5, 6–10, 11–100, and more rows: a wrong person key shows here.
    package internal(set) var rowsPerUnit: [Int] = [0, 0, 0, 0, 0, 0]
    /// For each variable that can be missing: the rows of each kind of missing.
    package internal(set) var missing: [String: [String: Int]] = [:]
    /// What fits the declaration and still looks wrong, in words.
    package internal(set) var warnings: [String] = []

    package struct Linkage: Sendable, Hashable {
        package internal(set) var stated = 0
        package internal(set) var linked = 0
    }

    static let buckets = ["1", "2", "3-5", "6-10", "11-100", "over 100"]

    init(file: String, dataset: String) {
        self.file = file
        self.dataset = dataset
    }

    mutating func countRows(ofUnit rows: Int) {
        let bucket = [1, 2, 5, 10, 100].firstIndex { rows <= $0 } ?? 5
        rowsPerUnit[bucket] += 1
        units += 1
    }

    /// Below this many rows nothing is suspected.
    private static let fewestRows = 100

    /// Looks for a wrong key: links that lead nowhere, units that nobody knows, a row number in place of a person's.
    mutating func lookForWrongKeys(hasManyRows: Bool) {
        for (role, linkage) in links.sorted(by: { $0.key < $1.key })
        where linkage.stated >= Self.fewestRows && linkage.linked * 2 < linkage.stated {
            warnings.append("fewer than half of the targets of link `\(role)` are known: is its column the right key?")
        }
        if let register, register.stated >= Self.fewestRows, register.linked * 2 < register.stated {
            warnings.append("fewer than half of the units are in their register: is the key column the right one?")
        }
        if hasManyRows, units >= Self.fewestRows, rowsPerUnit[0] * 100 >= units * 98 {
            warnings.append("nearly every unit has one row: does the key column name rows rather than units?")
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
        if let register { lines.append("  register: \(register.linked) of \(register.stated) units are known there") }
        let spread = zip(Self.buckets, rowsPerUnit).filter { $0.1 > 0 }.map { "\($0.1) with \($0.0)" }
        if !spread.isEmpty { lines.append("  rows for a unit: " + spread.joined(separator: ", ")) }
        return lines + warnings.map { "  warning: \($0)" }
    }

    /// The report as a file for the operator.
    package var json: JSONValue {
        var json: JSONObject = [
            "file": .string(file), "dataset": .string(dataset), "rows": .integer(rows), "units": .integer(units),
            "faults": .array(
                faults.map {
                    [
                        "column": .string($0.heading), "problem": .string($0.problem.rawValue),
                        "count": .integer($0.count), "firstRows": .array($0.firstRows.map { .integer($0) }),
                    ]
                }),
            "links": Self.object(links.mapValues(\.json)),
            "rowsPerUnit": .object(JSONObject(zip(Self.buckets, rowsPerUnit).map { ($0, .integer($1)) })),
            "missing": Self.object(missing.mapValues { Self.object($0.mapValues { .integer($0) }) }),
            "warnings": .array(warnings.map { .string($0) }),
        ]
        if let register { json["register"] = register.json }
        return .object(json)
    }

    private static func object(_ values: [String: JSONValue]) -> JSONValue {
        .object(JSONObject(values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
    }
}

extension LoadReport.Linkage {
    fileprivate var json: JSONValue { ["stated": .integer(stated), "linked": .integer(linked)] }
}
