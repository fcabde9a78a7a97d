import Governance
import Identity
import JSON
import Testing

@Suite struct `The life of a project` {
    /// Each step as somebody who may take it.
    private static func step(_ kind: ProjectAction.Kind) throws -> (ProjectAction, AuthenticatedPrincipal) {
        let plain = SignatureTerms(reference: nil, lastDay: nil)
        switch kind {
        case .edit: return (.edit(try Proposal(json: Fixture.draft())), Fixture.rita)
        case .submit: return (.submit(note: nil), Fixture.rita)
        case .withdraw: return (.withdraw(reason: "No."), Fixture.rita)
        case .sign: return (.sign(.accountableOwner, plain), Fixture.olaf)
        case .unsign: return (.takeBackSignature(.accountableOwner, reason: "No."), Fixture.olaf)
        case .meet: return (.meet(Fixture.meeting()), Fixture.panel[0])
        case .vote: return (.vote(meeting: 1, .agree, smallAreas: nil), Fixture.panel[0])
        case .amend:
            return (.amend(try Proposal(json: Fixture.draft { $0["title"] = "Carers of all ages" })), Fixture.rita)
        case .grant: return (.grant(budget: "1/2", reason: "More groups."), Fixture.stew)
        case .join: return (.join(Fixture.panel[0].person), Fixture.olaf)
        case .admit: return (.admit(Fixture.panel[0].person), Fixture.stew)
        case .report: return (.report(.yearly, text: "Carers were found."), Fixture.rita)
        case .approve: return (try Fixture.approve(), Fixture.stew)
        case .return: return (.return([.init(pointer: "/title", comment: "Say more.")]), Fixture.stew)
        case .refuse: return (.refuse(reason: "No."), Fixture.stew)
        case .suspend: return (.suspend(reason: "No."), Fixture.stew)
        case .resume: return (.resume(reason: "Yes."), Fixture.stew)
        case .end: return (.end(reason: "Done."), Fixture.stew)
        case .mark: return (.mark(.warned, reason: "Late."), Fixture.stew)
        case .publish: return (.publish, Fixture.stew)
        }
    }

    /// Every state, and all that may be done in it, with the state that follows.
    static let table: [(ProjectState, [ProjectAction.Kind: ProjectState])] = [
        (.draft, [.edit: .draft, .submit: .submitted, .withdraw: .withdrawn]),
        (.returned, [.edit: .returned, .submit: .submitted, .withdraw: .withdrawn]),
        (
            .submitted,
            [
                .sign: .submitted, .unsign: .submitted, .meet: .submitted, .vote: .submitted, .approve: .approved,
                .return: .returned, .refuse: .refused,
                .withdraw: .withdrawn,
            ]
        ),
        (
            .approved,
            [
                .sign: .approved, .unsign: .approved, .suspend: .suspended, .end: .ended, .mark: .approved,
                .publish: .approved, .amend: .approved, .grant: .approved, .join: .approved, .admit: .approved,
                .report: .approved,
            ]
        ),
        (
            .suspended,
            [
                .sign: .suspended, .unsign: .suspended, .resume: .approved, .end: .ended, .mark: .suspended,
                .publish: .suspended, .amend: .suspended, .grant: .suspended, .report: .suspended,
            ]
        ),
        (.ended, [.mark: .ended, .publish: .ended, .report: .ended]), (.refused, [:]), (.withdrawn, [:]),
    ]

    @Test(arguments: table)
    func `every step in every state is a yes or a no`(
        state: ProjectState, allowed: [ProjectAction.Kind: ProjectState]
    ) throws {
        let policy = try Fixture.policy()
        for kind in ProjectAction.Kind.allCases {
            var project = try Fixture.project(in: state, policy: policy)
            let (action, principal) = try Self.step(kind)
            if state == .submitted, [.approve, .unsign, .vote].contains(kind) { project = try signed(project, policy) }
            if state == .approved, kind == .admit {
                let (join, owner) = try Self.step(.join)
                project = try project.applying(join, by: owner, in: Fixture.context(policy: policy)).expectDone()
                    .project
            }
            let decision = project.applying(action, by: principal, in: Fixture.context(policy: policy))
            guard let next = allowed[kind] else {
                // A draft is its members' own: to a steward it does not exist yet.
                let expected: ProjectRefusal.Kind =
                    project.mayBeRead(by: principal, in: Fixture.catalogue) ? .wrongState : .notFound
                #expect(decision.refusal?.kind == expected, "\(state) \(kind)")
                continue
            }
            let (changed, event) = try decision.expectDone()
            #expect(changed.state == next && changed.version == project.version + 1, "\(state) \(kind)")
            #expect(event.type == kind.event && !event.disclosed.isEmpty && event.fields["project"] == "P-0007")
            #expect(try Project(json: changed.json) == changed, "\(state) \(kind) is read back as it was stored")
        }
        #expect(ProjectState.allCases.count == Self.table.count)
    }

    private func signed(_ project: Project, _ policy: PolicySet) throws -> Project {
        let plain = SignatureTerms(reference: nil, lastDay: nil)
        let context = Fixture.context(policy: policy)
        let owned = try project.applying(.sign(.accountableOwner, plain), by: Fixture.olaf, in: context).expectDone()
        var signed = try owned.project.applying(.sign(.controller("icb"), plain), by: Fixture.stew, in: context)
            .expectDone().project
        for (action, principal) in Fixture.agreement {
            signed = try signed.applying(action, by: principal, in: context).expectDone().project
        }
        return signed
    }

    @Test func `a changed text must be signed again`() throws {
        let policy = try Fixture.policy()
        let context = Fixture.context(policy: policy)
        var project = try signed(Fixture.project(in: .submitted, policy: policy), policy)
        #expect(project.text.signatures.count == 2)
        for kind in [ProjectAction.Kind.return, .edit] {
            let (action, principal) = try Self.step(kind)
            project = try project.applying(action, by: principal, in: context).expectDone().project
        }
        #expect(project.text.signatures.isEmpty && project.text.meetings.isEmpty)
    }

    @Test func `an approval is named by its digest in the audit log`() throws {
        let policy = try Fixture.policy()
        let project = try signed(Fixture.project(in: .submitted, policy: policy), policy)
        let (approved, event) = try project.applying(
            try Fixture.approve(), by: Fixture.stew, in: Fixture.context(policy: policy)
        ).expectDone()
        let bytes = try #require(approved.approval?.canonicalBytes)
        #expect(event.fields["approval"] == .string(Fixture.digest(bytes)))
        #expect(event.fields["budget"] == "2" && event.fields["datasets"] == ["person"])
        #expect(event.fields["expires"] == "2027-03-31")
        #expect(approved.approval?.projectVersion == project.version)
    }

    @Test(
        arguments: [
            ("rita", [.researcher], [], "Only a data steward"), ("paula", [.panel], ["icb"], "Only a data steward"),
            ("stew", [.steward, .panel], ["council"], "You act for none"),
            ("rita", [.steward], ["icb"], "You are part of this"),
            ("olaf", [.steward], ["icb"], "You are part of this"),
        ] as [(String, Set<Role>, Set<String>, String)])
    func `only a steward of a controller who is not part of the project decides`(
        name: String, roles: Set<Role>, controllers: Set<String>, says: String
    ) throws {
        let policy = try Fixture.policy()
        let project = try signed(Fixture.project(in: .submitted, policy: policy), policy)
        let decision = project.applying(
            try Fixture.approve(), by: Fixture.principal(name, roles, for: controllers),
            in: Fixture.context(policy: policy))
        let refusal = try #require(decision.refusal)
        #expect(refusal.kind == .notYours && refusal.reasons[0].message.hasPrefix(says))
    }

    @Test func `to a stranger it does not exist, whatever the step and the state`() throws {
        let policy = try Fixture.policy()
        for state in ProjectState.allCases {
            let project = try Fixture.project(in: state, policy: policy)
            for kind in ProjectAction.Kind.allCases {
                let decision = project.applying(
                    try Self.step(kind).0, by: Fixture.stranger, in: Fixture.context(policy: policy))
                #expect(decision.refusal?.kind == .notFound, "\(state) \(kind)")
                #expect(decision.refusal?.code == "SH-G204")
            }
        }
    }

    @Test func `nobody signs for somebody else`() throws {
        let policy = try Fixture.policy()
        let context = Fixture.context(policy: policy)
        let project = try Fixture.project(in: .submitted, policy: policy)
        let plain = SignatureTerms(reference: nil, lastDay: nil)
        for (capacity, principal) in [
            (SignatureCapacity.accountableOwner, Fixture.rita), (.accountableOwner, Fixture.stew),
            (.controller("icb"), Fixture.olaf), (.controller("council"), Fixture.stew),
        ] {
            #expect(
                project.applying(.sign(capacity, plain), by: principal, in: context).refusal?.kind == .notYours)
        }
    }

    @Test func `an approval is refused with every reason at once`() throws {
        let policy = try Fixture.policy()
        let project = try Fixture.project(in: .submitted, policy: policy)
        let decision = project.applying(
            try Fixture.approve { terms in
                terms["variables"] = ["person.sex", "person.shoe"]
                terms["researchers"] = ["rita", "zoe"]
                terms["profile"] = "none"
                terms["lastDay"] = "2027-04-02"
            }, by: Fixture.stew, in: Fixture.context(policy: policy))
        let refusal = try #require(decision.refusal)
        #expect(refusal.kind == .doesNotFit)
        #expect(
            refusal.reasons.map(\.clause) == [
                "HOUSE-3", "HOUSE-4", "HOUSE-3", "HOUSE-9", "ACC-2", "GOV-3", "LEG-2", "OVR-2", "SEC-2",
            ])
        #expect(refusal.reasons[0].message == "The project did not ask for person.shoe and zoe.")
        #expect(refusal.reasons[4].message == "Olaf Owner has not signed as the accountable owner.")
    }

    @Test(
        arguments: [
            ["variable": "person.carer", "in": ["yes"]], ["variable": "person.sex", "in": ["maybe"]],
            ["everyone": true],
        ] as [JSONValue])
    func `a row filter must be a population over what is approved`(filter: JSONValue) throws {
        let policy = try Fixture.policy()
        let project = try signed(Fixture.project(in: .submitted, policy: policy), policy)
        let decision = project.applying(
            try Fixture.approve { $0["rowFilter"] = filter }, by: Fixture.stew, in: Fixture.context(policy: policy))
        #expect(decision.refusal?.reasons.map(\.clause) == ["HOUSE-3"])
    }

    @Test func `a project is submitted only where its names are known and its owner is not a researcher`() throws {
        let policy = try Fixture.policy()
        let proposal = try Proposal(
            json: Fixture.draft { draft in
                draft["owner"] = "rita"
                draft["researchers"] = ["rita", "zoe"]
                draft["purposes"] = ["marketing"]
                draft["links"] = ["person.mother"]
            })
        let project = Project.starting(id: "P-1", proposal: proposal, by: Fixture.rita, at: Fixture.now).project
        let refusal = project.applying(
            .submit(note: nil), by: Fixture.rita, in: Fixture.context(policy: policy)
        ).refusal
        #expect(refusal?.reasons.map(\.clause) == ["HOUSE-4", "HOUSE-5", "ACC-2", "BEN-2", "BEN-3"])
    }

    @Test func `a project exists only for its members and for those whose office it is`() throws {
        let policy = try Fixture.policy()
        for state in ProjectState.allCases {
            let project = try Fixture.project(in: state, policy: policy)
            #expect(
                project.mayBeRead(by: Fixture.rita, in: Fixture.catalogue)
                    && project.mayBeRead(by: Fixture.olaf, in: Fixture.catalogue))
            #expect(!project.mayBeRead(by: Fixture.stranger, in: Fixture.catalogue))
            #expect(project.mayBeRead(by: Fixture.stew, in: Fixture.catalogue) == (state != .draft))
            let elsewhere = Fixture.principal("stella", [.steward], for: ["council"])
            #expect(!project.mayBeRead(by: elsewhere, in: Fixture.catalogue))
        }
    }
}
