import GatewayTesting
import Governance
import Identity
import JSON
import Testing

/// Who may take which step, written down a second time and apart from the code: nothing outside of it may succeed.
@Suite struct `Nothing outside the table of permissions ever succeeds` {
    /// What somebody is to the project of the test.
    private enum Part: CaseIterable {
        case writer, owner, researcher, steward, otherSteward, stewardInside, chair, panelInside, conflicted, auditor,
            `operator`, stranger
    }

    private static let principals: [Part: AuthenticatedPrincipal] = [
        .writer: Fixture.principal("wanda", [.researcher]), .owner: Fixture.olaf, .researcher: Fixture.rita,
        .steward: Fixture.stew, .otherSteward: Fixture.principal("stella", [.steward], for: ["council"]),
        .stewardInside: Fixture.principal("rita", [.steward], for: ["icb"]), .chair: Fixture.panel[0],
        .panelInside: Fixture.principal("rita", [.panel]), .conflicted: Fixture.panel[1],
        .auditor: Fixture.principal("ada", [.auditor]), .operator: Fixture.principal("otto", [.operator]),
        .stranger: Fixture.stranger,
    ]

    private static let permitted: [ProjectAction.Kind: Set<Part>] = [
        .edit: [.writer, .owner], .submit: [.writer, .owner], .withdraw: [.writer, .owner],
        .amend: [.writer, .owner], .sign: [.owner, .steward, .stewardInside],
        .unsign: [.owner, .steward, .stewardInside], .meet: [.chair, .conflicted], .vote: [.chair],
        .approve: [.steward], .return: [.steward], .refuse: [.steward], .suspend: [.steward, .stewardInside],
        .resume: [.steward], .end: [.steward, .stewardInside], .mark: [.steward], .publish: [.steward],
        .grant: [.steward], .join: [.owner], .admit: [.steward],
        .report: [.writer, .owner, .researcher, .stewardInside, .panelInside],
    ]

    private static let states: [ProjectAction.Kind: Set<ProjectState>] = [
        .edit: [.draft, .returned], .submit: [.draft, .returned], .withdraw: [.draft, .submitted, .returned],
        .amend: [.approved, .suspended], .sign: [.submitted, .approved, .suspended],
        .unsign: [.submitted, .approved, .suspended], .meet: [.submitted], .vote: [.submitted],
        .approve: [.submitted], .return: [.submitted], .refuse: [.submitted], .suspend: [.approved],
        .resume: [.suspended], .end: [.approved, .suspended], .mark: [.approved, .suspended, .ended],
        .publish: [.approved, .suspended, .ended], .grant: [.approved, .suspended], .join: [.approved],
        .admit: [.approved], .report: [.approved, .suspended, .ended],
    ]

    /// The project in each state, written by Wanda, with one panel member who has a conflict of interest.
    private static func projects(_ policy: PolicySet) throws -> [ProjectState: Project] {
        let context = Fixture.context(policy: policy)
        let plain = SignatureTerms(reference: nil, lastDay: nil)
        let wanda = principals[.writer]!
        let proposal = try Proposal(json: Fixture.draft())
        func taking(_ steps: [(ProjectAction, AuthenticatedPrincipal)], _ project: Project) throws -> Project {
            try steps.reduce(project) { try $0.applying($1.0, by: $1.1, in: context).expectDone().project }
        }
        let draft = Project.starting(id: "P-0007", proposal: proposal, by: wanda, at: Fixture.now).project
        let meeting = Fixture.meeting(conflicts: ["peggy": "knows the team"])
        let submitted = try taking(
            [
                (.submit(note: nil), wanda), (.sign(.accountableOwner, plain), Fixture.olaf),
                (.sign(.controller("icb"), plain), Fixture.stew), (.meet(meeting), Fixture.panel[0]),
            ], draft)
        let agreed: [(ProjectAction, AuthenticatedPrincipal)] =
            [(.meet(Fixture.meeting()), Fixture.panel[0])]
            + Fixture.panel.map { (.vote(meeting: 2, .agree, smallAreas: nil), $0) }
        let approved = try taking(agreed + [(try Fixture.approve(), Fixture.stew)], submitted)
        let no = "No."
        return [
            .draft: draft, .submitted: submitted, .approved: approved,
            .withdrawn: try taking([(.withdraw(reason: no), wanda)], draft),
            .returned: try taking([(.return([.init(pointer: "", comment: no)]), Fixture.stew)], submitted),
            .refused: try taking([(.refuse(reason: no), Fixture.stew)], submitted),
            .suspended: try taking([(.suspend(reason: no), Fixture.stew)], approved),
            .ended: try taking([(.end(reason: no), Fixture.stew)], approved),
        ]
    }

    private static func action(_ kind: ProjectAction.Kind, by part: Part) throws -> ProjectAction {
        let plain = SignatureTerms(reference: nil, lastDay: nil)
        let capacity: SignatureCapacity = part == .owner ? .accountableOwner : .controller("icb")
        return switch kind {
        case .edit: .edit(try Proposal(json: Fixture.draft()))
        case .submit: .submit(note: nil)
        case .withdraw: .withdraw(reason: "No.")
        case .sign: .sign(capacity, plain)
        case .unsign: .takeBackSignature(capacity, reason: "No.")
        case .meet: .meet(Fixture.meeting())
        case .vote: .vote(meeting: 1, .agree, smallAreas: nil)
        case .approve: try Fixture.approve()
        case .return: .return([.init(pointer: "", comment: "No.")])
        case .refuse: .refuse(reason: "No.")
        case .suspend: .suspend(reason: "No.")
        case .resume: .resume(reason: "Yes.")
        case .end: .end(reason: "Done.")
        case .mark: .mark(.removed, reason: "No.")
        case .publish: .publish
        case .amend: .amend(try Proposal(json: Fixture.draft { $0["title"] = "More" }))
        case .grant: .grant(budget: "1", reason: "More.")
        case .join: .join(Fixture.panel[2].person)
        case .admit: .admit(Fixture.panel[2].person)
        case .report: .report(.yearly, text: "Much.")
        }
    }

    @Test func `ten thousand attempts of anybody, in any state, at any step, on either text`() throws {
        var random = SeededRandomness.fresh("permissions")
        let policy = try Fixture.policy()
        let projects = try Self.projects(policy)
        let context = Fixture.context(policy: policy)
        var (succeeded, refused) = (0, 0)
        for _ in 0..<10_000 {
            let state = ProjectState.allCases.randomElement(using: &random)!
            let part = Part.allCases.randomElement(using: &random)!
            let kind = ProjectAction.Kind.allCases.randomElement(using: &random)!
            let text: TextOfProject = Bool.random(using: &random) ? .project : .amendment
            let project = projects[state]!
            let step = ProjectStep(try Self.action(kind, by: part), of: text)
            let mayTake = Self.permitted[kind]!.contains(part) && Self.states[kind]!.contains(state) && text == .project
            switch project.applying(step, by: Self.principals[part]!, in: context) {
            case .done:
                succeeded += 1
                #expect(mayTake, "\(part) could take \(kind) of a project that is \(state), of its \(text)")
            case .refused(let refusal):
                refused += 1
                let isFit = refusal.kind != .doesNotFit
                #expect(!mayTake || !isFit, "\(part) could not take \(kind) of a project that is \(state)")
                if [.otherSteward, .operator, .stranger].contains(part), state != .draft {
                    #expect(refusal.kind == .notFound)
                }
            }
        }
        #expect(succeeded > 100 && refused > 5000)
    }
}
