import Foundation
import Governance
import JSON
import Testing

@Suite struct `A project's text` {
    @Test func `is read back as it was stored, whole and with all that can be left out left out`() throws {
        let whole = try Proposal(json: Fixture.draft { $0["ai"] = ["used": true, "where": "x", "deployed": true] })
        #expect(try Proposal(json: whole.json) == whole)
        let short = try Proposal(json: Self.shortest)
        #expect(try Proposal(json: short.json) == short)
        #expect(short.usesAI, "who does not say counts as using it")
    }

    private static let shortest = Fixture.draft { draft in
        let kept = [
            "title", "summary", "benefit", "owner", "researchers", "purposes", "datasets", "variables", "links",
        ]
        for name in draft.keys where !kept.contains(name) { draft[name] = nil }
    }

    @Test(
        arguments: [
            ("summary", "", "/summary"), ("whoGains", 7, "/whoGains"), ("usesAI", false, "/usesAI"),
            ("applicant", ["commercial": "yes"], "/applicant/commercial"), ("applicant", [:], "/applicant/commercial"),
            ("prohibitedUses", ["marketing", "marketing"], "/prohibitedUses/1"),
            ("responsibility", ["bias": "A", "colour": "B"], "/responsibility/colour"),
            ("legal", ["confidentiality": ["route": "a", "reference": "b"]], "/legal/confidentiality/lastDay"),
            (
                "legal", ["confidentiality": ["route": "a", "reference": "b", "lastDay": "soon"]],
                "/legal/confidentiality/lastDay"
            ),
            ("ai", ["where": "here"], "/ai/used"), ("risks", [["risk": "r", "mitigation": "m"]], "/risks/0/owner"),
            ("risks", [["risk": "r", "mitigation": "m", "owner": "o", "reviewed": "2026-02-30"]], "/risks/0/reviewed"),
            ("dataUse", ["DUO:42"], "/dataUse/0"), ("dataUse", ["DUO:000004a"], "/dataUse/0"),
            ("dataUse", ["DUX:0000042"], "/dataUse/0"),
        ] as [(String, JSONValue, String)])
    func `names the place of a fault`(member: String, value: JSONValue, pointer: String) {
        let error = #expect(throws: JSONError.self) { try Proposal(json: Fixture.draft { $0[member] = value }) }
        #expect(error?.pointer == pointer)
    }

    /// What is taken from a good text, and which clause then asks for it.
    @Test(
        arguments: [
            ("benefit", "We help.", "BEN-1"), ("whoGains", nil, "BEN-1"), ("whoGains", nil, "INC-1"),
            ("equality", nil, "INC-1"), ("usedWhere", nil, "TRA-2"), ("applicant", nil, "BEN-4"),
            ("applicant", ["commercial": true], "BEN-4"), ("prohibitedUses", nil, "BEN-3"),
            ("prohibitedUses", ["marketing"], "BEN-3"), ("prohibitedUses", ["no-such-use"], "BEN-3"),
            ("responsibility", nil, "ACC-1"), ("responsibility", ["bias": "Ann"], "ACC-1"), ("legal", nil, "LEG-1"),
            ("legal", ["basis": "public task", "reference": "1"], "LEG-1"), ("ai", nil, "TRU-2"),
            ("ai", ["used": true], "TRU-2"), ("ai", ["used": true, "where": "x", "deployed": true], "BAL-3"),
            ("risks", nil, "GOV-1"), ("risks", [], "GOV-1"),
            (
                "risks", [["risk": "r", "mitigation": "m", "owner": "o", "reviewed": "2025-03-31"]],
                "GOV-1"
            ), ("summary", "Nous comptons les personnes qui vivent ici et qui ont besoin de soins.", "TRA-2"),
            (
                "summary",
                """
                We operationalise multidimensional epidemiological stratification of heterogeneous populations.
                """, "TRA-2"
            ),
        ] as [(String, JSONValue?, String)])
    func `that lacks something is sent back in the name of the clause that asks for it`(
        member: String, value: JSONValue?, clause: String
    ) throws {
        let policy = try Fixture.policy()
        let proposal = try Proposal(json: Fixture.draft { $0[member] = value })
        let project = Project.starting(id: "P-1", proposal: proposal, by: Fixture.rita, at: Fixture.now).project
        let refusal = project.applying(.submit(note: nil), by: Fixture.rita, in: Fixture.context(policy: policy))
            .refusal
        let reason = try #require(refusal?.reasons.first { $0.clause == clause })
        #expect(!reason.change.isEmpty && !reason.ask.isEmpty)
    }

    @Test(arguments: [("2026-12-01", []), ("2027-01-01", ["LEG-1"]), ("2027-02-16", ["GOV-1", "LEG-1"])])
    func `lets no question through once its grounds for confidential data end, or its risks are old`(
        today: String, clauses: [String]
    ) throws {
        let policy = try Fixture.policy()
        guard case .object(var stored) = try Fixture.project(in: .approved, policy: policy).json else { return }
        stored["proposal"] = Fixture.draft { draft in
            draft["legal"] = [
                "basis": "b", "reference": "r", "impactAssessment": "i", "ethics": "e",
                "confidentiality": ["route": "r", "reference": "r", "lastDay": "2026-12-31"],
            ]
            draft["risks"] = [["risk": "r", "mitigation": "m", "owner": "o", "reviewed": "2026-02-15"]]
        }
        var asking = Asking()
        asking.today = today
        asking.person = Fixture.record("rita", name: "Rita Research", training: "2028-01-31")
        let decision = try asking.decide(on: Project(json: .object(stored)), policy)
        guard case .refused(let verdicts) = decision else {
            #expect(clauses == [])
            return
        }
        #expect(verdicts.compactMap(\.reason).map(\.clause).sorted() == clauses)
    }

    @Test func `that operators start from is handed in as it is`() throws {
        let place = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "deploy/project.example.json")
        let example = try JSONValue(parsing: Array(try Data(contentsOf: place)), limits: .document)
        guard case .object(var text) = example, case .object(let asked) = Fixture.draft() else {
            Issue.record("not an object")
            return
        }
        for name in ["owner", "researchers", "purposes", "datasets", "variables", "links", "risks"] {
            text[name] = asked[name]
        }
        let project = Project.starting(
            id: "P-1", proposal: try Proposal(json: .object(text)), by: Fixture.rita, at: Fixture.now
        ).project
        _ = try project.applying(.submit(note: nil), by: Fixture.rita, in: Fixture.context(policy: Fixture.policy()))
            .expectDone()
    }
}
