import Governance
import Identity
import JSON
import Testing

@Suite struct `The panel` {
    private let policy: PolicySet
    private let context: ProjectContext

    init() throws {
        policy = try Fixture.policy()
        context = Fixture.context(policy: policy)
    }

    /// A project that everybody has signed and the panel has not seen.
    private func signed() throws -> Project {
        let plain = SignatureTerms(reference: nil, lastDay: nil)
        return try taking(
            [(.sign(.accountableOwner, plain), Fixture.olaf), (.sign(.controller("icb"), plain), Fixture.stew)],
            from: try Fixture.project(in: .submitted, policy: policy))
    }

    private func taking(
        _ steps: [(ProjectAction, AuthenticatedPrincipal)], from project: Project
    ) throws -> Project {
        try steps.reduce(project) { project, step in
            try project.applying(step.0, by: step.1, in: context).expectDone().project
        }
    }

    private func approving(_ project: Project) throws -> [String] {
        project.applying(try Fixture.approve(), by: Fixture.stew, in: context).refusal?.reasons.map(\.message) ?? []
    }

    @Test func `decides with a quorum, and by more votes for than against`() throws {
        let met = try taking([(.meet(Fixture.meeting()), Fixture.panel[0])], from: try signed())
        #expect(try approving(signed()).first == "The panel has not met about this text.")
        #expect(try approving(met).first == "The panel decides with at least 3 people, and 0 took part.")
        let words: [Meeting.Vote.Word] = [.agree, .disagree, .abstain]
        let split = try taking(
            zip(words, Fixture.panel).map { (.vote(meeting: 1, $0, smallAreas: nil), $1) }, from: met)
        #expect(try approving(split) == ["The panel has not voted for this text."])
        let changedMind = try taking([(.vote(meeting: 1, .agree, smallAreas: nil), Fixture.panel[1])], from: split)
        #expect(changedMind.text.meetings[0].votes.count == 3)
        #expect(try approving(changedMind) == [])
    }

    /// Each of the three members' word on small areas; nil says nothing of it.
    @Test(
        arguments: [
            ([.agree, .agree, nil], true), ([.agree, .agree, .disagree], true), ([.agree, nil, nil], false),
            ([.agree, .abstain, .disagree], false), ([nil, nil, nil], false), ([.agree, .agree, .agree], true),
        ] as [([Meeting.Vote.Word?], Bool)])
    func `lets sensitive numbers leave for small areas only by a vote of more than half`(
        words: [Meeting.Vote.Word?], allowed: Bool
    ) throws {
        let met = try taking([(.meet(Fixture.meeting()), Fixture.panel[0])], from: try signed())
        let voted = try taking(
            zip(words, Fixture.panel).map { (.vote(meeting: 1, .agree, smallAreas: $0), $1) }, from: met)
        let action = try Fixture.approve { $0["smallAreas"] = true }
        let refusal = voted.applying(action, by: Fixture.stew, in: context).refusal
        #expect(
            refusal?.reasons.map(\.message)
                == (allowed ? nil : ["The panel has not voted to show sensitive numbers for areas below ward."]))
        #expect(try Project(json: voted.json) == voted)
        #expect(try approving(voted) == [])
    }

    @Test func `does not count those who have a conflict of interest`() throws {
        let meeting = Fixture.meeting(conflicts: ["paula": "her sister works on it"])
        let met = try taking([(.meet(meeting), Fixture.panel[0])], from: try signed())
        let decision = met.applying(.vote(meeting: 1, .agree, smallAreas: nil), by: Fixture.panel[0], in: context)
        #expect(decision.refusal?.kind == .notYours)
        let voted = try taking(
            Fixture.panel.dropFirst().map { (.vote(meeting: 1, .agree, smallAreas: nil), $0) }, from: met)
        #expect(try approving(voted) == ["The panel decides with at least 3 people, and 2 took part."])
    }

    @Test(arguments: [
        (["paula", "nobody"], Fixture.today, [:], "nobody has no seat on the panel."),
        (["paula", "rita"], Fixture.today, ["rita": "wrote it"], "rita has no seat on the panel."),
        (["paula"], "2026-04-02", [:], "The meeting is still to come."),
    ])
    func `meets as it is recorded, or not at all`(
        people: [String], day: String, conflicts: [String: String], says: String
    ) throws {
        let meeting = Fixture.meeting(people, on: day, conflicts: conflicts)
        let refusal = try signed().applying(.meet(meeting), by: Fixture.panel[0], in: context).refusal
        #expect(refusal?.reasons.map(\.message) == [says])
    }

    @Test func `is asked again about a changed text`() throws {
        var project = try taking(Fixture.agreement, from: try signed())
        let comment = Project.Comment(pointer: "/benefit", comment: "Say more.")
        project = try taking(
            [
                (.return([comment]), Fixture.stew), (.edit(try Proposal(json: Fixture.draft())), Fixture.rita),
                (.submit(note: nil), Fixture.rita),
            ], from: project)
        #expect(project.text.meetings.isEmpty)
    }

    @Test func `a conflict of interest is never taken for granted`() {
        for attendee: JSONValue in [["person": "paula"], ["person": "paula", "conflict": ""]] {
            #expect(throws: JSONError.self) {
                try ProjectStep.meeting(body: ["heldOn": "2026-04-01", "attendance": [attendee]])
            }
        }
        #expect(throws: JSONError.self) {
            let twice: JSONValue = ["person": "paula", "conflict": "none"]
            return try ProjectStep.meeting(body: ["heldOn": "2026-04-01", "attendance": [twice, twice]])
        }
    }
}
