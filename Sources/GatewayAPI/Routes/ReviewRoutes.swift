import AuditLog
import Gateway
import Governance
import HTTP
import Identity
import JSON

/// Answers that two people look at before they leave.
enum ReviewRoutes {
    static let all = [
        Route(
            .get, "/v1/reviews", "listReviews", "The answers that wait for you, or for somebody like you, to look at.",
            parameters: [.after, .limit], success: .json("Reviews", "Answers that wait, oldest first."),
            handler: .signedIn(reviewers, list)),
        Route(
            .get, "/v1/reviews/{id}", "readReview", "An answer that waits, exactly as the researcher would get it.",
            success: .json("Review", "The review."), problems: [.notFound], handler: .signedIn(reviewers, read)),
        Route(
            .post, "/v1/reviews/{id}/decisions", "decideReview",
            "Says whether the answer may leave, and why. It takes two people's yes; one no is enough.",
            body: .json(schema: "ReviewDecision"), success: .json("Review", "The review as it stands now."),
            problems: [.notFound, .wrongState], handler: .signedIn(reviewers, decide)),
    ]

    private static let reviewers: Set<Role> = [.steward, .panel]

    private static func list(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        .json(
            Page(try call.gateway.reviews(for: principal), call) { $0.id }.json("reviews") { .object($0.summary) })
    }

    private static func read(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        guard let review = try call.gateway.review(call.part("id"), for: principal) else {
            return .problem(.notThere)
        }
        return .json(review.json)
    }

    private static func decide(_ call: Call, _ principal: AuthenticatedPrincipal) throws(GatewayError) -> Reply {
        let decision: ReviewDecision
        do throws(JSONError) { decision = try ReviewDecision(body: call.body) } catch {
            return .problem(.unreadable(error))
        }
        switch try call.gateway.decide(decision, on: call.part("id"), by: principal) {
        case .done(let review, let receipt): return .json(review.json.naming(receipt.seq))
        case .refused(let refusal, let receipt): return .problem(.undecidable(refusal, entry: receipt.seq))
        case .notThere: return .problem(.notThere)
        }
    }
}

extension AnswerReview {
    /// What a list shows of it.
    var summary: JSONObject {
        [
            "query": .string(id), "project": .string(project), "state": .string(state), "heldAt": .string(heldAt),
            "reasons": .array(reasons.map { .string($0) }), "href": .string("/v1/reviews/\(id)"),
        ]
    }

    var json: JSONValue {
        var object = summary
        object["decisions"] = .array(
            decisions.map { ["decision": $0.releases ? "release" : "refuse", "words": .string($0.words)] })
        object["answer"] = answer
        return .object(object)
    }
}
