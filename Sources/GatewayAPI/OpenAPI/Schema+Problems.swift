import JSON

extension Schema {
    static let problems: JSONObject = [
        "Problem": object(
            [
                "type": word(of: Problem.Kind.allCases.map(\.urn)), "title": text, "status": number(400...599),
                "code": pattern("^SH-[A-Z]{1,3}[0-9]{3}$"), "detail": text,
            ],
            optional: [
                "pointer": described(text, "The place in the body that was sent (RFC 6901)."),
                "change": described(text, "What to change."), "ask": described(text, "Whom to ask."),
                "reasons": list(named("Reason"), least: 1), "audit": named("AuditPlace"),
            ],
            "Something that went otherwise than asked (RFC 9457). The codes are explained in deploy/ERRORS.md."),
        "Reason": object(
            ["clause": label, "message": text, "change": text, "ask": text],
            "One reason of a refusal: the clause of the charter or the rule, what is wrong, what to change, whom to ask."
        ),
        "AuditPlace": object(["entry": count], "The entry of the audit log that tells of this."),
    ]

    static func described(_ schema: JSONValue, _ description: String) -> JSONValue {
        guard case .object(var object) = schema else { return schema }
        object["description"] = .string(description)
        return .object(object)
    }
}
