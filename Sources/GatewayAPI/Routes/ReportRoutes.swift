import Gateway
import HTTP
import Identity
import JSON

/// What the charter's reviewers export.
enum ReportRoutes {
    static let all = [
        Route(
            .get, "/v1/reports/charter-review", "readCharterReview",
            "How the charter was kept: verdicts and refusals by clause, suspensions, marks, waiting times, incidents, "
                + "recalls, machine use. `salthouse-verify review` makes the same bytes from the log's files. Each export "
                + "is itself recorded, and stands in it.",
            parameters: [from, to],
            success: .json("CharterReview", "The review, under a signed checkpoint of the log."),
            handler: .signedIn([.auditor], review))
    ]

    private static let from = QueryParameter(
        name: "from", form: .day, description: "The first day, in UTC; two years before the last where it is not said.")
    private static let to = QueryParameter(
        name: "to", form: .day, description: "The last day, in UTC; today where it is not said.")
    private static let twoYears = 730

    private static func review(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        let last = call.query["to"].flatMap { CivilDay($0) } ?? call.gateway.now.day
        let first =
            call.query["from"].flatMap { CivilDay($0) } ?? CivilDay(number: last.number - twoYears) ?? last
        guard let review = try call.gateway.charterReview(from: first, to: last, by: principal) else {
            return .problem(.badParameter(from))
        }
        return .json(review, headers: [Field.cacheControl: "private, no-store"])
    }
}
