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
            success: .json("Project", "The draft.", status: 201, isVersioned: true),
            handler: .signedIn([.researcher], start)),
        Route(
            .get, "/v1/projects", "listProjects", "The projects that you may read, by id.",
            parameters: [.after, .limit, awaiting], success: .json("Projects", "Projects."),
            handler: .signedIn(readers, list)),
        Route(
            .get, "/v1/projects/{id}", "readProject", "A project with its text, signatures and approval.",
            success: .json("Project", "The project.", isVersioned: true), problems: [.notFound],
            handler: .signedIn(readers, read)),
        step(
            .put, "/v1/projects/{id}", "writeProject", "Writes the text of a draft anew.", body: "Proposal",
            roles: [.researcher], ProjectAction.edit(body:)),
        step(
            .post, "/v1/projects/{id}/submission", "submitProject", "Hands a draft in.", body: "Submission",
            roles: [.researcher], ProjectAction.submission(body:)),
        step(
            .post, "/v1/projects/{id}/signatures", "signProject",
            "Signs as the accountable owner or for a controller, or takes a signature back.", body: "SignatureRequest",
            roles: [.researcher, .steward], ProjectAction.signature(body:)),
        step(
            .post, "/v1/projects/{id}/decisions", "decideProject",
            "Approves, returns, refuses, suspends, resumes, ends, marks or publishes a project; its author may withdraw it.",
            body: "Decision", roles: [.researcher, .steward], ProjectAction.decision(body:)),
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
        let (project, receipt) = try call.gateway.start(proposal, by: principal)
        return shown(
            project, entry: receipt.seq, status: 201, headers: [Field.location: "/v1/projects/\(project.id)"])
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
        return shown(project, entry: nil, more: ["lights": .array(lights.map(\.json)), "reading": project.reading])
    }

    /// A route that takes a step of a project's life on the version that the asker read.
    private static func step(
        _ method: HTTPMethod, _ path: PathTemplate, _ name: String, _ summary: String, body schema: String,
        roles: Set<Role>, _ reading: @escaping @Sendable (JSONValue) throws(JSONError) -> ProjectAction
    ) -> Route {
        Route(
            method, path, name, summary, body: .json(schema: schema), version: .current,
            success: .json("Project", "The project as it stands now.", isVersioned: true),
            problems: [.notFound, .wrongState, .refused, .doesNotFit],
            handler: .signedIn(roles) { call, principal throws(GatewayError) in
                let action: ProjectAction
                do throws(JSONError) { action = try reading(call.body) } catch { return .problem(.unreadable(error)) }
                let outcome = try call.gateway.take(
                    action, on: call.part("id"), version: call.version ?? Call.noVersion, by: principal)
                switch outcome {
                case .done(let project, let receipt): return shown(project, entry: receipt.seq)
                case .refused(let refusal, let receipt): return .problem(.refused(refusal, entry: receipt.seq))
                case .changedMeanwhile(let version): return .problem(.changedMeanwhile(now: version))
                case .notThere: return .problem(.notThere)
                }
            })
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
        return .json(
            Page(answers, call) { $0 }.json("queries") {
                ["query": .string($0), "href": .string("/v1/queries/\($0)")]
            })
    }

    private static func shown(
        _ project: Project, entry: Int?, more: JSONObject = [:], status: Int = 200, headers: HTTPHeaders = [:]
    ) -> Reply {
        var headers = headers
        headers.set(Field.entityTag, EntityTag.text(project.version))
        return .json(project.json.naming(entry).adding(more), status: status, headers: headers)
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
