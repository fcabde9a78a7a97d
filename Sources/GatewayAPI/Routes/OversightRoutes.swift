import AuditLog
import Gateway
import Governance
import HTTP
import Identity
import JSON

/// What went wrong, and what is done about it.
enum OversightRoutes {
    static let all = [
        Route(
            .post, "/v1/incidents", "reportIncident",
            "Reports that something went wrong with data. The regulator is to be told within 72 hours of knowing.",
            body: .json(schema: "IncidentReport"), retry: .kept,
            success: .json("Incident", "The incident.", status: 201, isVersioned: true),
            handler: .signedIn(RouteHandler.everyRole, report)),
        Route(
            .get, "/v1/incidents", "listIncidents", "Every incident, with its clock.", parameters: [.after, .limit],
            success: .json("Incidents", "Incidents by id."), handler: .signedIn(readers, list)),
        Route(
            .get, "/v1/incidents/{id}", "readIncident", "One incident, with its clock.",
            success: .json("Incident", "The incident.", isVersioned: true), problems: [.notFound],
            handler: .signedIn(readers, read)),
        Route(
            .post, "/v1/incidents/{id}/steps", "stepIncident",
            "Says what was done: a note, that the regulator was told or need not be, or that it is over.",
            body: .json(schema: "IncidentStepRequest"), version: .current, retry: .kept,
            success: .json("Incident", "The incident as it stands now.", isVersioned: true), problems: [.notFound],
            handler: .signedIn([.steward, .operator], step)),
        Route(
            .post, "/v1/recalls", "recallAnswer",
            "Calls back an answer that was found wrong. It stays readable, and says so from now on.",
            body: .json(schema: "RecallRequest"), retry: .kept, success: .json("Recall", "The recall.", status: 201),
            problems: [.notFound, .wrongState], handler: .signedIn([.steward], recall)),
        Route(
            .get, "/v1/recalls", "listRecalls", "The answers that were called back.", parameters: [.after, .limit],
            success: .json("Recalls", "Recalls by the answer's id."), handler: .signedIn(readers, recalls)),
    ]

    private static let readers: Set<Role> = [.steward, .panel, .auditor, .operator]

    private static func report(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        let change = try call.gateway.report(
            call.body, by: principal, keeping: keeping(call, principal, created: true))
        return reply(change, call, created: true)
    }

    private static func step(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        let change = try call.gateway.step(
            call.body, on: call.part("id"), version: call.version ?? Call.noVersion, by: principal,
            keeping: keeping(call, principal, created: false))
        return reply(change, call, created: false)
    }

    private static func keeping(
        _ call: Call, _ principal: AuthenticatedPrincipal, created: Bool
    ) -> Keeping<Incident> {
        call.keeping(principal) { (incident: Incident) throws(GatewayError) in
            shown(incident, call, entry: nil, created: created)
        }
    }

    private static func reply(_ change: Gateway.IncidentChange, _ call: Call, created: Bool) -> Reply {
        switch change {
        case .done(let incident, let receipt): shown(incident, call, entry: receipt.seq, created: created)
        case .unreadable(let error): .problem(.unreadable(error))
        case .changedMeanwhile(let version): .problem(.changedMeanwhile(now: version))
        case .notThere: .problem(.notThere)
        }
    }

    private static func list(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        let now = call.gateway.now
        return .json(Page(try call.gateway.incidents(), call) { $0.id }.json("incidents") { $0.view(at: now) })
    }

    private static func read(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        guard let incident = try call.gateway.incident(call.part("id")) else { return .problem(.notThere) }
        return shown(incident, call, entry: nil, created: false)
    }

    private static func shown(_ incident: Incident, _ call: Call, entry: Int?, created: Bool) -> Reply {
        var headers: HTTPHeaders = [Field.entityTag: EntityTag.text(incident.version)]
        if created { headers.add(Field.location, "/v1/incidents/\(incident.id)") }
        return .json(
            incident.view(at: call.gateway.now).naming(entry), status: created ? 201 : 200, headers: headers)
    }

    private static func recall(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        func shown(_ recall: Recall, _ entry: Int?) -> Reply {
            .json(
                recall.json.naming(entry), status: 201, headers: [Field.location: "/v1/queries/\(recall.query)"])
        }
        let outcome = try call.gateway.recall(
            call.body, by: principal,
            keeping: call.keeping(principal) { (recall: Recall) throws(GatewayError) in shown(recall, nil) })
        return switch outcome {
        case .done(let recall, let receipt): shown(recall, receipt.seq)
        case .unreadable(let error): .problem(.unreadable(error))
        case .alreadyRecalled: .problem(.alreadyRecalled)
        case .notThere: .problem(.notThere)
        }
    }

    private static func recalls(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        .json(Page(try call.gateway.recalls(), call) { $0.query }.json("recalls") { $0.json })
    }
}

extension Incident {
    /// The incident with what its clock shows now.
    fileprivate func view(at now: Moment) -> JSONValue {
        var clock: JSONObject = ["deadline": .string(deadline.description), "open": .bool(isOpen)]
        clock["hoursLeft"] = hoursLeft(at: now).map { .integer($0) }
        return json.adding(["clock": .object(clock)])
    }
}
