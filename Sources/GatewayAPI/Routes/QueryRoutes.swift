import AuditLog
import Gateway
import HTTP
import Identity
import JSON

/// Asking, and reading what was answered.
enum QueryRoutes {
    static let all = [
        Route(
            .post, "/v1/checks", "checkQueries",
            "Says of a query, or of several under `queries`, what would happen to it. Nothing runs.",
            body: .json(schema: "CheckRequest"), success: .json("CheckAnswer", "What would happen."),
            handler: .signedIn([.researcher], CheckRoute.check)),
        Route(
            .post, "/v1/queries", "ask", "Asks a query, and answers with a table that is safe to keep.",
            body: .json(schema: "Query"), isRepeatable: true,
            success: .table("Answer", "The table, with a receipt of the audit log."),
            problems: [.refused, .unfinished],
            handler: .signedIn([.researcher], ask)),
        Route(
            .get, "/v1/queries/{id}", "readAnswer", "An answer that was given before, also after the approval's end.",
            success: .table("Answer", "The table, with a receipt of the audit log."),
            problems: [.notFound, .refused],
            handler: .signedIn(ProjectRoutes.readers, answer)),
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
        reply(try call.gateway.ask(call.body, by: call.asker(principal)), call)
    }

    private static func reply(_ recorded: RecordedOutcome, _ call: Call) -> Reply {
        switch recorded.outcome {
        case .released(let body): return table(body, recorded.receipt, call)
        case .held(let body): return held(body, recorded.receipt)
        case .refused(let refusal): return .problem(.refused(refusal, entry: recorded.receipt.seq))
        case .unreadable(let problem): return .problem(.unreadable(problem, entry: recorded.receipt.seq))
        case .failed(let code): return .problem(.unfinished(code: code, entry: recorded.receipt.seq))
        }
    }

    private static func answer(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        guard let recorded = try call.gateway.answer(call.part("id"), for: principal) else {
            return .problem(.notThere)
        }
        if case .failed = recorded.outcome { return .problem(.notThere) }
        return reply(recorded, call)
    }

    /// What is told while the answer waits for people, whatever format it will have.
    private static func held(_ body: JSONValue, _ receipt: Receipt) -> Reply {
        guard case .object(var object) = body, case .string(let path)? = object["path"] else { return .json(body) }
        object["receipt"] = receipt.json
        return .json(.object(object), status: 202, headers: [Field.location: path])
    }

    private static func disclosureRecord(
        _ call: Call, _ principal: AuthenticatedPrincipal
    ) throws(GatewayError) -> Reply {
        guard let (body, _) = try stored(call, principal) else { return .problem(.notThere) }
        guard case .object(let object) = body, let record = object["record"] else { throw .damagedStore }
        return .json(record)
    }

    private static func receipt(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        guard let (_, receipt) = try stored(call, principal) else { return .problem(.notThere) }
        return .json(try call.gateway.witnessed(receipt).json)
    }

    private static func stored(
        _ call: Call, _ principal: AuthenticatedPrincipal
    ) throws(GatewayError) -> (body: JSONValue, receipt: Receipt)? {
        guard let recorded = try call.gateway.answer(call.part("id"), for: principal),
            case .released(let body) = recorded.outcome
        else { return nil }
        return (body, recorded.receipt)
    }

    /// An answer in the format that was asked for. Both formats depend on `Accept`, and lie under the answer's own path.
    private static func table(_ body: JSONValue, _ receipt: Receipt, _ call: Call) -> Reply {
        guard case .object(var object) = body else { return .json(body) }
        var headers: HTTPHeaders = [Field.vary: Field.accept]
        if case .string(let id)? = object["query"] { headers.add(Field.contentLocation, "/v1/queries/\(id)") }
        guard call.mediaType != MediaType.csv else {
            return .answer(
                .bytes(
                    AnswerTable(object).csv(), type: "text/csv; charset=utf-8; header=present", headers: headers))
        }
        object["receipt"] = receipt.json
        return .json(.object(object), headers: headers)
    }
}
