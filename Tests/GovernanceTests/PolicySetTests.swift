import Governance
import JSON
import Testing

@Suite struct `The shipped policies` {
    @Test func `hold in all their examples`() throws {
        let policy = try Fixture.policy()
        #expect(policy.test() == [])
        #expect(policy.charter.principles.count == 11)
        #expect(policy.charter.credit.contains("CC BY 4.0"))
    }

    @Test func `name the clauses in force`() throws {
        #expect(
            try Fixture.policy().published.map(\.id).sorted() == [
                "ACC-1", "ACC-2", "BAL-1", "BAL-2", "BAL-3", "BEN-1", "BEN-2", "BEN-3", "BEN-4", "GOV-1", "GOV-2",
                "GOV-3", "INC-1", "INC-2", "INC-3",
                "LEG-1", "LEG-2", "LEG-3", "OVR-1", "OVR-2", "OVR-3", "PRI-1", "PRI-2", "PRI-3", "PRI-4", "PRI-5",
                "PRI-6",
                "SEC-1",
                "SEC-2",
                "SEC-3",
                "SEC-4", "TRA-1", "TRA-2", "TRU-1", "TRU-2",
            ])
    }

    @Test func `change their hash with any file, also with a protection profile`() throws {
        let files = try Fixture.policyFiles()
        let before = try PolicySet.read(files: files, digest: Fixture.digest).identity.hash
        let profile = PolicyFile(name: "profiles/other.json", bytes: Array(#"{"noise":1}"#.utf8))
        let after = try PolicySet.read(files: files + [profile], digest: Fixture.digest).identity.hash
        #expect(before.count == 64 && before != after)
        #expect(try PolicySet.read(files: files.reversed(), digest: Fixture.digest).identity.hash == before)
    }
}

@Suite struct `A wrong policy file is refused when it is loaded` {
    private static func clause(
        id: String = "SEC-1", holds: String = #"{"is": "caller.isOnePerson"}"#, message: String = "No.",
        at: String = "query", more: String = ""
    ) -> String {
        """
        {"principle": "security", "clauses": [{"id": "\(id)", "provenance": "residents", "says": "It holds.", \
        "checks": [{"at": ["\(at)"], "holds": \(holds), "message": "\(message)", "change": "Change it.", \
        "ask": "steward"\(more)}]}]}
        """
    }

    private func read(_ files: [String: String]) throws -> PolicySet {
        let shared = try Fixture.policyFiles().filter { !$0.name.hasPrefix("clauses/") && files[$0.name] == nil }
        let own = files.map { PolicyFile(name: $0.key, bytes: Array($0.value.utf8)) }
        return try PolicySet.read(files: shared + own, digest: Fixture.digest)
    }

    static let holds = "/clauses/0/checks/0/holds"

    @Test(arguments: [
        (
            clause(holds: #"{"is": "caller.isOnePersn"}"#), holds + "/is",
            "no fact is named `caller.isOnePersn`; nearest: `caller.isOnePerson`"
        ),
        (clause(holds: #"{"is": "project.mark"}"#), holds + "/is", "`project.mark` is a text, expected a boolean"),
        (clause(holds: #"{"before": [{"fact": "today"}, 7]}"#), holds + "/before/1", "expected day, found integer"),
        (clause(holds: #"{"in": ["a", {"fact": "project.mark"}]}"#), holds + "/in/1", "expected texts, found text"),
        (clause(holds: #"{"matches": "x"}"#), holds + "/matches", "unknown member"),
        (clause(holds: #"{"all": []}"#), holds + "/all", "name at least one condition"),
        (clause(holds: #"{"present": "project.mark"}"#), holds + "/present", "`project.mark` is always present"),
        (clause(holds: #"{"is": "release.hasDisclosureRecord"}"#), holds + "/is", "not known at every moment"),
        (clause(holds: #"{"is": "a", "not": {"is": "b"}}"#), holds, "a condition has one operator"),
        (
            clause(message: "It is {project.marc}."), "/clauses/0/checks/0/message",
            "no fact is named `project.marc`; nearest: `project.mark`"
        ),
        (clause(message: "It is {project.mark."), "/clauses/0/checks/0/message", "a `{` has no `}`"),
        (clause(at: "breakfast"), "/clauses/0/checks/0/at/0", "unknown word"),
        (clause(more: #", "colour": "red""#), "/clauses/0/checks/0/colour", "unknown member"),
        (clause(more: #", "when": {"is": "project.hasApproval"}"#), "/clauses/0/checks/0/otherwise", "required"),
    ])
    func `and the message names file, clause and place`(text: String, pointer: String, problem: String) throws {
        let error = #expect(throws: PolicyError.self) { try read(["clauses/security.json": text]) }
        guard case .unreadable(let file, let clause, let place, let found)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(file == "clauses/security.json" && clause == "SEC-1" && place == pointer)
        #expect(found.contains(problem), "\(found)")
        #expect(error?.message.contains("clause SEC-1") ?? false)
    }

    @Test(arguments: [
        (#""checks": []"#, "/checks", "nobody keeps SEC-9: a clause has at least one check"),
        (#""keptBy": "program""#, "/keptBy", "nothing in this program keeps SEC-9"),
        (#""keptBy": "goodwill""#, "/keptBy", "unknown word"), (#""more": 1"#, "/more", "unknown member"),
        (#""keptBy": "program", "checks": []"#, "/keptBy", "a clause with checks has no other keeper"),
        (#""holds": true"#, "/holds", "unknown member"),
    ])
    func `when nobody keeps a clause that binds`(members: String, place: String, problem: String) throws {
        let text = """
            {"principle": "security", "clauses": [{"id": "SEC-9", "provenance": "residents", "says": "It holds.", \
            \(members)}]}
            """
        let error = #expect(throws: PolicyError.self) { try read(["clauses/security.json": text]) }
        guard case .unreadable(let file, let clause, let pointer, let found)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(file == "clauses/security.json" && clause == "SEC-9" && pointer == "/clauses/0" + place)
        #expect(found.contains(problem), "\(found)")
    }

    @Test func `when two clauses have one id`() {
        #expect(throws: PolicyError.duplicate(clause: "SEC-1", file: "clauses/b.json")) {
            try read(["clauses/a.json": Self.clause(), "clauses/b.json": Self.clause()])
        }
    }

    @Test func `when a file is missing or unknown`() throws {
        #expect(throws: PolicyError.unexpected(file: "clauses.json")) { try read(["clauses.json": "{}"]) }
        let noFacts = try Fixture.policyFiles().filter { $0.name != "facts.json" }
        #expect(throws: PolicyError.missing(file: "facts.json")) {
            try PolicySet.read(files: noFacts, digest: Fixture.digest)
        }
    }

    @Test func `when the facts promise what the gateway does not tell`() {
        let facts = #"{"facts": [{"name": "caller.age", "type": "integer", "at": ["query"], "meaning": "Age."}]}"#
        let error = #expect(throws: PolicyError.self) { try read(["facts.json": facts]) }
        #expect(error?.message.contains("the gateway does not tell a fact `caller.age`") ?? false)
    }

    @Test func `when its examples are answered otherwise, or are not there`() throws {
        let examples = """
            {"examples": [{"name": "a stranger", "at": "query", "facts": {"caller.isOnePerson": false}, \
            "expect": {"SEC-1": "pass", "SEC-9": "pass"}}]}
            """
        let policy = try read(["clauses/a.json": Self.clause(), "clauses/a.examples.json": examples])
        #expect(
            policy.test().map { "\($0.clause): \($0.found)" } == [
                "SEC-1: fail: No.", "SEC-9: no clause has this id",
                "SEC-1: there is no example in which it fails",
            ])
        let wrong = examples.replacing("caller.isOnePerson", with: "caller.isOne")
        #expect(throws: PolicyError.self) { try read(["clauses/a.examples.json": wrong]) }
    }
}
