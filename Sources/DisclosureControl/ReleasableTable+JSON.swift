import Catalogue
package import JSON
import QueryLanguage

extension ReleasableTable {
    /// `rows` of the answer.
    package var rowsJSON: JSONValue {
        .array(
            rows.map { row in
                var object = JSONObject()
                for (name, code) in zip(dimensionNames, row.codes) { object[name] = .string(code) }
                for (name, value) in zip(measureNames, row.values) { object[name] = value.json }
                return .object(object)
            })
    }

    /// `dimensions` of the answer: each variable with its codes and their titles, in order.
    package var dimensionsJSON: JSONValue {
        .array(
            zip(dimensionNames, plan.query.dimensions).map { name, dimension in
                var codes = JSONObject()
                for group in dimension.groups { codes[group.code] = .string(group.title) }
                if plan.query.totals { codes[Self.totalCode] = "All" }
                var object = JSONObject([
                    ("name", .string(name)), ("variable", .string("\(dimension.name)")),
                    ("grouping", .string(dimension.grouping)),
                ])
                if let at = dimension.at { object["at"] = .string("\(at)") }
                object["codes"] = .object(codes)
                return .object(object)
            })
    }

    /// `measures` of the answer: what each one counts, of what, and the bounds that were applied.
    package var measuresJSON: JSONValue {
        var object = JSONObject()
        for (name, measure) in zip(measureNames, plan.query.measures) {
            var entry = JSONObject([("kind", .string(measure.kindName)), ("unit", .string(measure.unitLabel))])
            if let of = measure.ofLabel { entry["of"] = .string(of) }
            if measure.hasPer { entry["per"] = .integer(measure.per) }
            if measure.hasMissing { entry["missing"] = "row" }
            if case .statistic(.quantiles(let quantiles)) = measure.kind {
                entry["at"] = .array(quantiles.thousandths.map { .string(Self.fraction($0)) })
            }
            if let part = measure.mainPart(among: plan.query.measures), let draw = plan.drawOf[0][part] {
                entry["bound"] = [
                    "perUnit": .integer(plan.query.parts[part].bound),
                    "cells": .integer(plan.draws[draw].cellsPerUnit),
                ]
            }
            object[name] = .object(entry)
        }
        return .object(object)
    }

    /// Thousandths without zeros at the end: `0.5`.
    private static func fraction(_ thousandths: Int) -> String {
        thousandths % 10 == 0
            ? decimalText(Int128(thousandths / 10), decimals: 2).replacing(/0$/, with: "")
            : decimalText(Int128(thousandths), decimals: 3)
    }
}

extension Measure {
    /// The word by which a reader knows the shape of the values.
    var kindName: String {
        switch kind {
        case .units, .events: "count"
        case .proportion: "proportion"
        case .ratio: "ratio"
        case .statistic(let statistic):
            switch statistic {
            case .sum: "sum"
            case .mean: "mean"
            case .variance: "variance"
            case .quantiles: "quantiles"
            case .personYears: "personYears"
            case .rate, .ofReference: "ratio"
            case .standardised(let standardised):
                if case .population = standardised.standard { "indirectlyStandardised" } else { "directlyStandardised" }
            case .movingMean: "movingMean"
            }
        }
    }

    fileprivate var hasPer: Bool {
        switch kind {
        case .ratio, .statistic(.rate), .statistic(.ofReference): true
        case .statistic(.standardised(let standardised)):
            if case .weights = standardised.standard { true } else { false }
        case .units, .events, .proportion, .statistic: false
        }
    }

    fileprivate var hasMissing: Bool {
        switch kind {
        case .proportion(_, _, let missing): missing != nil
        case .statistic(.sum(_, let missing)): missing != nil
        case .statistic(.mean(let moments)), .statistic(.variance(let moments, _)): moments.missing != nil
        case .statistic(.quantiles(let quantiles)): quantiles.missing != nil
        case .units, .events, .ratio, .statistic: false
        }
    }

    /// The part that is counted: the numerator of a ratio.
    func mainPart(among measures: [Measure]) -> Int? {
        switch kind {
        case .units(let part), .events(let part, _): part
        case .proportion(let numerator, _, _): numerator
        case .ratio(let of, _, _): of.part
        case .statistic(let statistic):
            switch statistic {
            case .sum(let counted, _), .personYears(let counted), .rate(let counted, _, _),
                .ofReference(let counted, _, _):
                counted.part
            case .mean(let moments), .variance(let moments, _): moments.sum
            case .quantiles(let quantiles): quantiles.histogram
            case .standardised(let standardised): standardised.of.part
            // Never of another moving mean.
            case .movingMean(let mean): measures[mean.measure].mainPart(among: [])
            }
        }
    }
}
