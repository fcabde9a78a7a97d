import Catalogue
import JSON

extension Schema {
    static let answers: JSONObject = [
        "Answer": object(
            joined(answer, ["receipt": named("Receipt")]), optional: ["tier": tier, "widerGroups": widerGroups],
            "A table that is safe to keep. SHA-256 of its bytes without the member `receipt` is the value `result` that "
                + "the receipt discloses."),
        "Cube": object(
            [
                "version": always("2.0"), "class": always("dataset"), "label": text, "note": list(text),
                "id": list(text),
                "size": list(count), "role": object(["metric": list(always("measure"))]),
                "dimension": map(
                    object([
                        "label": text, "category": object(["index": list(text)], optional: ["label": map(text)]),
                    ])),
                "status": map(word(of: ["released", "low-reliability", "not-shown", "not-defined"])),
                "value": map(["type": "number"]), "extension": ["type": "object"],
            ],
            "The same table as JSON-stat 2.0. What is not shown has a status and no value; what was never asked for has "
                + "neither."),
        "PendingAnswer": either(named("QueryUnderWay"), named("HeldAnswer")),
        "QueryUnderWay": object(
            [
                "query": label, "status": word(of: ["waiting", "running"]), "path": text, "project": label,
                "says": text,
                "progress": object([
                    "place": described(count, "The place among those that wait; 0 where it runs."),
                    "tickMilliseconds": described(count, "An answer leaves at the end of a tick of this length."),
                    "nextMilliseconds": described(count, "How long it is until an answer could be there."),
                ]), "receipt": named("Receipt"),
            ],
            "A question that is not decided on yet, and the receipt of its intent. Nothing here comes from the data."),
        "CancelledQuery": object(
            ["query": label, "status": always("cancelled"), "receipt": named("Receipt")],
            "The receipt is that of its outcome: nothing left, and nothing was charged."),
        "AnswerWithoutReceipt": object(
            answer, optional: ["widerGroups": widerGroups], "What the researcher would get."),
        "HeldAnswer": object(
            [
                "query": label, "status": always("held"), "message": text, "path": text, "project": label,
                "says": text, "budget": named("AnswerBudget"), "receipt": named("Receipt"),
            ], "A table that two people look at before it leaves. Nothing here comes from the data."),
        "AnswerBudget": object(["spent": fraction, "left": fraction, "of": fraction, "says": text]),
        "AnswerDimension": object(
            ["name": text, "variable": variable, "grouping": text, "codes": map(text)], optional: ["at": month]),
        "AnswerMeasure": object(
            ["kind": word(of: kinds), "unit": text, "bound": object(["perUnit": count, "cells": count])],
            optional: ["of": text, "per": count, "missing": always("row"), "at": list(text)],
            "What is counted or measured, of what, and the bounds that were applied; of quantiles, which."),
        "AnswerRow": described(
            map(either(text, named("Value"))), "The code of each dimension and the value of each measure, by name."),
        "Value": either(
            named("NotShown"), named("NotDefined"), named("CountValue"), named("SumValue"), named("RatioValue"),
            named("StatisticValue"), named("QuantilesValue")),
        "NotShown": object(["status": always("not-shown")]),
        "NotDrawn": object(
            ["status": always("not-drawn")], "Nobody has read the quality report of these data yet, so it is not drawn."
        ),
        "NotDefined": object(
            ["status": always("not-defined")],
            "There is no such number, whatever the data are: no public number for the cell, or too few cells before it."
        ),
        "CountValue": object(
            ["value": ["type": "integer"], "status": always("released"), "noise95": pair(["type": "integer"])],
            optional: ["lowReliability": always(true)]),
        "SumValue": object(
            [
                "value": ["type": "integer"], "status": always("released"), "noise95": pair(["type": "integer"]),
                "units": shown(count),
            ],
            optional: ["lowReliability": always(true), "missing": missing],
            "A sum of values in their own unit, and the units behind it."),
        "RatioValue": object(
            [
                "value": text, "status": always("released"), "noise95": pair(textOrNothing),
                "numerator": shown(count), "denominator": shown(count),
            ],
            optional: [
                "sampling95": pair(textOrNothing), "lowReliability": always(true), "missing": missing,
                "aboveReference": described(always(true), "More were counted than the public number says there are."),
            ]),
        "StatisticValue": object(
            ["value": text, "status": always("released"), "noise95": pair(textOrNothing)],
            optional: [
                "units": shown(count), "numerator": shown(count), "denominator": shown(count),
                "observed": shown(count), "expected": shown(text), "lowReliability": always(true), "missing": missing,
            ],
            "A mean, a variance, person-years, a moving mean or a standardised number, and what it was made of."),
        "QuantilesValue": object(
            [
                "status": always("released"),
                "quantiles": list(object(["from": ["type": "integer"], "to": ["type": "integer"]])),
                "units": shown(count),
            ],
            optional: ["lowReliability": always(true), "missing": missing],
            "For each asked quantile the values between which it lies with 95 %: the ends of whole bins."),
        "Coverage": object(
            [
                "included": list(text),
                "leftOut": list(
                    object([
                        "controller": label, "name": text, "covers": text, "why": text,
                        "share": described(figure, "Of each hundred rows, or units, of the whole dataset."),
                    ])),
            ], "Whose rows of a dataset are in, and whose are left out because they have not agreed to the project."),
        "Provenance": object(
            [
                "asOf": month, "snapshots": map(text), "coverage": map(named("Coverage")),
                "optOuts": object(["version": text]), "policy": named("PolicyIdentity"),
            ],
            optional: [
                "linkage": described(
                    map(figure), "By link, the share of the whole register from whose units it leads anywhere."),
                "rows": described(text, "Stands where the rows are made up, and says so."),
                "publicFiles": described(
                    list(
                        object(
                            ["id": text, "source": text],
                            optional: [
                                "addsUp": flag, "relation": word(of: Lookup.Relation.allCases.map(\.rawValue)),
                            ]), least: 1),
                    "The references and look-ups that it uses: whether the numbers add up, and how truly areas fit."),
            ]),
        "Protection": object([
            "profile": label, "version": text, "guarantee": text, "notes": list(text), "record": text,
        ]),
        "DisclosureRecord": object(
            [
                "query": map([:]), "says": text, "profile": object(["name": label, "version": text]),
                "parameters": map(["type": ["integer", "string"]]),
                "parts": list(object(["part": [:], "perCell": count])), "rules": list(text),
                "price": list(named("PriceLine")), "statement": named("PrivacyStatement"),
                "versions": object([
                    "asOf": month, "snapshots": map(text), "optOuts": text, "policy": named("PolicyIdentity"),
                ]),
            ], "By which rules, parameters and versions an answer was protected; never what the rules found."),
        "Receipt": object(
            [
                "disclosures": list(text), "leaf": described(text, "The bytes of the audit entry, in Base64."),
                "proof": described(text, "C2SP tlog-proof: that the entry stands in the log which the key signed."),
            ]),
    ]

    private static let answer: JSONObject = [
        "query": label, "status": always("released"), "project": label, "says": text, "unit": units,
        "dimensions": list(named("AnswerDimension")), "measures": map(named("AnswerMeasure")),
        "rows": list(named("AnswerRow")), "provenance": named("Provenance"), "protection": named("Protection"),
        "budget": named("AnswerBudget"), "clauses": list(named("ClauseVerdict")), "record": named("DisclosureRecord"),
    ]

    /// A figure of a quality report, once somebody has read that.
    private static let figure = either(named("NotShown"), named("NotDrawn"), named("RatioValue"))

    private static let widerGroups = described(
        list(object(["dimension": text, "says": text], optional: ["grouping": text])),
        "Where a breakdown by a protected characteristic shows nothing: what to ask for in its place (INC-3).")

    /// Marks what is about made-up rows; of real ones it is not there.
    static let tier = described(always("synthetic"), "The rows are made up: nobody stands behind the numbers.")

    private static let kinds = [
        "count", "directlyStandardised", "indirectlyStandardised", "mean", "movingMean", "personYears", "proportion",
        "quantiles", "ratio", "sum", "variance",
    ]

    private static let missing = either(named("NotShown"), named("CountValue"))

    /// A number that stands beside another.
    private static func shown(_ number: JSONValue) -> JSONValue { object(["value": number]) }

    private static let textOrNothing: JSONValue = ["type": ["string", "null"]]

    /// Both ends of an interval; an upper end of null is not bounded.
    private static func pair(_ end: JSONValue) -> JSONValue { list(end, least: 2, most: 2) }
}
