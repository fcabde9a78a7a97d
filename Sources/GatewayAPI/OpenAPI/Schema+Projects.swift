import Governance
import JSON

extension Schema {
    static let projects: JSONObject = [
        "Proposal": object(
            joined(
                [
                    "title": prose(200), "summary": prose(4000), "benefit": prose(4000), "owner": person,
                    "researchers": list(person, most: 200, isSet: true),
                ], scope), optional: proposalParts,
            "What a project asks to do: the text that everybody signs. A draft may leave parts out; the clauses of the "
                + "charter say at its submission which of them it needs."),
        "AccessRequest": object(
            [
                "proposal": object(
                    [
                        "title": prose(200), "summary": prose(4000), "benefit": prose(4000), "owner": person,
                        "researchers": list(person, most: 200, isSet: true),
                        "purposes": list(label, most: 50, isSet: true),
                    ], optional: statedParts, "A proposal without its data, which follows from the tables."),
                "tables": list(
                    object(
                        ["name": dataset, "columns": list(text, least: 1, most: 500)],
                        optional: [
                            "filter": described(
                                list(["type": "object", "required": ["column"]], most: 50),
                                "All of them must hold: conditions of the query language, with `column` for `variable`."
                            )
                        ]), least: 1, most: 50),
            ],
            "What data-access applications ask for. Columns are named as in the catalogue, or as they are headed in the file."
        ),
        "Submission": object([:], optional: ["note": prose(2000), "of": textOfProject]),
        "SignatureRequest": ["oneOf": .array(signatureRequests)],
        "Decision": ["oneOf": .array(decisions)],
        "ApprovalTerms": object(
            joined(
                scope,
                [
                    "researchers": list(person, most: 200, isSet: true), "profile": label, "budget": budget,
                    "lastDay": day, "asOf": list(month, least: 1, most: 40, isSet: true),
                ]),
            optional: [
                "rowFilter": named("Query.condition"),
                "review": described(
                    word(of: ReviewRule.allCases.map(\.rawValue)),
                    "Which answers two people look at before they leave; `none` where it is not said."),
                "smallAreas": described(
                    flag,
                    "Whether sensitive numbers may leave for areas below ward (PRI-5). The panel must have voted for it."
                ),
                "exemption": named("CharterExemption"),
                "conditions": list(prose(1000)),
            ],
            "What is granted: never more than the project proposed."),
        "CharterExemption": object(
            ["id": label, "clause": word(of: ["PRI-4"]), "reason": prose(400), "grantedBy": prose(200)],
            "From the floor of the charter: the profile `dp` needs one, and no other profile can have one."),
        "Comment": object(["pointer": pattern("^(/[^\\u0000]*)?$"), "comment": prose(2000)]),
        "Signature": object(
            [
                "as": word(of: ["accountableOwner", "controller"]), "by": person, "at": moment,
                "covers": list(dataset, most: 200, isSet: true),
            ],
            optional: ["controller": label, "reference": text, "lastDay": day]),
        "Approval": object([
            "terms": named("ApprovalTerms"), "by": person, "at": moment, "projectVersion": count,
            "policy": named("PolicyIdentity"),
        ]),
        "Project": object(
            [
                "id": label, "version": count, "state": states, "createdBy": person, "createdAt": moment,
                "changedAt": moment, "proposal": named("Proposal"), "signatures": list(named("Signature")),
                "meetings": list(named("Meeting")), "comments": list(named("Comment")),
                "grants": list(named("BudgetGrant")), "joining": list(person, most: 200, isSet: true),
                "admitted": list(person, most: 200, isSet: true), "mark": marks,
                "outcomes": list(named("OutcomeReport")),
                "history": list(named("PastStep")), "warnings": list(text),
            ],
            optional: [
                "stateReason": text, "repeated": flag, "amendment": named("Amendment"), "approval": named("Approval"),
                "markReason": text, "publishedAt": moment,
                "audit": named("AuditPlace"), "lights": lights,
                "reading": described(
                    object(["summary": reading, "benefit": reading]), "What it takes to read the words for the public."),
            ]),
        "ProjectSummary": object([
            "id": label, "version": count, "title": text, "state": states, "mark": marks, "owner": person,
            "createdBy": person, "changedAt": moment,
        ]),
        "Projects": page("projects", named("ProjectSummary")),
        "Budget": object(
            [
                "project": label, "granted": fraction, "spent": fraction, "left": fraction, "percentSpent": count,
                "days": count, "says": text,
                "stars": described(
                    object(["spent": fraction], optional: ["granted": fraction]),
                    "The summed probabilities with which values that are not shown may have betrayed something, and the most "
                        + "that they may reach where the profile caps them."),
            ],
            optional: [
                "release": described(
                    object(["asOf": month, "since": day, "newerFrom": day]),
                    "The release that the project works with, and from when on it may ask about a newer one."),
                "expert": described(
                    object([
                        "delta": fraction, "epsilon": epsilon, "epsilonOfFullBudget": epsilon,
                        "membershipAdvantageOfFullBudget": text,
                    ]),
                    "ε of the numbers shown so far, and of a fully spent budget, at δ, by two conversions; and 2Φ(√(ρ/2)) − 1 "
                        + "of a fully spent budget. Decimals, rounded up."),
            ], "The privacy budget ρ over the last so many days, as exact fractions."),
        "Queries": page(
            "queries",
            object(
                ["query": label, "href": text],
                optional: ["recalled": described(text, "What is wrong with it, where it was called back.")])),
    ]

    private static let epsilon = object(["simple": text, "tight": text])
    static let states = word(of: ProjectState.allCases.map(\.rawValue))
    static let textOfProject = described(
        word(of: TextOfProject.allCases.map(\.rawValue)),
        "Which text it is about: the project's own where it is not said, or the one that is to follow.")
    static let marks = word(of: CharterMark.allCases.map(\.rawValue))
    static let budget = described(
        pattern("^[1-9][0-9]{0,8}(/[1-9][0-9]{0,8})?$"), "A whole number, or a fraction in lowest terms.")

    /// What may be asked of what data, and why.
    private static let scope: JSONObject = [
        "purposes": list(label, most: 50, isSet: true), "datasets": list(dataset, most: 200, isSet: true),
        "variables": list(variable, most: 5000, isSet: true),
        "links": described(
            list(variable, most: 200, isSet: true), "The dataset that declares the link, and the link's role."),
    ]

    private static let signatureRequests: [JSONValue] = {
        let owner: JSONObject = ["as": always("accountableOwner")]
        let controller: JSONObject = ["as": always("controller"), "controller": label]
        let terms: JSONObject = [
            "reference": prose(200), "lastDay": day, "withdrawn": always(false), "of": textOfProject,
        ]
        let takenBack: JSONObject = ["withdrawn": always(true), "reason": prose(2000)]
        return [owner, controller].map { object($0, optional: terms) }
            + [owner, controller].map {
                object(joined($0, takenBack), optional: ["of": textOfProject], "Takes the signature back.")
            }
    }()

    private static let decisions: [JSONValue] = [
        object(
            ["decision": always("approve"), "terms": named("ApprovalTerms")], optional: ["of": textOfProject]),
        object(
            ["decision": always("return"), "comments": list(named("Comment"), least: 1)],
            optional: ["of": textOfProject]),
        object(["decision": always("mark"), "mark": marks, "reason": prose(2000)]),
        object(["decision": always("publish")]),
        object(
            ["decision": word(of: ["refuse", "withdraw"]), "reason": prose(2000)], optional: ["of": textOfProject]),
        object(["decision": word(of: ["suspend", "resume", "end"]), "reason": prose(2000)]),
    ]

    /// A part of a list, with the place where the next part begins.
    static func page(_ name: String, _ element: JSONValue) -> JSONValue {
        object([name: list(element)], optional: ["next": described(text, "Where the next page begins: its `after`.")])
    }
}
