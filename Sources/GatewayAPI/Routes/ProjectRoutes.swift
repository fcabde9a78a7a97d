import AuditLog
import Catalogue
import Gateway
import Governance
import HTTP
import Identity
import JSON

/// Projects: writing them, signing them, deciding on them. Who may take which step is the project's own business.
enum ProjectRoutes {
    static let all = [
        Route(
            .post, "/v1/projects", "startProject", "Starts a draft.", body: .json(schema: "Proposal"),
            retry: .kept, success: .json("Project", "The draft.", status: 201, isVersioned: true),
            handler: .signedIn([.researcher], start)),
        Route(
            .get, "/v1/projects", "listProjects", "The projects that you may read, by id.",
            parameters: [.after, .limit, awaiting], success: .json("Projects", "Projects."),
            handler: .signedIn(readers, list)),
        Route(
            .get, "/v1/projects/{id}", "readProject", "A project with its text, signatures and approval.",
            success: .json("Project", "The project.", isVersioned: true), problems: [.notFound],
            handler: .signedIn(readers, read)),
        Route(
            .get, "/v1/projects/{id}/changes", "readChanges",
            "What the text that is to follow changes of the one in force, place by place.",
            success: .json("Changes", "The changes; none where it is the same text again."), problems: [.notFound],
            handler: .signedIn(readers, changes)),
        Route(
            .get, "/v1/projects/{id}/budget", "readBudget", "What the project has spent of its privacy budget.",
            success: .json("Budget", "The budget."), problems: [.notFound], handler: .signedIn(readers, budget)),
        Route(
            .get, "/v1/projects/{id}/queries", "listQueries", "The project's answers, oldest first.",
            parameters: [.after, .limit], success: .json("Queries", "Answers by id."), problems: [.notFound],
            handler: .signedIn(readers, queries)),
    ]

    static let readers: Set<Role> = [.researcher, .steward, .panel, .auditor]

    private static let awaiting = QueryParameter(
        name: "awaiting", form: .oneOf(["me"]), description: "Only projects in which the next step may be yours.")

    private static func start(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        let proposal: Proposal
        do throws(JSONError) { proposal = try Proposal(json: call.body) } catch { return .problem(.unreadable(error)) }
        return try started(proposal, on: call, by: principal)
    }

    /// Starts a draft, and shows it.
    static func started(
        _ proposal: Proposal, on call: Call, by principal: AuthenticatedPrincipal
    ) throws(GatewayError) -> Reply {
        func shown(_ project: Project, _ entry: Int?) throws(GatewayError) -> Reply {
            try Self.shown(
                project, entry: entry, on: call, status: 201, headers: [Field.location: "/v1/projects/\(project.id)"])
        }
        let (project, receipt) = try call.gateway.start(
            proposal, by: principal,
            keeping: call.keeping(principal) { (draft: Project) throws(GatewayError) in try shown(draft, nil) })
        return try shown(project, receipt.seq)
    }

    private static func list(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        let catalogue = call.gateway.catalogue
        let wantsOwn = call.query["awaiting"] != nil
        let projects = try call.gateway.projects().filter {
            $0.mayBeRead(by: principal, in: catalogue) && (!wantsOwn || $0.awaits(principal, catalogue))
        }
        return .json(Page(projects, call) { $0.id }.json("projects") { $0.summary })
    }

    private static func read(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        guard let project = try call.gateway.project(call.part("id"), for: principal) else {
            return .problem(.notThere)
        }
        let lights = try call.gateway.lights(of: [project]).flatMap { $0 }
        return try shown(
            project, entry: nil, on: call, more: ["lights": .array(lights.map(\.json)), "reading": project.reading])
    }

    private static func changes(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        guard let project = try call.gateway.project(call.part("id"), for: principal),
            let amendment = project.amendment
        else { return .problem(.notThere) }
        return .json([
            "project": .string(project.id), "version": .integer(project.version),
            "changes": .array(project.proposal.changes(to: amendment.text.proposal).map(\.json)),
        ])
    }

    private static func budget(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        guard let project = try call.gateway.project(call.part("id"), for: principal),
            let budget = try call.gateway.budget(of: project)
        else { return .problem(.notThere) }
        var object: JSONObject = [
            "project": .string(project.id), "granted": .string(budget.granted), "spent": .string(budget.spent),
            "left": .string(budget.left), "percentSpent": .integer(budget.percentSpent), "days": .integer(budget.days),
            "says": .string(
                "\(budget.percentSpent) % of the privacy budget of the last \(budget.days) days is spent; "
                    + "\(max(0, 100 - budget.percentSpent)) % is left"),
        ]
        var stars: JSONObject = ["spent": .string(budget.starsSpent)]
        stars["granted"] = budget.starsGranted.map { .string($0) }
        object["stars"] = .object(stars)
        object["release"] = budget.release.map {
            [
                "asOf": .string($0.asOf.description), "since": .string($0.since.description),
                "newerFrom": .string($0.newerFrom.description),
            ]
        }
        object["expert"] = budget.expert.map {
            [
                "delta": .string($0.delta),
                "epsilon": ["simple": .string($0.simple), "tight": .string($0.tight)],
                "epsilonOfFullBudget": ["simple": .string($0.simpleAtCap), "tight": .string($0.tightAtCap)],
                "membershipAdvantageOfFullBudget": .string($0.membershipAdvantageAtCap),
            ]
        }
        return .json(.object(object))
    }

    private static func queries(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        guard let answers = try call.gateway.answers(of: call.part("id"), for: principal) else {
            return .problem(.notThere)
        }
        let page = Page(answers, call) { $0 }
        var reasons: [String: String] = [:]
        for answer in page.elements { reasons[answer] = try call.gateway.recall(of: answer)?.reason }
        return .json(
            page.json("queries") { answer in
                var object: JSONObject = ["query": .string(answer), "href": .string("/v1/queries/\(answer)")]
                object["recalled"] = reasons[answer].map { .string($0) }
                return .object(object)
            })
    }

    /// The project as it is stored, with what will soon end or fall due.
    static func shown(
        _ project: Project, entry: Int?, on call: Call, more: JSONObject = [:], status: Int = 200,
        headers: HTTPHeaders = [:]
    ) throws(GatewayError) -> Reply {
        var headers = headers
        headers.set(Field.entityTag, EntityTag.text(project.version))
        let warnings: JSONObject = ["warnings": .array(try call.gateway.warnings(of: project).map { .string($0) })]
        return .json(
            project.json.naming(entry).adding(warnings).adding(more), status: status, headers: headers)
    }
}

extension TextChange {
    fileprivate var json: JSONValue {
        var object: JSONObject = ["pointer": .string(pointer)]
        object["before"] = before
        object["after"] = after
        return .object(object)
    }
}

extension JSONValue {
    /// The same object, with the audit entry that tells of the change.
    func naming(_ entry: Int?) -> JSONValue {
        guard case .object(var object) = self, let entry else { return self }
        object["audit"] = ["entry": .integer(entry)]
        return .object(object)
    }

    /// The same object with these members too.
    func adding(_ more: JSONObject) -> JSONValue {
        guard case .object(var object) = self else { return self }
        for (name, value) in more.members { object[name] = value }
        return .object(object)
    }
}
