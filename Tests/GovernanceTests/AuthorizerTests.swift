import Catalogue
import Governance
import Identity
import JSON
import Testing

@testable import QueryLanguage

/// One query and what is known around it; each test changes what it is about.
struct Asking {
    var query = Fixture.query()
    var principal = Fixture.rita
    var person: Person? = Fixture.record("rita", name: "Rita Research")
    var owner: Person? = Fixture.record("olaf", name: "Olaf Owner")
    var budget = BudgetFacts(cost: "3/25", left: "2", isCovered: true)
    var turn = ReleaseTurn.allowed
    var optOutListAgeDays: Int? = 1
    var today = Fixture.today
    var state = ProjectState.approved
    var terms: @Sendable (inout JSONObject) -> Void = { _ in }
    var steps: [(ProjectAction, AuthenticatedPrincipal)] = []

    func decide() throws -> QueryDecision {
        let policy = try Fixture.policy()
        var project = try Fixture.project(in: state, policy: policy, terms: terms)
        for (action, principal) in steps {
            project = try project.applying(action, by: principal, in: Fixture.context(policy: policy))
                .expectDone().project
        }
        return try decide(on: project, policy)
    }

    func decide(on project: Project?, _ policy: PolicySet) throws -> QueryDecision {
        Authorizer(policy: policy, digest: { Fixture.digest($0) }).decide(
            request(project))
    }

    func request(_ project: Project?) -> AuthorizationRequest {
        AuthorizationRequest(
            query: query, principal: principal, person: person, project: project, owner: owner, actor: "a-17",
            catalogue: Fixture.catalogue, budget: budget, turn: turn, optOutListAgeDays: optOutListAgeDays,
            today: CivilDay(today)!)
    }

    func reasons() throws -> [RefusalReason] {
        guard case .refused(let verdicts) = try decide() else { return [] }
        return verdicts.compactMap(\.reason)
    }
}

@Suite struct `A query is authorised` {
    @Test func `where every clause holds, with its duties`() throws {
        guard case .authorized(let query) = try Asking().decide() else {
            Issue.record("refused")
            return
        }
        #expect(
            query.obligations == [
                .honourOptOuts([.local, .nationalDataOptOut, .rightToObject, .type1]), .protect(profile: "standard"),
            ])
        #expect(query.actor == "a-17" && query.project == "P-0007" && query.approval.count == 64)
        let policy = try Fixture.policy()
        let facts = Authorizer(policy: policy, digest: { Fixture.digest($0) })
            .basis(of: Asking().request(try Fixture.project(in: .approved, policy: policy)))
        guard case .object(let basis)? = facts?.json, case .object(let members)? = basis["facts"] else {
            Issue.record("no facts")
            return
        }
        let read = try DecisionBasis(json: .object(basis))
        #expect(facts?.json == read.json && read.isYes)
        #expect(members["query.purpose"] == "research" && members["optOuts.listAgeDays"] == 1)
        #expect(query.verdicts.count == policy.published.count && query.policy.charter == "2025-07-03")
    }

    @Test func `with the row filter of its approval`() throws {
        var asking = Asking()
        asking.terms = { $0["rowFilter"] = ["variable": "person.sex", "in": ["yes"]] }
        guard case .authorized(let query) = try asking.decide() else {
            Issue.record("refused")
            return
        }
        let column = Column(role: nil, dataset: DatasetID("person")!, name: "sex")
        #expect(query.obligations.contains(.restrict(.column(column, CodeSet(contains: [true, false, false])))))
    }

    @Test func `without the National Data Opt-out only for purposes that are neither research nor planning`() throws {
        var asking = Asking()
        asking.query = Fixture.query(purpose: "public-health-protection")
        asking.terms = { $0["purposes"] = ["public-health-protection"] }
        let policy = try Fixture.policy()
        let proposal = try Proposal(json: Fixture.draft { $0["purposes"] = ["research", "public-health-protection"] })
        var project = Project.starting(id: "P-0007", proposal: proposal, by: Fixture.rita, at: Fixture.now).project
        let plain = SignatureTerms(reference: nil, lastDay: nil)
        for (action, principal) in [
            (.submit(note: nil), Fixture.rita), (.sign(.accountableOwner, plain), Fixture.olaf),
            (.sign(.controller("icb"), plain), Fixture.stew),
        ] + Fixture.agreement + [
            (try Fixture.approve(changing: asking.terms), Fixture.stew),
            (.publish, Fixture.stew),
        ] as [(ProjectAction, AuthenticatedPrincipal)] {
            project = try project.applying(action, by: principal, in: Fixture.context(policy: policy))
                .expectDone().project
        }
        guard case .authorized(let query) = try asking.decide(on: project, policy) else {
            Issue.record("refused")
            return
        }
        #expect(query.obligations.first == .honourOptOuts([.local, .rightToObject, .type1]))
    }
}

@Suite struct `A query is refused` {
    private static let plain = SignatureTerms(reference: nil, lastDay: nil)

    private static let table: [(clause: String, message: String, change: @Sendable (inout Asking) -> Void)] = [
        (
            "BEN-2", "Your project was approved for research. This question is for something else.",
            { $0.query = Fixture.query(purpose: "service-planning") }
        ),
        ("SEC-1", "We could not confirm who you are.", { $0.principal = Fixture.principal("rita", [.auditor]) }),
        (
            "SEC-1", "We could not confirm who you are.",
            { $0.person = Fixture.record("rita", name: "Rita Research", left: "2026-04-01") }
        ),
        (
            "SEC-2", "Your safe-researcher training ended on 2026-03-31. Renew it to carry on.",
            { $0.person = Fixture.record("rita", name: "Rita Research", training: "2026-03-31") }
        ),
        (
            "SEC-2", "We have no record of your safe-researcher training.",
            { $0.person = Fixture.record("rita", name: "Rita Research", training: nil) }
        ),
        (
            "SEC-3", "person.carer is not part of your approval.",
            { $0.query = Fixture.query(variables: ["person.sex", "person.carer"]) }
        ),
        ("SEC-3", "The data of 2025-12 is not part of your approval.", { $0.query = Fixture.query(asOf: "2025-12") }),
        (
            "SEC-3", "The link person.household is not part of your approval.",
            { $0.query = Fixture.query(links: [LinkUse(dataset: DatasetID("person")!, role: "household")]) }
        ),
        (
            "PRI-1", "The opt-out list is out of date. Questions are paused until it is refreshed.",
            { $0.optOutListAgeDays = 8 }
        ),
        (
            "PRI-6",
            "This question needs 3/25 of your project's privacy budget and 1/25 is left. "
                + "Ask at a coarser level or a lower precision, or ask a steward.",
            { $0.budget = BudgetFacts(cost: "3/25", left: "1/25", isCovered: false) }
        ),
        (
            "LEG-2", "The icb has not agreed yet.",
            { $0.steps = [(.takeBackSignature(.controller("icb"), reason: "No."), Fixture.stew)] }
        ),
        (
            "ACC-2", "Olaf Owner has not signed as the accountable owner.",
            { $0.steps = [(.takeBackSignature(.accountableOwner, reason: "No."), Fixture.olaf)] }
        ),
        (
            "ACC-2", "Olaf Owner has left. Someone must take responsibility before more questions are answered.",
            { $0.owner = Fixture.record("olaf", name: "Olaf Owner", left: "2026-03-01") }
        ),
        (
            "GOV-2", "This project's charter mark is suspended: a report is late.",
            { $0.steps = [(.mark(.suspended, reason: "a report is late"), Fixture.stew)] }
        ),
        (
            "OVR-2", "This approval ended on 2026-04-30.",
            {
                $0.terms = { $0["lastDay"] = "2026-04-30" }
                $0.today = "2026-05-01"
            }
        ),
        ("OVR-2", "Your project is suspended, so it cannot ask questions now.", { $0.state = .suspended }),
        ("OVR-2", "Your project is ended, so it cannot ask questions now.", { $0.state = .ended }),
    ]

    @Test func `by one clause, in plain words`() throws {
        for (clause, message, change) in Self.table {
            var asking = Asking()
            change(&asking)
            let reasons = try asking.reasons()
            #expect(reasons.map(\.clause) == [clause], "\(message)")
            #expect(reasons.first?.message == message)
            #expect(reasons.allSatisfy { !$0.change.isEmpty && !$0.ask.isEmpty })
        }
    }

    @Test func `before its project stands in the register`() throws {
        let policy = try Fixture.policy()
        var object = try Fixture.project(in: .approved, policy: policy).json
        if case .object(var members) = object {
            members["publishedAt"] = nil
            object = .object(members)
        }
        guard case .refused(let verdicts) = try Asking().decide(on: try Project(json: object), policy) else {
            Issue.record("let through")
            return
        }
        #expect(verdicts.compactMap(\.reason).map(\.clause) == ["TRA-1"])
    }

    @Test func `with every reason at once, and the owner's name for a member`() throws {
        var asking = Asking()
        asking.query = Fixture.query(
            purpose: "service-planning", variables: ["person.carer", "household.tenure"],
            datasets: ["person", "household"])
        asking.person = Fixture.record("rita", name: "Rita Research", training: nil)
        asking.budget = BudgetFacts(cost: "3/25", left: "0", isCovered: false)
        asking.steps = [(.takeBackSignature(.accountableOwner, reason: "No."), Fixture.olaf)]
        let reasons = try asking.reasons()
        #expect(reasons.map(\.clause) == ["ACC-2", "BEN-2", "LEG-2", "PRI-6", "SEC-2", "SEC-3"])
        #expect(reasons[0].ask == "the accountable owner of your project, Olaf Owner")
        #expect(
            reasons[5].message == "household is not part of your approval. "
                + "household.tenure and person.carer are not part of your approval.")
    }

    @Test func `outside its approval even where a policy set forgot to say so`() throws {
        let files = try Fixture.policyFiles().filter {
            !$0.name.hasPrefix("clauses/security") && !$0.name.hasPrefix("clauses/oversight")
        }
        let weak = try PolicySet.read(files: files, digest: Fixture.digest)
        let shipped = try Fixture.policy()
        let approved = try Fixture.project(in: .approved, policy: shipped)
        var outside = Asking()
        outside.query = Fixture.query(variables: ["person.carer"])
        var late = Asking()
        late.today = "2027-04-01"
        for (asking, project) in [
            (outside, approved), (late, approved), (Asking(), try Fixture.project(in: .suspended, policy: shipped)),
        ] {
            guard case .refused(let verdicts) = try asking.decide(on: project, weak) else {
                Issue.record("let through")
                continue
            }
            #expect(verdicts.compactMap(\.reason).map(\.clause) == ["HOUSE-6"])
        }
    }

    @Test func `where the row filter of its approval cannot limit it`() throws {
        var asking = Asking()
        asking.terms = { terms in
            terms["rowFilter"] = ["variable": "person.sex", "in": ["yes"]]
        }
        asking.query = Fixture.query(unit: .household)
        #expect(try asking.reasons().map(\.clause) == ["HOUSE-3"])
    }

    @Test func `alike for a project of others and for one that does not exist`() throws {
        let policy = try Fixture.policy()
        var asking = Asking()
        asking.principal = Fixture.stranger
        asking.person = Fixture.record("stranger", name: "Some Stranger")
        let others = try Fixture.project(in: .approved, policy: policy)
        guard case .refused(let first) = try asking.decide(on: others, policy),
            case .refused(let second) = try asking.decide(on: nil, policy)
        else {
            Issue.record("let through")
            return
        }
        #expect(first == second)
        #expect(first.compactMap(\.reason).map(\.message) == ["You are not part of a project with this id."])
        #expect(!"\(first)".contains("Olaf"))
    }

    @Test func `when an answer would leave without its record, its floor or its register entry`() throws {
        let policy = try Fixture.policy()
        let project = try Fixture.project(in: .approved, policy: policy)
        guard case .authorized(let query) = try Asking().decide(on: project, policy) else {
            Issue.record("refused")
            return
        }
        let authorizer = Authorizer(policy: policy, digest: { Fixture.digest($0) })
        let budget = BudgetFacts(cost: "3/25", left: "2", isCovered: true)
        for (record, floor, expected) in [
            (true, 10, []), (false, 10, ["SEC-4"]), (true, 9, ["PRI-4"]), (false, 9, ["PRI-4", "SEC-4"]),
        ] as [(Bool, Int, [String])] {
            let verdicts = authorizer.release(
                query, project: project,
                facts: ReleaseFacts(
                    hasDisclosureRecord: record, floorPersons: floor, floorUnits: floor, hiddenBreakdowns: [],
                    widerGroups: [], budget: budget,
                    today: CivilDay(Fixture.today)!))
            #expect(verdicts.filter { $0.answer == .fail }.map(\.clause) == expected)
        }
    }
    /// A project that was approved with the profile that keeps no floor, with or without the exemption.
    private func unfloored(exempt: Bool, _ policy: PolicySet) throws -> Project {
        try Fixture.project(in: .approved, policy: policy) { terms in
            terms["profile"] = "dp"
            terms["budget"] = "1"
            guard exempt else { return }
            terms["exemption"] = [
                "id": "EX-2026-01", "clause": "PRI-4", "reason": "A trial of noise alone.",
                "grantedBy": "the residents' panel of 3 March 2026",
            ]
        }
    }

    @Test func `where its profile keeps no floor and its approval names no exemption`() throws {
        let policy = try Fixture.policy()
        guard case .refused(let verdicts) = try Asking().decide(on: unfloored(exempt: false, policy), policy) else {
            Issue.record("let through")
            return
        }
        let reasons = verdicts.compactMap(\.reason)
        #expect(reasons.map(\.clause) == ["PRI-4"] && verdicts.filter { $0.clause == "PRI-4" }.count == 1)
        #expect(reasons[0].message.contains("exemption") && reasons[0].ask == "a data steward")
        #expect(reasons[0].change.contains("names the exemption"))
    }

    @Test func `and the floor does not apply to one that is exempt, and to no other`() throws {
        let policy = try Fixture.policy()
        let exempt = try unfloored(exempt: true, policy)
        guard case .authorized(let query) = try Asking().decide(on: exempt, policy) else {
            Issue.record("refused")
            return
        }
        #expect(query.obligations.contains(.protect(profile: "dp")))
        let authorizer = Authorizer(policy: policy, digest: { Fixture.digest($0) })
        func floor(_ project: Project) throws -> ClauseAnswer {
            let verdicts = authorizer.release(
                query, project: project,
                facts: ReleaseFacts(
                    hasDisclosureRecord: true, floorPersons: 0, floorUnits: 0, hiddenBreakdowns: [], widerGroups: [],
                    budget: BudgetFacts(cost: "1/50", left: "1", isCovered: true), today: CivilDay(Fixture.today)!))
            return try #require(verdicts.first { $0.clause == "PRI-4" }).answer
        }
        let words = "exempt by EX-2026-01, granted by the residents' panel of 3 March 2026: A trial of noise alone."
        #expect(try floor(exempt) == .notApplicable(reason: words))
        #expect(try floor(unfloored(exempt: false, policy)) == .fail)
        #expect(try floor(Fixture.project(in: .approved, policy: policy)) == .fail)
    }
}
