import JSON

extension Schema {
    static let reports: JSONObject = [
        "CharterReview": object(
            [
                "from": day, "to": day, "log": reviewedLog,
                "policies": described(
                    list(object(["since": day, "charter": text, "bundle": digest])),
                    "The rules in force on the first day, and those that followed."),
                "questions": object([
                    "answered": count, "refused": count, "failed": count, "ended": count, "heldForPeople": count,
                    "checkedInAdvance": count, "ofMadeUpRows": count, "notUnderstood": count,
                ]),
                "clauses": described(
                    list(
                        object([
                            "id": text, "pass": count, "fail": count, "notApplicable": count, "questionsRefused": count,
                            "stepsRefused": count,
                        ])),
                    "What each clause said of questions, and how often it was a reason for a no to a question, or to a "
                        + "step of a project's life."),
                "suspensions": list(
                    object(
                        ["project": label, "on": day, "entry": count],
                        optional: [
                            "until": day, "reason": text,
                            "disclosure": described(text, "Opens the reason: the entry commits to it."),
                        ])),
                "marks": list(object(["project": label, "on": day, "mark": marks, "reason": text])),
                "optOuts": described(
                    list(object(["version": text, "loadedOn": day])),
                    "The lists that were honoured. How many people are on one is told nowhere: two reviews would subtract."
                ),
                "timesToDecision": described(
                    list(
                        object(
                            [
                                "project": label, "step": text, "from": day, "until": day, "workingDays": count,
                                "asPromised": flag,
                            ],
                            optional: ["of": text, "controller": text])),
                    "From handing in to each signature, meeting and decision; `waiting` where none was taken yet."),
                "incidents": list(
                    object(
                        [
                            "incident": label, "severity": text, "reportedAt": moment,
                            "clock": word(of: ["kept", "missed", "runs", "unknown"]),
                        ],
                        optional: ["knownAt": moment, "regulatorAt": moment, "closedAt": moment])),
                "recalls": list(object(["outcome": count, "on": day, "reason": text])),
                "machineUse": machineUse, "readings": list(object(["what": text, "count": count])),
            ])
    ]

    static let machineUse = described(
        list(object(["month": month, "answers": count], optional: ["cpuHours": count])),
        "By month: hours of processor time, rounded up, and answers. Of one question it is told nowhere.")

    private static let reviewedLog = object(
        [
            "origin": text, "entries": count, "pruned": count, "root": text, "chainHolds": flag, "checkpoint": text,
            "verify": text,
        ], "The log's head under which the review was made, as a signed note, and how to check it.")
}
