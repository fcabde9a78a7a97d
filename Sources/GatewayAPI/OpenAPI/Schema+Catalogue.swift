import Catalogue
import JSON

extension Schema {
    static let catalogue: JSONObject = [
        "Datasets": object([
            "datasets": list(named("DatasetSummary")), "references": list(named("Reference")),
            "lookups": list(named("Lookup")),
        ]),
        "Lookup": object(
            [
                "id": text, "title": text, "description": text, "source": text, "from": text, "to": text,
                "level": level, "relation": relation,
            ], "A public file that leads from areas of one vintage to others."),
        "Reference": object([
            "id": text, "title": text, "description": text, "source": text, "counts": text,
            "addsUp": described(flag, "Whether its parts make up its totals."),
            "dimensions": list(object(["variable": variable, "grouping": text], optional: ["lookup": text])),
        ]),
        "DatasetSummary": object(summary),
        "Dataset": object(
            joined(
                summary,
                [
                    "releases": described(
                        list(month), "Its own. With `asOf` a question names one that all its datasets have."),
                    "declaredUnits": count, "bounds": object(["perCell": count, "cells": count]),
                    "links": list(object(["role": text, "dataset": dataset])), "variables": list(named("Variable")),
                    "consents": list(
                        object(["variable": variable, "granted": list(text)], optional: ["covers": list(dataset)])),
                ]),
            optional: [
                "time": text, "presence": object([:], optional: ["entry": variable, "exit": variable]),
                "lastLoaded": described(moment, "When a load last brought it, with new rows or without."),
            ]),
        "Variable": object(
            [
                "name": variable, "title": text, "description": text,
                "type": word(of: VariableType.allCases.map(\.rawValue)), "sensitive": flag,
                "missing": list(word(of: MissingKind.allCases.map(\.code))), "groupings": list(named("Grouping")),
            ],
            optional: [
                "view": object(["of": variable, "grouping": text]), "vintage": text, "measuredIn": text,
                "characteristic": described(
                    word(of: ProtectedCharacteristic.allCases.map(\.rawValue)),
                    "The protected characteristic that it tells of."),
                "derived": described(
                    object([
                        "version": count,
                        "values": list(
                            object(["code": text, "title": text], optional: ["when": named("Query.condition")])),
                        "reads": object(["datasets": list(dataset), "variables": list(variable), "links": list(text)]),
                    ]), "Of a derived variable: the conditions that make its values, and what they read."),
                "topic": described(text, "What it tells of that may harm the group it is about."),
            ]),
        "Grouping": object(
            ["name": text, "title": text, "groups": list(object(["code": text, "title": text]))],
            optional: [
                "level": level,
                "lookup": described(
                    object(["id": text, "vintage": text, "relation": relation]),
                    "The look-up that it was made from, and the vintage of the areas that it shows."),
            ]),
    ]

    private static let level = described(word(of: AreaLevel.allCases.map(\.rawValue)), "How small its areas are.")
    private static let relation = described(
        word(of: Lookup.Relation.allCases.map(\.rawValue)),
        "Whether each area lies in its target as a whole, or some count where they fit best.")

    static let units = word(of: StatisticalUnit.allCases.map(\.rawValue))

    private static let summary: JSONObject = [
        "id": dataset, "title": text, "description": text,
        "controllers": list(
            object(
                ["id": label, "name": text, "covers": text],
                optional: ["rows": object(["variable": variable, "in": list(text)])])),
        "tier": word(of: Tier.allCases.map(\.rawValue)), "unit": units, "rowsPerUnit": word(of: ["one", "many"]),
        "register": flag, "asOf": month,
    ]
}
