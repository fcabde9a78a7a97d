import Governance
import Identity
import JSON
import Testing

@Suite struct `A text that follows the one in force` {
    private let policy: PolicySet
    private let context: ProjectContext

    init() throws {
        policy = try Fixture.policy()
        context = Fixture.context(policy: policy)
    }

    private func taking(
        _ steps: [(ProjectAction, AuthenticatedPrincipal)], of text: TextOfProject = .amendment, from project: Project,
        on day: String = Fixture.today
    ) throws -> Project {
        let context = Fixture.context(now: Moment("\(day)T10:00:00Z")!, policy: policy)
        return try steps.reduce(project) { project, step in
            try project.applying(ProjectStep(step.0, of: text), by: step.1, in: context).expectDone().project
        }
    }

    private static let plain = SignatureTerms(reference: nil, lastDay: nil)
    private static let signatures: [(ProjectAction, AuthenticatedPrincipal)] = [
        (.submit(note: nil), Fixture.rita), (.sign(.accountableOwner, plain), Fixture.olaf),
        (.sign(.controller("icb"), plain), Fixture.stew),
    ]

    private func changed() throws -> Proposal {
        try Proposal(json: Fixture.draft { $0["title"] = "Carers of all ages" })
    }

    @Test func `serves only once everybody has said yes to it, and then at once`() throws {
        let before = try Fixture.project(in: .approved, policy: policy)
        let started = try taking([(.amend(try changed()), Fixture.rita)], of: .project, from: before)
        let decided = try taking(Self.signatures + Fixture.agreement, from: started)
        for project in [started, decided] {
            #expect(project.text == before.text && project.approval == before.approval && project.state == .approved)
        }
        let (after, event) = try decided.applying(
            ProjectStep(try Fixture.approve { $0["budget"] = "1" }, of: .amendment), by: Fixture.stew, in: context
        ).expectDone()
        #expect(after.proposal.title == "Carers of all ages" && after.amendment == nil && after.state == .approved)
        #expect(after.approval?.terms.budget == "1" && after.text.signatures.count == 2)
        #expect(event.fields["of"] == "amendment" && event.type == "project.approve")
        #expect(try Project(json: decided.json) == decided)
    }

    @Test func `may be signed by nobody else, and is gone when it is withdrawn or refused`() throws {
        let before = try Fixture.project(in: .approved, policy: policy)
        let started = try taking([(.amend(try changed()), Fixture.rita)], of: .project, from: before)
        let signed = ProjectStep(.sign(.accountableOwner, Self.plain), of: .amendment)
        #expect(started.applying(signed, by: Fixture.olaf, in: context).refusal?.kind == .wrongState)
        let submitted = try taking([(.submit(note: nil), Fixture.rita)], from: started)
        #expect(submitted.applying(signed, by: Fixture.rita, in: context).refusal?.kind == .notYours)
        for (action, principal): (ProjectAction, AuthenticatedPrincipal) in [
            (.refuse(reason: "No."), Fixture.stew), (.withdraw(reason: "No."), Fixture.rita),
        ] {
            let over = try taking([(action, principal)], from: submitted)
            #expect(over.state == .approved && over.approval == before.approval && over.amendment?.stateReason == "No.")
            let late = over.applying(signed, by: Fixture.olaf, in: context)
            #expect(late.refusal?.kind == .wrongState)
            _ = try taking([(.amend(try changed()), Fixture.rita)], of: .project, from: over)
        }
    }

    @Test func `comes one at a time, and only where there is one in force`() throws {
        let approved = try Fixture.project(in: .approved, policy: policy)
        let started = try taking([(.amend(try changed()), Fixture.rita)], of: .project, from: approved)
        let again = started.applying(.amend(try changed()), by: Fixture.rita, in: context)
        #expect(again.refusal?.reasons.map(\.clause) == ["HOUSE-1"])
        let none = approved.applying(
            ProjectStep(.submit(note: nil), of: .amendment), by: Fixture.rita, in: context)
        #expect(none.refusal?.kind == .wrongState)
    }

    @Test func `of the same words opens in the last sixty days, and needs the chair alone`() throws {
        let approved = try Fixture.project(in: .approved, policy: policy)
        let early = approved.applying(.amend(nil), by: Fixture.rita, in: context)
        #expect(early.refusal?.kind == .doesNotFit)
        let (day, later) = ("2027-02-01", "2028-01-31")
        let chair: [(ProjectAction, AuthenticatedPrincipal)] = [
            (.meet(Fixture.meeting(["paula"], on: day)), Fixture.panel[0]),
            (.vote(meeting: 1, .agree, smallAreas: nil), Fixture.panel[0]),
        ]
        let terms = try Fixture.approve { $0["lastDay"] = .string(later) }
        let started = try taking([(.amend(nil), Fixture.rita)], of: .project, from: approved, on: day)
        let people = Fixture.people.mapValues { person in
            Fixture.record(person.id.description, name: person.name, training: later, seat: person.seat)
        }
        let context = Fixture.context(now: Moment("\(day)T10:00:00Z")!, policy: policy, people: people)
        var project = try taking(Self.signatures + chair, from: started, on: day)
        project = try project.applying(ProjectStep(terms, of: .amendment), by: Fixture.stew, in: context)
            .expectDone().project
        #expect(project.approval?.terms.lastDay.description == later)
    }

    @Test func `is shown as what it changes`() throws {
        let changes = try Proposal(json: Fixture.draft()).changes(
            to: try Proposal(
                json: Fixture.draft { draft in
                    draft["title"] = "Carers of all ages"
                    draft["variables"] = ["person.sex"]
                    draft["ai"] = ["used": true, "where": "To sort letters"]
                }))
        let places = Dictionary(uniqueKeysWithValues: changes.map { ($0.pointer, $0) })
        #expect(Set(places.keys) == ["/title", "/ai/used", "/ai/where", "/variables"])
        #expect(places["/ai/used"]?.before == false && places["/ai/used"]?.after == true)
        #expect(places["/ai/where"]?.before == nil && places["/ai/where"]?.after == "To sort letters")
        #expect(places["/variables"]?.before == ["person.carer", "person.sex"])
    }

    @Test func `a person of the same organisation joins by the owner's wish and a steward's yes`() throws {
        let approved = try Fixture.project(in: .approved, policy: policy)
        let newcomer = Fixture.panel[2].person
        let unasked = approved.applying(.admit(newcomer), by: Fixture.stew, in: context)
        #expect(unasked.refusal?.reasons.map(\.clause) == ["HOUSE-1"])
        let joined = try taking(
            [(.join(newcomer), Fixture.olaf), (.admit(newcomer), Fixture.stew)], of: .project, from: approved)
        #expect(joined.approvedResearchers.contains(newcomer) && joined.approval == approved.approval)
        #expect(!approved.isMember(newcomer) && joined.isMember(newcomer))
    }
}

@Suite struct `What a project owes` {
    private func project(_ steps: [(ProjectAction, AuthenticatedPrincipal, String)]) throws -> Project {
        let policy = try Fixture.policy()
        return try steps.reduce(Fixture.project(in: .approved, policy: policy)) { project, step in
            let context = Fixture.context(now: Moment("\(step.2)T10:00:00Z")!, policy: policy)
            return try project.applying(step.0, by: step.1, in: context).expectDone().project
        }
    }

    private static let report = ProjectAction.report(.yearly, text: "Carers were found.")
    private static let last = ProjectAction.report(.final, text: "Carers were helped.")
    private static let end = ProjectAction.end(reason: "Done.")

    @Test(
        arguments: [
            ([], "2026-05-01", "2027-04-01"), ([(report, Fixture.rita, "2026-09-01")], "2026-10-01", "2027-09-01"),
            ([], "2027-04-01", "2027-09-30"), ([(end, Fixture.stew, "2026-06-30")], "2026-07-01", "2026-12-30"),
            ([(end, Fixture.stew, "2026-06-30"), (last, Fixture.rita, "2026-07-02")], "2026-08-01", nil),
            ([(report, Fixture.rita, "2026-06-01"), (end, Fixture.stew, "2026-06-30")], "2026-08-01", "2026-12-30"),
        ] as [([(ProjectAction, AuthenticatedPrincipal, String)], String, String?)])
    func `is one report a year, and a last one within six months of its end`(
        steps: [(ProjectAction, AuthenticatedPrincipal, String)], today: String, due: String?
    ) throws {
        #expect(try project(steps).outcomeReportDue(on: CivilDay(today)!)?.description == due)
    }

    @Test func `is told before it falls due`() throws {
        let project = try project([])
        #expect(project.warnings(on: CivilDay("2026-06-01")!, people: Fixture.people).isEmpty)
        #expect(
            project.warnings(on: CivilDay("2027-02-15")!, people: Fixture.people) == [
                "The approval ends on 2027-03-31. It can be renewed now.",
                "A report on what came of the project is due by 2027-04-01.",
                "The training of Rita Research ends on 2027-01-31.",
            ])
    }

    @Test(arguments: [
        ("2026-04-03", "2026-04-06", 1), ("2026-04-01", "2026-04-01", 0), ("2026-04-01", "2026-04-29", 20),
    ])
    func `waiting is counted in working days`(from: String, until: String, days: Int) {
        let wait = ProjectWait(decision: "approve", from: CivilDay(from)!, until: CivilDay(until)!)
        #expect(wait.workingDays == days)
    }
}
