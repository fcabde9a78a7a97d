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
            var entry = JSONObject([("unit", .string(measure.unitLabel))])
            if let of = measure.ofLabel { entry["of"] = .string(of) }
            if case .ratio = measure.kind { entry["per"] = .integer(measure.per) }
            if case .proportion(_, _, .some) = measure.kind { entry["missing"] = "row" }
            let cells = plan.draws[plan.drawOf[0][measure.mainPart]].cellsPerUnit
            entry["bound"] = [
                "perUnit": .integer(plan.query.parts[measure.mainPart].bound), "cells": .integer(cells),
            ]
            object[name] = .object(entry)
        }
        return .object(object)
    }
}

extension Measure {
    /// The part that is counted: the numerator of a ratio.
    var mainPart: Int {
        switch kind {
        case .units(let part), .events(let part, _): part
        case .proportion(let numerator, _, _): numerator
        case .ratio(let of, _, _): of.part
        case .statistic: 0
        }
    }
}

extension ReleasedValue {
    var json: JSONValue {
        switch self {
        case .notShown: ["status": "not-shown"]
        case .count(let count): count.json
        case .ratio(let ratio, let missing):
            {
                var object = ratio.json
                switch missing {
                case nil: break
                case .notShown: object["missing"] = ["status": "not-shown"]
                case .count(let count): object["missing"] = count.json
                }
                return .object(object)
            }()
        }
    }
}

extension ProtectedCount {
    var json: JSONValue {
        var object = JSONObject([
            ("value", .integer(value)), ("status", "released"),
            ("noise95", [.integer(noise95.lowerBound), .integer(noise95.upperBound)]),
        ])
        if isLowReliability { object["lowReliability"] = true }
        return .object(object)
    }
}

extension ProtectedRatio {
    var json: JSONObject {
        var object = JSONObject([
            ("value", .string(value)), ("status", "released"), ("noise95", noise95.json),
        ])
        if let sampling95 { object["sampling95"] = sampling95.json }
        object["numerator"] = ["value": .integer(numerator)]
        object["denominator"] = ["value": .integer(denominator)]
        if isLowReliability { object["lowReliability"] = true }
        return object
    }
}

extension ProtectedRatio.Ends {
    var json: JSONValue { [.string(low), high.map { .string($0) } ?? .null] }
}
