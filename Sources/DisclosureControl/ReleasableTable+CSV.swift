import QueryLanguage

extension ReleasableTable {
    /// The answer as CSV (RFC 4180, UTF-8, CRLF): a status column beside each value, empty fields where nothing shows.
    package func csv() -> [UInt8] {
        let shapes = zip(measureNames, plan.query.measures).map { CSVShape(name: $0, measure: $1) }
        var text = Self.line(dimensionNames + shapes.flatMap(\.heading))
        for row in rows {
            text += Self.line(row.codes + zip(shapes, row.values).flatMap { $0.fields($1) })
        }
        return Array(text.utf8)
    }

    private static func line(_ fields: [String]) -> String {
        fields.map(quoted).joined(separator: ",") + "\r\n"
    }

    private static func quoted(_ field: String) -> String {
        guard field.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}

/// The columns of one measure.
private struct CSVShape {
    let name: String
    let isRatio: Bool
    let hasSampling: Bool
    let hasMissing: Bool

    init(name: String, measure: Measure) {
        self.name = name
        switch measure.kind {
        case .units, .events, .statistic: (isRatio, hasSampling, hasMissing) = (false, false, false)
        case .proportion(_, _, let missing): (isRatio, hasSampling, hasMissing) = (true, true, missing != nil)
        case .ratio: (isRatio, hasSampling, hasMissing) = (true, false, false)
        }
    }

    var heading: [String] {
        let count = [name, "\(name).status", "\(name).noise95.low", "\(name).noise95.high", "\(name).lowReliability"]
        let sampling = hasSampling ? ["\(name).sampling95.low", "\(name).sampling95.high"] : []
        let sides = isRatio ? ["\(name).numerator", "\(name).denominator"] : []
        return count + sampling + sides + (hasMissing ? ["\(name).missing", "\(name).missing.status"] : [])
    }

    func fields(_ value: ReleasedValue) -> [String] {
        switch value {
        case .notShown:
            let empty = heading.map { _ in "" }
            var fields = [empty[0], "not-shown"] + empty.dropFirst(2)
            if hasMissing { fields[fields.count - 1] = "not-shown" }
            return fields
        case .count(let count):
            return [
                "\(count.value)", "released", "\(count.noise95.lowerBound)", "\(count.noise95.upperBound)",
                "\(count.isLowReliability)",
            ]
        case .ratio(let ratio, let missing):
            var fields = [
                ratio.value, "released", ratio.noise95.low, ratio.noise95.high ?? "", "\(ratio.isLowReliability)",
            ]
            if hasSampling { fields += [ratio.sampling95?.low ?? "", ratio.sampling95?.high ?? ""] }
            fields += ["\(ratio.numerator)", "\(ratio.denominator)"]
            switch missing {
            case nil: break
            case .notShown: fields += ["", "not-shown"]
            case .count(let count): fields += ["\(count.value)", "released"]
            }
            return fields
        }
    }
}
