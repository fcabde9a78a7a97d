import JSON

/// Writes measures in canonical form: what they mean, without their names.
struct MeasureMeanings {
    /// Each part in canonical form.
    let parts: [JSONValue]
    let measures: [Measure]
    /// Each dimension in canonical form.
    let dimensions: [JSONValue]

    func canonical(_ kind: MeasureKind) -> JSONValue {
        switch kind {
        case .units(let part): return ["count": parts[part]]
        case .events(let part, _): return ["count": parts[part]]
        case .proportion(let numerator, _, let missing):
            guard let missing else { return ["proportion": parts[numerator]] }
            return ["proportion": parts[numerator], "missing": parts[missing]]
        case .ratio(let of, let to, let per):
            return ["ratio": [parts[of.part], parts[to.part]], "per": .integer(per)]
        case .statistic(let statistic): return canonical(statistic)
        }
    }

    private func canonical(_ statistic: Statistic) -> JSONValue {
        switch statistic {
        case .sum(let sum, let missing): return with(missing, ["sum": parts[sum.part]])
        case .mean(let moments):
            return with(moments.missing, ["mean": parts[moments.sum], "over": parts[moments.count.part]])
        case .variance(let moments, let squares):
            return with(
                moments.missing,
                ["variance": [parts[squares], parts[moments.sum]], "over": parts[moments.count.part]])
        case .quantiles(let quantiles):
            return with(
                quantiles.missing,
                [
                    "quantiles": parts[quantiles.histogram],
                    "thousandths": .array(quantiles.thousandths.map { .integer($0) }),
                ])
        case .personYears(let months): return ["personYears": parts[months.part]]
        case .rate(let of, let months, let per):
            return ["rate": [parts[of.part], parts[months.part]], "per": .integer(per)]
        case .ofReference(let of, let use, let per):
            return ["ratio": [parts[of.part], use.canonical], "per": .integer(per)]
        case .standardised(let standardised): return canonical(standardised)
        case .movingMean(let mean):
            return [
                "movingMean": canonical(measures[mean.measure].kind), "over": dimensions[mean.dimension],
                "width": .integer(mean.width),
            ]
        }
    }

    private func canonical(_ standardised: Standardised) -> JSONValue {
        let among: JSONValue = [parts[standardised.of.part], parts[standardised.to.part]]
        switch standardised.standard {
        case .population(let strataOf, let strataTo):
            return ["indirect": among, "strata": [parts[strataOf], parts[strataTo]]]
        case .weights(let use, _, let strataOf, let strataTo):
            return [
                "direct": among, "strata": [parts[strataOf], parts[strataTo]], "weights": use.canonical,
                "per": .integer(standardised.per),
            ]
        }
    }

    private func with(_ missing: Counted?, _ object: JSONObject) -> JSONValue {
        var object = object
        if let missing { object["missing"] = parts[missing.part] }
        return .object(object)
    }
}

extension ReferenceUse {
    var canonical: JSONValue { ["reference": .string("\(reference)"), "where": restriction] }
}
