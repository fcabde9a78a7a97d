import JSON

extension Schema {
    static let quality: JSONObject = [
        "QualityReport": object(
            [
                "report": label, "dataset": dataset, "title": text, "asOf": month,
                "drawn": described(day, "The day on which it was drawn. It never changes."), "says": text,
                "unit": units, "variables": list(named("QualityOfVariable")), "tables": list(named("QualityTable")),
                "notAsked": described(
                    list(object(["about": about, "why": text])),
                    "Tables that would not be safe, or cannot be asked for: told from the declarations alone."),
                "provenance": object([
                    "snapshots": map(text), "optOuts": object(["version": text]), "policy": named("PolicyIdentity"),
                ]),
                "price": described(
                    list(object(["ledger": text, "amount": fraction])),
                    "What the ledgers of the data pay at most, once."),
                "receipt": named("Receipt"),
            ],
            "How complete, plausible and timely a dataset is. SHA-256 of its bytes without the member `receipt` is the value "
                + "`result` that the receipt discloses."),
        "QualityOfVariable": object(["name": variable, "title": text, "completeness": text, "validity": text]),
        "QualityTable": object(
            [
                "about": about, "says": text, "asked": map([:]),
                "columns": list(object(["measure": text, "of": label, "title": text])),
                "dimensions": list(named("AnswerDimension")),
                "measures": map(named("AnswerMeasure")), "rows": list(named("AnswerRow")),
                "protection": named("Protection"), "record": named("DisclosureRecord"),
            ], "One fixed question, as it could be asked, and its answer. `columns` says what each measure is of."),
    ]

    private static let about = word(of: [
        "coverage", "completeness", "validity", "rounds", "timeliness", "linkage",
    ])
}
