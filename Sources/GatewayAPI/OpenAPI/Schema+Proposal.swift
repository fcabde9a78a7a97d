import Governance
import JSON

/// What a project's text may say beyond its first words. Every part can be left out of a draft.
extension Schema {
    static let proposalParts = joined(
        statedParts,
        [
            "rowFilter": described(
                ["type": "object"],
                "The only units that the project asks about, a condition of the query language; an approval keeps it. It "
                    + "is read when the project is handed in: a draft may be unfinished.")
        ])

    static let statedParts: JSONObject = [
        "whoGains": described(prose(1000), "Who in the region gains (BEN-1, INC-1)."),
        "equality": described(prose(4000), "What the project means for groups that are often left out (INC-1)."),
        "involvement": described(
            prose(4000), "How the people whom the data is about had a say; needed where data is sensitive (INC-2)."),
        "usedWhere": described(prose(1000), "Where the data will be used (TRA-2)."),
        "applicant": described(
            object(["commercial": flag], optional: ["givesBack": prose(4000)]),
            "Whether a company applies or earns, and what it gives back that is not payment (BEN-4)."),
        "prohibitedUses": described(
            list(label, most: 50, isSet: true),
            "Which of the uses that nobody can approve the results serve, by the ids of `/v1/charter`; empty for none (BEN-3)."
        ),
        "responsibility": described(
            object([:], optional: JSONObject(Responsibility.Role.allCases.map { ($0.rawValue, prose(400)) })),
            "Who answers for what: a name or a post, and how to reach it (ACC-1)."),
        "legal": described(
            object(
                [:],
                optional: [
                    "basis": prose(200), "reference": prose(200),
                    "confidentiality": object(["route": prose(200), "reference": prose(200), "lastDay": day]),
                    "impactAssessment": prose(200), "ethics": prose(200),
                ]),
            "The legal basis, the ground for using confidential data and its last day, and the references of the impact "
                + "assessment and, for research, of the ethics opinion (LEG-1)."),
        "ai": described(
            object(["used": flag], optional: ["where": prose(2000), "deployed": flag, "effectOnJobs": prose(4000)]),
            "Whether and where AI is used (TRU-2), whether it is put to work, and what that means for jobs (BAL-3)."),
        "risks": described(
            list(
                object(["risk": prose(1000), "mitigation": prose(1000), "owner": prose(200), "reviewed": day]),
                most: 100),
            "What could go wrong, what will be done about it, by whom, and when it was last looked at (GOV-1)."),
        "dataUse": described(
            list(pattern("^DUO:[0-9]{7}$"), most: 50, isSet: true), "Codes of the GA4GH Data Use Ontology."),
    ]

    static let lights = described(
        list(
            object([
                "principle": label, "title": text, "light": word(of: Light.Colour.allCases.map(\.rawValue)),
                "clauses": list(
                    object(["id": label, "standing": word(of: ClauseStanding.allCases.map(\.rawValue))])),
            ])),
        "One light for each principle of the charter: the AND of its clauses. None is green before each was looked at.")

    static let reading = described(
        object(
            ["english": flag, "words": count, "sentences": count, "hardWords": list(text), "longestSentence": text],
            optional: ["grade": pattern("^-?[0-9]+\\.[0-9]$")]),
        "The Flesch-Kincaid grade: the years at school after which most people can read a text. English only.")
}
