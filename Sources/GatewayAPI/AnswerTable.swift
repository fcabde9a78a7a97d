import JSON

/// The table of an answer, read back from its JSON so that it can be written in other formats, also years later.
struct AnswerTable {
    private let dimensions: [String]
    private let measures: [Column]
    private let rows: [JSONValue]
    /// What a last column says of every row where the rows behind it are made up.
    private let tier: String?

    init(_ answer: JSONObject) {
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
