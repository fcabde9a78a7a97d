import Governance
import Identity
import JSON
import Testing

@Suite struct `Request bodies` {
    @Test func `are read back as they were stored`() throws {
        let proposal = try Proposal(json: Fixture.draft { $0["links"] = ["person.household"] })
        #expect(try Proposal(json: proposal.json) == proposal)
        let body: JSONValue = [
            "name": "Ann", "affiliation": "U", "training": ["reference": "C-1", "lastDay": "2027-01-31"],
            "agreement": "2026-1", "left": "2026-05-01",
        ]
        let person = try Person(id: PersonID("ann")!, body: body, version: 3)
        #expect(try Person(json: person.json) == person)
        #expect(person.recorded(by: PersonID("stew")!).fields == ["change": "leaves"])
    }

    @Test(
        arguments: [
            ("budget", "4/2", "/terms/budget"), ("budget", "0", "/terms/budget"), ("budget", "1/1", "/terms/budget"),
            ("budget", "-1/2", "/terms/budget"), ("budget", "1e3", "/terms/budget"), ("budget", "", "/terms/budget"),
            ("lastDay", "2027-02-29", "/terms/lastDay"), ("asOf", [], "/terms/asOf"),
            ("asOf", ["2026-03", "2026-03"], "/terms/asOf/1"), ("researchers", ["Rita"], "/terms/researchers/0"),
            ("exemption", ["id": "EX-1", "clause": "PRI-4", "reason": "x", "grantedBy": "y"], "/terms/exemption"),
            ("rowFilter", "sex = F", "/terms/rowFilter"), ("rowFilter", ["é": 1], "/terms/rowFilter/é"),
            ("variables", ["person"], "/terms/variables/0"), ("colour", "red", "/terms/colour"),
        ] as [(String, JSONValue, String)])
    func `of a decision name the place of a fault`(member: String, value: JSONValue, pointer: String) {
        let error = #expect(throws: JSONError.self) { try Fixture.approve { $0[member] = value } }
        #expect(error?.pointer == pointer)
    }

    @Test(
        arguments: [
            (["decision": "maybe"], "/decision"), (["decision": "refuse"], "/reason"),
            (["decision": "refuse", "reason": ""], "/reason"), (["decision": "publish", "reason": "x"], "/reason"),
            (["decision": "return", "comments": []], "/comments"),
            (["decision": "return", "comments": [["pointer": "title", "comment": "x"]]], "/comments/0/pointer"),
            (["decision": "mark", "mark": "golden", "reason": "x"], "/mark"),
        ] as [(JSONValue, String)])
    func `of other decisions too`(body: JSONValue, pointer: String) {
        let error = #expect(throws: JSONError.self) { try ProjectStep.decision(body: body) }
        #expect(error?.pointer == pointer)
    }

    @Test(
        arguments: [
            (["as": "friend"], "/as"), (["as": "controller"], "/controller"),
            (["as": "accountableOwner", "controller": "icb"], "/controller"),
            (["as": "accountableOwner", "withdrawn": true], "/reason"),
        ] as [(JSONValue, String)])
    func `of signatures too`(body: JSONValue, pointer: String) {
        let error = #expect(throws: JSONError.self) { try ProjectStep.signature(body: body) }
        #expect(error?.pointer == pointer)
    }

    @Test func `of every kind become their step`() throws {
        #expect(try ProjectStep.submission(body: ["note": "Please."]).action == .submit(note: "Please."))
        #expect(try ProjectStep.submission(body: [:]).action == .submit(note: nil))
        #expect(
            try ProjectStep.signature(body: ["as": "controller", "controller": "icb", "reference": "R-1"]).action
                == .sign(.controller("icb"), SignatureTerms(reference: "R-1", lastDay: nil)))
        #expect(
            try ProjectStep.decision(body: ["decision": "suspend", "reason": "Late."]).action
                == .suspend(reason: "Late."))
        #expect(try ProjectStep.decision(body: ["decision": "publish"]).action == .publish)
    }

    @Test func `may not hide control characters`() {
        for name in ["title", "summary"] {
            let error = #expect(throws: JSONError.self) {
                try Proposal(json: Fixture.draft { $0[name] = "a\u{1B}[31m" })
            }
            #expect(error?.pointer == "/\(name)")
        }
    }
}
