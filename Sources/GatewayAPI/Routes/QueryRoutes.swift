import AuditLog
import Gateway
import Governance
import HTTP
import Identity
import JSON
import QueryLanguage

/// Asking, and reading what was answered.
enum QueryRoutes {
    static let all = [
        Route(
            .post, "/v1/checks", "checkQueries",
            "Says of a query, or of several under `queries`, what would happen to it. Nothing runs.",
            body: .json(schema: "CheckRequest"), asks: true, success: .json("CheckAnswer", "What would happen."),
            problems: [.notPermitted], handler: .signedIn(RouteHandler.everyRole, CheckRoute.check)),
        Route(
            .post, "/v1/queries", "ask",
            "Asks a query, and answers with a table that is safe to keep. Of made-up rows (`\"tier\": \"synthetic\"`) "
                + "anybody signed in may ask, without a project, and nothing is spent. With `Prefer: respond-async`, and where a "
                + "question is large, 202 says where its answer will be.",
            body: .json(schema: "Query"), retry: .question, mayBeLater: true, asks: true,
            success: .answer, problems: [.notPermitted, .refused, .unfinished],
            handler: .signedIn(RouteHandler.everyRole, ask)),
        Route(
            .get, "/v1/queries/{id}", "readAnswer",
            "An answer that was given before, also after the approval's end. One that was called back says in "
                + "`Salthouse-Recalled` when.",
            success: .answer,
            problems: [.notFound, .refused, .over],
            handler: .signedIn(ProjectRoutes.readers, answer)),
        Route(
            .delete, "/v1/queries/{id}", "cancelQuery",
            "Cancels a question that is under way. Nothing leaves, and nothing is charged. An answer that left stays.",
            success: .json("CancelledQuery", "It has ended."), problems: [.notFound, .refused, .wrongState],
            handler: .signedIn([.researcher, .steward], cancel)),
        Route(
            .get, "/v1/queries/{id}/disclosure-record", "readDisclosureRecord",
            "By which rules, parameters and versions an answer was protected.",
            success: .json("DisclosureRecord", "The record."), problems: [.notFound],
            handler: .signedIn(ProjectRoutes.readers, disclosureRecord)),
        Route(
            .get, "/v1/queries/{id}/receipt", "readReceipt",
            "Proof that the answer stands in the audit log (C2SP tlog-proof), seen by witnesses once they have looked.",
            success: .json("Receipt", "The receipt."), problems: [.notFound],
            handler: .signedIn(ProjectRoutes.readers, receipt)),
    ]

    private static func ask(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        if let problem = problem(asking: [call.body], as: principal) { return .problem(problem) }
        return try reply(try call.gateway.ask(call.body, by: call.asker(principal)), call)
    }

    /// Of real rows researchers ask, of made-up ones everybody who is signed in.
    static func problem(asking bodies: [JSONValue], as principal: AuthenticatedPrincipal) -> Problem? {
        let roles: Set<Role> = [.researcher]
        let areMadeUp = bodies.allSatisfy { QueryTier(askedIn: $0) == .synthetic }
        return areMadeUp || !principal.roles.isDisjoint(with: roles) ? nil : .wrongRole(roles)
    }

    private static func reply(_ recorded: RecordedOutcome, _ call: Call) throws(GatewayError) -> Reply {
        switch recorded.outcome {
        case .released(let answer): return try table(answer, recorded.receipt, call)
        case .held(let body): return held(body, recorded.receipt)
        case .refused(let refusal): return .problem(.refused(refusal, entry: recorded.receipt.seq))
        case .unreadable(let problem): return .problem(.unreadable(problem, entry: recorded.receipt.seq))
        case .failed(let code): return .problem(.unfinished(code: code, entry: recorded.receipt.seq))
        case .underWay(let status): return underWay(status, recorded.receipt, call)
        case .ended(let code): return .problem(.over(code: code, entry: recorded.receipt.seq))
        case .crowded(let crowd): return .problem(.crowded(crowd, entry: recorded.receipt.seq))
        }
    }

    private static func answer(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        guard let recorded = try call.gateway.answer(call.part("id"), for: principal) else {
            return .problem(.notThere)
        }
        if case .failed(let code) = recorded.outcome {
            return .problem(.failed(code: code, entry: recorded.receipt.seq))
        }
        let reply = try reply(recorded, call)
        guard let recall = try call.gateway.recall(of: call.part("id")), case .answer(var response) = reply else {
            return reply
        }
        response.headers.set(Field.recalled, recall.at.description)
        return .answer(response)
    }

    /// What is told while the answer waits for people, whatever format it will have.
    private static func held(_ body: JSONValue, _ receipt: Receipt) -> Reply {
        guard case .object(var object) = body, case .string(let path)? = object["path"] else { return .json(body) }
        object["receipt"] = receipt.json
        return .json(.object(object), status: 202, headers: [Field.location: path])
    }

    /// What is told of a question that nobody waits for, and of one that is asked for too early.
    private static func underWay(_ status: JobStatus, _ receipt: Receipt, _ call: Call) -> Reply {
        var object = status.json
        object["receipt"] = receipt.json
        var headers: HTTPHeaders = [
            Field.location: status.path, Field.retryAfter: String(status.retryAfterSeconds),
        ]
        if PreferField.wantsJob(call.request.headers.all(Field.prefer)), call.request.method == .post {
            headers.add(Field.preferenceApplied, PreferField.respondAsync)
        }
        return .json(.object(object), status: 202, headers: headers)
    }

    private static func cancel(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        let id = call.part("id")
        switch try call.gateway.cancel(id, by: principal) {
        case .done(let receipt):
            return .json(["query": .string(id), "status": "cancelled", "receipt": receipt.json])
        case .tooLate: return .problem(.tooLateToCancel)
        case .notYours: return .problem(.notYoursToCancel)
        case .notThere: return .problem(.notThere)
        }
    }

    private static func disclosureRecord(
        _ call: Call, _ principal: AuthenticatedPrincipal
    ) throws(GatewayError) -> Reply {
        guard let (answer, _) = try stored(call, principal) else { return .problem(.notThere) }
        guard let record = try answer.members()["record"] else { throw .damagedStore }
        return .json(record)
    }

    private static func receipt(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        guard let (_, receipt) = try stored(call, principal) else { return .problem(.notThere) }
        return .json(try call.gateway.witnessed(receipt).json)
    }

    private static func stored(
        _ call: Call, _ principal: AuthenticatedPrincipal
    ) throws(GatewayError) -> (answer: Answer, receipt: Receipt)? {
        guard let recorded = try call.gateway.answer(call.part("id"), for: principal),
            case .released(let answer) = recorded.outcome
        else { return nil }
        return (answer, recorded.receipt)
    }

    /// An answer in the format that was asked for. All depend on `Accept`, and lie under the answer's own path, but for those
    /// about made-up rows: they lie nowhere, and say in a field of their own what they are.
    private static func table(
        _ answer: Answer, _ receipt: Receipt, _ call: Call
    ) throws(GatewayError) -> Reply {
        var headers: HTTPHeaders = [Field.vary: Field.accept]
        if let tier = answer.tier {
            headers.add(Field.tier, tier)
        } else {
            headers.add(Field.contentLocation, "/v1/queries/\(answer.name)")
        }
        let (type, body) =
            switch call.mediaType {
            case MediaType.csv: (CSVText.type, AnswerTable(try answer.members()).csv())
            case MediaType.jsonStat:
                (MediaType.jsonStat, AnswerTable(try answer.members()).jsonStat(receipt: receipt.json))
            default: (MediaType.json, answer.bytes(with: receipt))
            }
        return .answer(.bytes(body, type: type, headers: headers))
    }
}
