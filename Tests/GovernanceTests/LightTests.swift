import Identity
import JSON
import Testing

@testable import Governance

@Suite struct `A project's eleven lights` {
    private func lights(
        _ project: Project, _ policy: PolicySet, now: String = "2026-04-01T09:00:00Z", hasAnswered: Bool = false
    ) throws -> [Light] {
        let context = Fixture.context(now: try #require(Moment(now)), policy: policy)
        return project.lights(in: context, hasAnswered: hasAnswered)
    }

    @Test func `stand in the charter's order, and none is green by default`() throws {
        let policy = try Fixture.policy()
        let bare = try Proposal(
            json: Fixture.draft { draft in
                for name in ["whoGains", "legal", "ai", "risks", "responsibility", "usedWhere"] { draft[name] = nil }
            })
        let project = Project.starting(id: "P-1", proposal: bare, by: Fixture.rita, at: Fixture.now).project
        let lights = try lights(project, policy)
        #expect(lights.map(\.principle) == policy.charter.principles.map(\.id) && lights.count == 11)
        #expect(!lights.contains { $0.colour == .green })
        let red = lights.filter { $0.colour == .red }.map(\.principle)
        #expect(Set(red).isSuperset(of: ["beneficial", "legality", "trustworthy", "governance", "accountability"]))
    }

    @Test func `are not green before the first answer where a clause needs a question`() throws {
        let policy = try Fixture.policy()
        let project = try Fixture.project(in: .approved, policy: policy)
        let before = try lights(project, policy)
        let after = try lights(project, policy, hasAnswered: true)
        #expect(before.first { $0.principle == "privacy" }?.colour == .grey)
        #expect(after.first { $0.principle == "privacy" }?.colour == .green)
        #expect(!after.contains { $0.colour == .red })
    }

    @Test func `turn red with what ends`() throws {
        let policy = try Fixture.policy()
        let project = try Fixture.project(in: .approved, policy: policy)
        let late = try lights(project, policy, now: "2027-06-01T09:00:00Z", hasAnswered: true)
        for principle in ["oversight", "governance", "security"] {
            #expect(late.first { $0.principle == principle }?.colour == .red, "\(principle)")
        }
        let oversight = try #require(late.first { $0.principle == "oversight" })
        #expect(oversight.clauses.contains { $0 == ("OVR-2", .fails) })
    }

    @Test(arguments: [
        ([ClauseStanding.holds, .notApplicable], ClauseStanding.holds), ([.holds, .fails, .notYetChecked], .fails),
        ([.holds, .notYetChecked], .notYetChecked), ([.notApplicable, .notApplicable], .notApplicable),
    ])
    func `are the AND of their clauses`(standings: [ClauseStanding], all: ClauseStanding) {
        #expect(standings.reduce(ClauseStanding.notApplicable) { $0.and($1) } == all)
        #expect(standings.reversed().reduce(ClauseStanding.notApplicable) { $0.and($1) } == all)
    }
}
