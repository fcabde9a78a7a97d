import Identity
import JSON

extension Schema {
    static let people: JSONObject = [
        "PersonRecord": object(
            ["name": prose(200), "affiliation": prose(200)], optional: record, "What stewards keep about a person."),
        "Term": object(
            ["reference": prose(100), "lastDay": day],
            "Something with a number that holds until a day, that day included."),
        "Person": object(
            ["id": person, "version": count, "name": prose(200), "affiliation": prose(200)],
            optional: joined(record, ["audit": named("AuditPlace")])),
        "People": page("people", named("Person")),
        "Me": object(
            [
                "person": person, "roles": list(word(of: Role.allCases.map(\.rawValue))), "controllers": list(label),
                "token": object([
                    "id": text, "expires": moment,
                    "strength": described(
                        word(of: AuthenticationStrength.allCases.map(\.rawValue)),
                        "How surely you were known when you got it. Sensitive data needs two factors."),
                ]),
            ], optional: ["record": named("Person"), "visas": visas]),
    ]

    private static let visas = described(
        object([
            "counted": list(
                object(["type": text, "value": text, "source": text, "expires": moment], optional: ["by": text])),
            "refused": list(object(["code": text, "message": text])),
        ]), "What the visas of your token say about you, and why others do not count.")

    private static let record: JSONObject = [
        "accreditation": named("Term"), "training": named("Term"), "agreement": label, "seat": seats,
        "left": described(day, "The first day on which the person is no longer one of us."),
    ]
}
