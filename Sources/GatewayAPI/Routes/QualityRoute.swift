import AuditLog
import Catalogue
import Gateway
import HTTP
import Identity
import JSON

/// How good the data are.
enum QualityRoute {
    static let all = [
        Route(
            .get, "/v1/datasets/{id}/quality", "readQuality",
            "How complete, plausible and timely a dataset is, by borough and controller. Drawn once for each release, paid "
                + "from the data's own budget and the same for everybody. Of sensitive data, for people with an approved "
                + "project.",
            parameters: [asOf], success: .json("QualityReport", "The report, with a receipt of the audit log."),
            problems: [.notFound, .refused, .unfinished], handler: .signedIn(RouteHandler.everyRole, report))
    ]

    private static let asOf = QueryParameter(
        name: "asOf", form: .month, description: "The release, such as `2026-03`; the newest where it is not said.")

    private static func report(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        guard let id = DatasetID(call.part("id")),
            let recorded = try call.gateway.qualityReport(
                of: id, asOf: call.query["asOf"].flatMap { Month($0) }, by: call.asker(principal))
        else { return .problem(.notThere) }
        switch recorded.outcome {
        case .released(let report): return .answer(.bytes(report.bytes(with: recorded.receipt), type: MediaType.json))
        case .refused(let refusal): return .problem(.refused(refusal, entry: recorded.receipt.seq))
        case .failed(let code): return .problem(.unfinished(code: code, entry: recorded.receipt.seq))
        // No report is held for review, waited for, or asked for with a body.
        case .held, .unreadable, .underWay, .ended, .crowded: throw .damagedStore
        }
    }
}
