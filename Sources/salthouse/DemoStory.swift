import Catalogue
import Governance
import JSON
import Linux

/// What the demo says when it serves: for people the first hour's lines, for programs one line of JSON.
struct DemoStory {
    let url: String
    let cast: DemoCast
    let deployment: Deployment
    let key: String

    private func token(_ name: String) -> String { cast.tokens.first { $0.name == name }?.secret ?? "" }

    var json: JSONValue {
        [
            "url": .string(url),
            "tokens": .object(JSONObject(cast.tokens.map { ($0.name, .string($0.secret)) })),
            "projects": .array(
                cast.projects.map { project in
                    [
                        "id": .string(project.id), "state": .string(project.state.rawValue),
                        "datasets": .array(
                            project.proposal.scope.datasets.sorted().map { .string($0.description) }),
                        "purposes": .array(project.proposal.scope.purposes.sorted().map { .string($0) }),
                    ]
                }),
            "directory": .string(deployment.directory), "log": .string(deployment.log), "vkey": .string(key),
        ]
    }

    var lines: [String] {
        [
            "Salthouse serves a made-up region at \(url). Stop it with Ctrl-C; the same line goes on later.", "",
            "Paste these into another terminal. First the tokens of a researcher, a data steward, an auditor, the owner",
            "of the projects, and the panel's members: two of the public and a professional.", "",
            "  export TOKEN=\(token("researcher")) URL=\(url)",
            "  export STEWARD=\(token("steward")) AUDITOR=\(token("auditor")) OWNER=\(token("owner"))",
            "  export PANEL=\(token("panel")) PANEL2=\(token("otherPanel")) PANEL3=\(token("thirdPanel"))", "",
            "The researcher's token after a second proof of who she is: for questions about sensitive data.", "",
            "  export TOKEN2=\(token("researcherTwoFactor"))", "",
            "The audit log, its public key, and the program that checks it:", "",
            "  export LOG='\(deployment.log)' KEY='\(key)' VERIFY='\(Self.verifier)'", "",
            "Who am I, and what data are there?", "",
            "  curl -sw '\\n' -H \"Authorization: Bearer $TOKEN\" $URL/v1/me",
            "  curl -sw '\\n' -H \"Authorization: Bearer $TOKEN\" $URL/v1/datasets", "",
            "How good are the data? Told of each dataset once for all, at no cost to any project:", "",
            "  curl -sw '\\n' -H \"Authorization: Bearer $TOKEN\" $URL/v1/datasets/early_years_child/quality", "",
            "Try a question on made-up rows first: no project, no approval, and nothing is spent.", "",
            ask(Self.tried), "", "People by borough, age and sex:", "", ask(Self.people), "",
            "What would emergency admissions per 1,000 people cost, and would they be let through?", "",
            ask(Self.admissions, at: "/v1/checks"), "", "Ask for them:", "", ask(Self.admissions), "",
            "The same question in other words: the same values, and no new charge.", "", ask(Self.otherWords), "",
            "Its table for a spreadsheet:", "", ask(Self.otherWords, accepting: "text/csv"), "",
            "The mean age, admissions for 1,000 years lived, and people for 1,000 who live there:", "",
            ask(Self.otherMeasures), "",
            "Three that are refused: a variable without approval, a suspended project, a spent budget.", "",
            ask(Self.unapproved), "", ask(Self.suspended), "", ask(Self.expensive), "",
            "What the public sees, without a token:", "", "  curl -sw '\\n' $URL/v1/register",
            "  curl -sw '\\n' $URL/v1/charter", "",
            "A project's text, how hard its words are to read, and its eleven lights:", "",
            "  curl -sw '\\n' -H \"Authorization: Bearer $TOKEN\" $URL/v1/projects/P-0001", "",
            "What waits for a data steward, and what an auditor sees:", "",
            "  curl -sw '\\n' -H \"Authorization: Bearer $STEWARD\" \"$URL/v1/projects?awaiting=me\"",
            "  curl -sw '\\n' -H \"Authorization: Bearer $AUDITOR\" $URL/v1/audit/entries", "",
            "Everything that can be asked:", "", "  curl -sw '\\n' $URL/openapi.json", "",
            "Check the whole log without trusting us:", "",
            "  \"$VERIFY\" \"$LOG\" --key \"$KEY\"",
        ]
    }

    /// The verifier that was built with this program, or the one on the path.
    private static var verifier: String {
        let beside = "\(FileSystem.parent(of: Program.path))/salthouse-verify"
        return FileSystem.exists(beside) ? beside : "salthouse-verify"
    }

    private func ask(
        _ query: JSONValue, at path: String = "/v1/queries", accepting mediaType: String? = nil
    ) -> String {
        let accept = mediaType.map { " -H 'Accept: \($0)'" } ?? ""
        return "  curl -sw '\\n' -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json'\(accept)"
            + " $URL\(path) -d '" + String(decoding: query.bytes(), as: UTF8.self) + "'"
    }
}

/// The questions of the first hour.
extension DemoStory {
    private static let emergencies: JSONObject = [
        "count": "care_event", "where": ["variable": "care_event.type", "in": ["EM"]],
        "during": ["from": "2025-04", "to": "2026-03"],
    ]

    private static func query(project: String, by: [JSONValue], measures: JSONValue) -> JSONValue {
        [
            "project": .string(project), "purpose": "service-improvement", "unit": "person", "asOf": "2026-03",
            "by": .array(by), "measures": measures,
        ]
    }

    /// The admissions below, as anybody signed in may ask: without `tier`, and with a project, it is the real question.
    private static let tried: JSONValue = [
        "tier": "synthetic", "unit": "person", "asOf": "2026-03", "by": ["person.imdDecile"],
        "measures": admissionsRate,
    ]

    private static let people = query(
        project: "P-0001",
        by: ["person.borough", ["variable": "person.age", "at": "2026-03", "grouping": "broad"], "person.sex"],
        measures: ["people": ["count": "unit"]])

    private static let admissionsRate: JSONValue = [
        "admissions": ["ratio": ["of": .object(emergencies), "to": ["count": "unit"]], "per": 1000]
    ]

    private static let admissions = query(
        project: "P-0001", by: ["person.imdDecile"], measures: admissionsRate)

    private static let otherWords = query(
        project: "P-0001", by: [["variable": "person.imdDecile", "grouping": "finest"]],
        measures: [
            "rate": [
                "ratio": [
                    "of": [
                        "count": "care_event", "during": ["from": "2025-04", "to": "2026-03"],
                        "where": ["not": ["variable": "care_event.type", "in": ["AE", "EL", "OP"]]],
                    ], "to": ["count": "unit"],
                ], "per": 1000,
            ]
        ])

    private static let otherMeasures = query(
        project: "P-0001", by: ["person.borough"],
        measures: [
            "age": ["mean": "person.age", "at": "2026-03", "missing": "exclude"],
            "admissions": [
                "ratio": [
                    "of": .object(emergencies), "to": ["personYears": ["from": "2025-04", "to": "2026-03"]],
                ], "per": 1000,
            ],
            "registered": [
                "ratio": ["of": ["count": "unit"], "to": ["reference": "residents@1"]], "per": 1000,
            ],
        ])

    private static let unapproved = query(
        project: "P-0001", by: ["person.ethnicity"], measures: ["people": ["count": "unit"]])

    private static let suspended = query(
        project: "P-0002", by: ["person.borough"], measures: ["people": ["count": "unit"]])

    private static let expensive = query(
        project: "P-0003", by: ["person.borough"], measures: admissionsRate)
}
