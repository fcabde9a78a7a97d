import AuditLog
import Gateway
import Governance
import JSON

extension Schema {
    static let publications: JSONObject = [
        "Health": object(["status": word(of: ["live", "ready"])]),
        "Status": object(
            [
                "status": word(of: ["ready", "not-ready"]), "time": moment, "policy": named("PolicyIdentity"),
                "datasets": list(object(["id": dataset, "asOf": month])), "checkpoint": text,
                "machineUse": machineUse,
            ], optional: ["optOuts": object(["version": text])]),
        "PolicyIdentity": object(["id": text, "version": text, "hash": digest, "charter": text]),
        "Charter": object([
            "policy": named("PolicyIdentity"), "edition": text, "credit": text, "researcherAgreement": text,
            "principles": list(
                object([
                    "id": label, "title": text, "says": text,
                    "clauses": list(
                        object([
                            "id": label, "provenance": word(of: Provenance.allCases.map(\.rawValue)), "says": text,
                        ])),
                ])),
            "purposes": list(
                object(
                    ["id": label, "title": text, "nationalDataOptOut": flag, "ethics": flag],
                    optional: ["dataUse": text])),
            "prohibitedUses": described(
                list(object(["id": label, "title": text])), "Uses that nobody can approve: a rule of the operator."),
        ]),
        "RegisterEntry": object(
            [
                "id": label, "title": text, "summary": text, "benefit": text, "usesAI": flag,
                "purposes": list(label), "state": states, "mark": marks,
                "datasets": list(object(["id": dataset, "title": text, "controllers": list(text)])),
                "usedIn": text, "lights": lights,
                "waits": described(
                    list(object(["decision": text, "from": day, "until": day, "workingDays": count])),
                    "How long each decision took, in days from Monday to Friday: 20 are promised."),
                "outcomes": list(object(["kind": text, "on": day, "report": text])),
                "recalls": list(object(["on": day, "reason": text])),
            ],
            optional: [
                "markReason": text, "approvedOn": day, "lastDay": day, "publishedAt": moment, "legalBasis": text,
                "whoGains": text, "whereAIIsUsed": text, "exemption": named("CharterExemption"),
                "challenge": described(text, "Whom to ask to look again at a decision that this project led to."),
            ]),
        "Register": page("projects", named("RegisterEntry")),
        "PublicAnswers": page(
            "answers",
            object(
                [
                    "id": pattern("^[0-9a-f]{32}$"), "month": month, "project": label,
                    "shape": object(["unit": units, "dimensions": list(text), "measures": list(text)]),
                ],
                optional: [
                    "recalled": described(always(true), "It was called back: the register says why.")
                ],
                "An answer without its numbers. The name was drawn at random, and stands in its audit entry as `listed`."
            )),
        "Interface": ["type": "object", "required": ["openapi", "info", "paths"]],
    ]

    private static let debit = object([
        "day": day, "amount": fraction, "firstEntry": count, "lastEntry": count, "entries": count,
    ])
    private static let limit = object(
        ["profile": text, "days": count, "spent": fraction, "says": text],
        optional: ["cap": fraction, "left": fraction],
        "The most that the ledger may hold over so many days, and what is left; without a cap nothing is refused for it."
    )

    static let audit: JSONObject = {
        var schemas: JSONObject = [
            "AuditEntries": page("entries", object(["entry": named("AuditEntry"), "leafHash": digest])),
            "Ledgers": object([
                "day": day, "entries": count,
                "ledgers": list(object(["ledger": text, "debits": list(debit), "limits": list(limit)])),
            ]),
            "UnmaskingRequest": object([
                "entries": list(count, least: 1, most: UnmaskingRequest.mostEntries, isSet: true),
                "reason": prose(2000),
            ]),
            "UnmaskingStep": object(["entry": count, "audit": named("AuditPlace")]),
            "Unmasked": object([
                "entries": list(
                    object(["entry": count, "type": text, "values": list(object(["name": text, "value": [:]]))]))
            ]),
        ]
        for (name, schema) in hoisted(AuditEventSchema.jsonSchema, as: "AuditEntry") { schemas[name] = schema }
        return schemas
    }()
}
