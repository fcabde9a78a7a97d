import Governance
import JSON

extension Schema {
    static let oversight: JSONObject = [
        "IncidentReport": object(
            ["what": prose(4000), "severity": severities, "knownAt": moment], optional: ["project": label]),
        "IncidentStepRequest": object(["step": steps, "words": prose(4000)]),
        "Incident": object(
            [
                "id": label, "version": count, "what": text, "severity": severities, "knownAt": moment,
                "reportedBy": person, "reportedAt": moment,
                "steps": list(object(["step": steps, "words": text, "by": person, "at": moment])),
                "clock": described(
                    object(
                        ["deadline": moment, "open": flag], optional: ["hoursLeft": ["type": "integer"]]),
                    "Until when the regulator is to be told; the hours that are left until it was."),
            ], optional: ["project": label, "audit": named("AuditPlace")]),
        "Incidents": page("incidents", named("Incident")),
        "RecallRequest": object(["query": label, "reason": prose(2000)]),
        "Recall": object(
            ["query": label, "project": label, "reason": text, "by": person, "at": moment],
            optional: ["audit": named("AuditPlace")]),
        "Recalls": page("recalls", named("Recall")),
    ]

    private static let severities = word(of: Incident.Severity.allCases.map(\.rawValue))
    private static let steps = word(of: Incident.Step.Kind.allCases.map(\.rawValue))
}
