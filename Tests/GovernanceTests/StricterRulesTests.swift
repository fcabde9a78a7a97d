import Governance
import JSON
import Testing

@Suite struct `Several controllers' own rules` {
    /// A rule of a controller for questions that touch its data.
    private static func rule(_ id: String, of controller: String, purpose: String) -> PolicyFile {
        let text = """
            {"principle": "legality", "clauses": [{"id": "\(id)", "provenance": "operator", "says": "Our rule.", \
            "checks": [{"at": ["query"], "when": {"in": ["\(controller)", {"fact": "query.controllers"}]}, \
            "otherwise": "none of our data is asked", "holds": {"equals": [{"fact": "query.purpose"}, "\(purpose)"]}, \
            "message": "Our data is for \(purpose) only.", "change": "Ask for that.", "ask": "controller"}]}]}
            """
        return PolicyFile(name: "clauses/controllers/\(controller).json", bytes: Array(text.utf8))
    }

    private func clauses(datasets: [String], rules: [PolicyFile]) throws -> [String] {
        let policy = try PolicySet.read(files: Fixture.policyFiles() + rules, digest: Fixture.digest)
        var asking = Asking()
        asking.query = Fixture.query(datasets: datasets)
        let project = try Fixture.project(in: .approved, policy: Fixture.policy())
        guard case .refused(let verdicts) = try asking.decide(on: project, policy) else { return [] }
        return verdicts.compactMap(\.reason).map(\.clause)
    }

    @Test func `all hold where their data is linked: the strictest wins`() throws {
        let both = [
            Self.rule("ICB-1", of: "icb", purpose: "research"),
            Self.rule("COUNCIL-1", of: "council", purpose: "service-planning"),
        ]
        #expect(try clauses(datasets: ["person"], rules: both) == [])
        #expect(try clauses(datasets: ["person", "household"], rules: both).contains("COUNCIL-1"))
        let strict = [Self.rule("ICB-1", of: "icb", purpose: "service-planning")]
        #expect(try clauses(datasets: ["person"], rules: strict) == ["ICB-1"])
    }

    /// What a set of policies without any clause still refuses: no file lowers it.
    @Test func `can never lower the floor that is compiled in`() throws {
        let files = try Fixture.policyFiles().filter { !$0.name.hasPrefix("clauses/") }
        let policy = try PolicySet.read(files: files, digest: Fixture.digest)
        let project = try Fixture.project(in: .approved, policy: Fixture.policy())
        func clauses(_ change: (inout Asking) -> Void) throws -> [String] {
            var asking = Asking()
            change(&asking)
            guard case .refused(let verdicts) = try asking.decide(on: project, policy) else { return [] }
            return verdicts.compactMap(\.reason).map(\.clause)
        }
        #expect(try clauses { _ in } == [])
        #expect(try clauses { $0.today = "2027-04-01" } == ["HOUSE-6"])
        #expect(try clauses { $0.query = Fixture.query(variables: ["person.carer"]) } == ["HOUSE-6"])
        #expect(try clauses { $0.query = Fixture.query(datasets: ["household"]) } == ["HOUSE-6"])
        #expect(try clauses { $0.query = Fixture.query(asOf: "2025-12") } == ["HOUSE-6"])
        #expect(try clauses { $0.query = Fixture.query(purpose: "marketing") } == ["HOUSE-6"])
        #expect(try clauses { $0.principal = Fixture.olaf } == ["HOUSE-6"])
    }
}
