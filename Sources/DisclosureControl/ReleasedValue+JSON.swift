import JSON

extension ReleasedValue {
    var json: JSONValue {
        switch self {
        case .notShown: return ["status": "not-shown"]
        case .notDefined: return ["status": "not-defined"]
        case .count(let count): return .object(count.json)
        case .ratio(let ratio, let missing): return .object(ratio.json.with(missing))
        case .sum(let sum, let units, let missing):
            var object = sum.json
            object["units"] = ["value": .integer(units)]
            return .object(object.with(missing))
        case .statistic(let statistic, let missing): return .object(statistic.json.with(missing))
        case .quantiles(let quantiles, let missing): return .object(quantiles.json.with(missing))
        }
    }
}

extension JSONObject {
    /// The same with the row of those without a value, where one was asked for.
    fileprivate func with(_ missing: ReleasedValue.Missing?) -> JSONObject {
        var object = self
        switch missing {
        case nil: break
        case .notShown: object["missing"] = ["status": "not-shown"]
        case .count(let count): object["missing"] = .object(count.json)
        }
        return object
    }
}

extension ProtectedCount {
    fileprivate var json: JSONObject {
        var object = JSONObject([
            ("value", .integer(value)), ("status", "released"),
            ("noise95", [.integer(noise95.lowerBound), .integer(noise95.upperBound)]),
        ])
        if isLowReliability { object["lowReliability"] = true }
        return object
    }
}

extension ProtectedRatio {
    fileprivate var json: JSONObject {
        var object = JSONObject([
            ("value", .string(value)), ("status", "released"), ("noise95", noise95.json),
        ])
        if let sampling95 { object["sampling95"] = sampling95.json }
        object["numerator"] = ["value": .integer(numerator)]
        object["denominator"] = ["value": .integer(denominator)]
        if isAboveReference { object["aboveReference"] = true }
        if isLowReliability { object["lowReliability"] = true }
        return object
    }
}

extension ProtectedStatistic {
    fileprivate var json: JSONObject {
        var object = JSONObject([
            ("value", .string(value)), ("status", "released"), ("noise95", noise95.json),
        ])
        for beside in beside {
            switch beside {
            case .units(let number): object["units"] = ["value": .integer(number)]
            case .numerator(let number): object["numerator"] = ["value": .integer(number)]
            case .denominator(let number): object["denominator"] = ["value": .integer(number)]
            case .observed(let number): object["observed"] = ["value": .integer(number)]
            case .expected(let number): object["expected"] = ["value": .string(number)]
            }
        }
        if isLowReliability { object["lowReliability"] = true }
        return object
    }
}

extension ProtectedQuantiles {
    fileprivate var json: JSONObject {
        var object = JSONObject([
            ("status", "released"),
            (
                "quantiles",
                .array(ranges.map { ["from": .integer($0.lowerBound), "to": .integer($0.upperBound)] })
            ),
            ("units", ["value": .integer(units)]),
        ])
        if isLowReliability { object["lowReliability"] = true }
        return object
    }
}

extension ProtectedRatio.Ends {
    var json: JSONValue { [.string(low), high.map { .string($0) } ?? .null] }
}
