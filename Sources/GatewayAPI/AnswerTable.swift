import JSON

/// The table of an answer, read back from its JSON so that it can be written in other formats, also years later.
struct AnswerTable {
    private let answer: JSONObject
    private let dimensions: [String]
    private let measures: [Column]
    private let rows: [JSONValue]
    /// What a last column says of every row where the rows behind it are made up.
    private let tier: String?

    init(_ answer: JSONObject) {
        self.answer = answer
        dimensions = (answer["dimensions"]?.elements ?? []).compactMap { $0["name"]?.text }
        measures = (answer["measures"]?.members ?? []).map { Column(name: $0.key, measure: $0.value) }
        rows = answer["rows"]?.elements ?? []
        tier = answer["tier"]?.text
    }

    /// RFC 4180, UTF-8, CRLF: a status column beside each value, empty fields where nothing shows.
    func csv() -> [UInt8] {
        // No measure or dimension can have this name.
        var text = CSVText.line(dimensions + measures.flatMap(\.heading) + (tier == nil ? [] : ["_tier"]))
        for row in rows {
            text += CSVText.line(
                dimensions.map { row[$0]?.text ?? "" } + measures.flatMap { $0.fields(row[$0.name] ?? .null) }
                    + (tier.map { [$0] } ?? []))
        }
        return Array(text.utf8)
    }
}

// JSON-stat 2.0, https://json-stat.org/full/
extension AnswerTable {
    /// A cube of the dimensions and of one more, `measure`, whose categories are CSV's columns of numbers. Numbers and
    /// statuses stand under the places of their cells: what is not shown has a status alone, and what was never asked for
    /// has neither.
    func jsonStat(receipt: JSONValue) -> [UInt8] {
        let axes = (answer["dimensions"]?.elements ?? []).map { Axis($0, rows: rows) }
        let columns = measures.flatMap { $0.numbers(.null) }.map(\.column)
        var statuses: [(String, JSONValue)] = []
        var numbers: [String] = []
        for row in rows {
            let place = axes.reduce(0) { $0 * $1.codes.count + $1.place(of: row) } * columns.count
            for (offset, cell) in measures.flatMap({ $0.numbers(row[$0.name] ?? .null) }).enumerated() {
                statuses.append((String(place + offset), .string(cell.status)))
                if let number = Self.number(cell.text) { numbers.append("\"\(place + offset)\":\(number)") }
            }
        }
        var metric: JSONObject = ["label": "Measure"]
        metric["category"] = ["index": .array(columns.map { .string($0) })]
        let cube: JSONObject = [
            "version": "2.0", "class": "dataset", "label": answer["says"] ?? "",
            "note": answer["protection"]?["notes"] ?? [],
            "id": .array((axes.map(\.name) + ["measure"]).map { .string($0) }),
            "size": .array((axes.map(\.codes.count) + [columns.count]).map { .integer($0) }),
            "role": ["metric": ["measure"]],
            "dimension": .object(JSONObject(axes.map { ($0.name, $0.json) } + [("measure", .object(metric))])),
            "extension": .object(extra(receipt)), "status": .object(JSONObject(statuses)),
        ]
        // Decimals go from text to text: none of them is ever a binary fraction.
        let values = "\"value\":{\(numbers.joined(separator: ","))}}"
        return JSONValue.object(cube).bytes().dropLast() + Array(",\(values)".utf8)
    }

    /// What JSON-stat has no place for.
    private func extra(_ receipt: JSONValue) -> JSONObject {
        var extra: JSONObject = [:]
        for name in ["query", "tier", "unit", "measures", "provenance", "protection"] { extra[name] = answer[name] }
        extra["receipt"] = receipt
        return extra
    }

    /// The text as JSON writes numbers; nil where it is none.
    private static func number(_ text: String) -> String? {
        text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?/) == nil ? nil : text
    }
}

/// A dimension of the cube: its codes in order, and any that only rows have behind them.
private struct Axis {
    let name: String
    let codes: [(key: String, value: JSONValue)]
    private let variable: String
    private let places: [String: Int]

    init(_ dimension: JSONValue, rows: [JSONValue]) {
        let name = dimension["name"]?.text ?? ""
        var codes = dimension["codes"]?.members ?? []
        var known = Set(codes.map(\.key))
        for code in rows.compactMap({ $0[name]?.text }) where known.insert(code).inserted {
            codes.append((code, .string(code)))
        }
        self.name = name
        self.codes = codes
        variable = dimension["variable"]?.text ?? name
        places = Dictionary(uniqueKeysWithValues: zip(codes.map(\.key), 0...))
    }

    func place(of row: JSONValue) -> Int { row[name].flatMap { places[$0.text] } ?? 0 }

    var json: JSONValue {
        [
            "label": .string(variable),
            "category": ["index": .array(codes.map { .string($0.key) }), "label": .object(JSONObject(codes))],
        ]
    }
}

/// The columns of one measure.
private struct Column {
    let name: String
    private let hasSampling: Bool
    /// Numbers that stand beside the value.
    private let beside: [String]
    /// The asked quantiles, which have a range of values in the place of one.
    private let quantiles: [String]
    private let hasMissing: Bool

    init(name: String, measure: JSONValue) {
        self.name = name
        let kind = measure["kind"]?.text ?? ""
        hasSampling = kind == "proportion"
        hasMissing = measure["missing"] != nil
        quantiles = (measure["at"]?.elements ?? []).map(\.text)
        beside =
            switch kind {
            case "sum", "personYears", "quantiles": ["units"]
            case "proportion", "ratio", "directlyStandardised": ["numerator", "denominator"]
            case "mean", "variance": ["denominator"]
            case "indirectlyStandardised": ["observed", "expected"]
            default: []
            }
    }

    var heading: [String] {
        let ends =
            quantiles.isEmpty
            ? ["noise95.low", "noise95.high"] : quantiles.flatMap { ["\($0).from", "\($0).to"] }
        let sampling = hasSampling ? ["sampling95.low", "sampling95.high"] : []
        let missing = hasMissing ? ["missing", "missing.status"] : []
        let own = quantiles.isEmpty ? [name] : []
        return own + (["status"] + ends + ["lowReliability"] + sampling + beside + missing).map { "\(name).\($0)" }
    }

    /// The columns that hold numbers, each with its own text, empty where nothing shows, and its status.
    func numbers(_ value: JSONValue) -> [(column: String, text: String, status: String)] {
        let isReliable = value["lowReliability"]?.text != "true"
        let status = isReliable ? value["status"]?.text ?? "" : "low-reliability"
        let others = ["\(name).status", "\(name).lowReliability", "\(name).missing.status"]
        return zip(heading, fields(value)).filter { !others.contains($0.0) }.map { column, text in
            let isMissing = column == "\(name).missing"
            return (column, text, isMissing ? value["missing"]?["status"]?.text ?? status : status)
        }
    }

    func fields(_ value: JSONValue) -> [String] {
        let isShown = value["status"]?.text == "released"
        var fields = quantiles.isEmpty ? [value["value"]?.text ?? ""] : []
        fields.append(value["status"]?.text ?? "")
        if quantiles.isEmpty {
            fields += Self.ends(value["noise95"])
        } else {
            let ranges = value["quantiles"]?.elements ?? []
            fields += quantiles.indices.flatMap { index in
                ["from", "to"].map { ranges.indices.contains(index) ? ranges[index][$0]?.text ?? "" : "" }
            }
        }
        fields.append(isShown ? value["lowReliability"]?.text ?? "false" : "")
        if hasSampling { fields += Self.ends(value["sampling95"]) }
        fields += beside.map { value[$0]?["value"]?.text ?? "" }
        if hasMissing {
            let missing = value["missing"]
            fields += [missing?["value"]?.text ?? "", missing?["status"]?.text ?? value["status"]?.text ?? ""]
        }
        return fields
    }

    private static func ends(_ interval: JSONValue?) -> [String] {
        let ends = interval?.elements ?? []
        return [0, 1].map { ends.indices.contains($0) ? ends[$0].text : "" }
    }
}

extension JSONValue {
    fileprivate subscript(name: String) -> JSONValue? {
        if case .object(let object) = self { object[name] } else { nil }
    }

    fileprivate var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }

    fileprivate var members: [(key: String, value: JSONValue)] {
        if case .object(let object) = self { object.members } else { [] }
    }

    /// A scalar as a field of text; empty for null and for what is no scalar.
    fileprivate var text: String {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .bool(let flag): String(flag)
        case .null, .array, .object: ""
        }
    }
}
