import Gateway
import Governance
import HTTP
import Identity
import JSON

/// The problems of this room, each with its code.
extension Problem {
    // What was asked for.
    static let unknownPath = Problem(
        .notFound, code: "SH-A101", "There is nothing at this path.", change: "See `/openapi.json` for what there is.")

    static func wrongMethod(_ allowed: [HTTPMethod]) -> Problem {
        let names = allowed.map(\.rawValue)
        var problem = Problem(
            .wrongMethod, code: "SH-A104", "This path does not take this method.",
            change: "Use one of: \(names.joined(separator: ", ")).")
        problem.headers = [Field.allow: names.joined(separator: ", ")]
        return problem
    }

    /// The same for what does not exist and for what the asker may not see.
    static let notThere = Problem(
        .notFound, code: "SH-A105", "There is nothing here that you may see.",
        change: "Check the id, or ask to be added to the project.")

    static let pruned = Problem(
        .notFound, code: "SH-A107",
        "Entries of this bundle were taken out of the log when their time had come. Their hashes are kept.",
        change: "Read what is left of them at `/v1/audit/entries`.")

    static let notDescribed = Problem(
        .notFound, code: "SH-A108", "We were not told who stands behind this data, so we have no entry for it.",
        change: "Read `/v1/datasets/{id}`, or ask the operator to declare `about` for it.")

    // Who asks.
    static func notSignedIn(_ refusal: AuthenticationRefusal) -> Problem {
        guard refusal != .undecidable else {
            return .later(refusal.code, refusal.message, change: refusal.change, seconds: 60)
        }
        var problem = Problem(.notSignedIn, code: refusal.code, refusal.message, change: refusal.change)
        problem.ask = refusal.ask
        problem.headers = [
            Field.wwwAuthenticate: refusal == .missing
                ? #"Bearer realm="salthouse""# : #"Bearer realm="salthouse", error="invalid_token""#
        ]
        return problem
    }

    static func wrongRole(_ roles: Set<Role>) -> Problem {
        let names = roles.sorted().map(\.rawValue).joined(separator: " or ")
        var problem = Problem(
            .notPermitted, code: "SH-A201", "Only people with the role of \(names) can do this.",
            change: "Use a token that has this role.")
        problem.ask = "the operator of this gateway"
        return problem
    }

    // How it was asked.
    static func unknownParameter(_ known: [QueryParameter]) -> Problem {
        let names = known.map { "`\($0.name)`" }.joined(separator: ", ")
        return Problem(
            .unreadable, code: "SH-A301", "The query string has a parameter that is not known here.",
            change: known.isEmpty ? "Send no parameters." : "Use only: \(names).")
    }

    static func badParameter(_ parameter: QueryParameter) -> Problem {
        Problem(
            .unreadable, code: "SH-A302", "The parameter `\(parameter.name)` is not what it should be.",
            change: "Send \(parameter.expected), once.")
    }

    static let notJSON = Problem(
        .wrongMediaType, code: "SH-A303", "The body is not declared as JSON.",
        change: "Send JSON with the header `Content-Type: application/json`.")

    static func unreadable(_ error: JSONError) -> Problem {
        var problem = Problem(.unreadable, code: "SH-A304", sentence(error.message))
        problem.pointer = error.pointer
        return problem
    }

    static func notAcceptable(_ offers: [String]) -> Problem {
        Problem(
            .notAcceptable, code: "SH-A305", "This is not to be had in a format that you accept.",
            change: "Accept one of: \(offers.joined(separator: ", ")).")
    }

    static func versionNeeded(_ rule: VersionRule) -> Problem {
        let new = if case .currentOrNew = rule { ", or `If-None-Match: *` for a new one" } else { "" }
        return Problem(
            .versionNeeded, code: "SH-A306", "A change must say which version you read.",
            change: "Read it first, and send its `ETag` in the header `If-Match`\(new).")
    }

    /// - Parameter version: the version that stands now; nil where there is none.
    static func changedMeanwhile(now version: Int?) -> Problem {
        var problem = Problem(
            .changedMeanwhile, code: "SH-A307", "This is not the version that you read.",
            change: "Read it again, and decide whether you still want the change.")
        if let version { problem.headers = [Field.entityTag: EntityTag.text(version)] }
        return problem
    }

    static let alreadyRecalled = Problem(
        .wrongState, code: "SH-A310", "This answer was called back before.",
        change: "There is nothing left to do: it says so from then on.")

    static let tooLateToCancel = Problem(
        .wrongState, code: "SH-A311", "This question has ended, so it cannot be cancelled.",
        change: "There is nothing left to do. An answer that has left stays where it is.")

    static let notYoursToCancel = Problem(
        .refused, code: "SH-A312", "Only the person who asked, or a steward, can cancel a question.",
        change: "Ask one of them.")

    static let badIdempotencyKey = Problem(
        .unreadable, code: "SH-A308", "The header `Idempotency-Key` is not what it should be.",
        change: "Send 1 to 200 printable ASCII characters without spaces, once.")

    static let otherRequest = Problem(
        .doesNotFit, code: "SH-A313", "This `Idempotency-Key` was used for another request.",
        change: "Use a new key for a new request, or send the same request as before.")

    static let sameRequestUnderWay: Problem = {
        var problem = Problem(
            .wrongState, code: "SH-A314", "The first request with this `Idempotency-Key` is still under way.",
            change: "Send it again in a moment: you will get the same answer.")
        problem.headers = [Field.retryAfter: "1"]
        return problem
    }()

    static let badVersion = Problem(
        .unreadable, code: "SH-A309", "The headers do not say which version you read.",
        change: "Send one `If-Match` with the `ETag` that you read, or one `If-None-Match: *` for a new one.")

    // What the gateway cannot do.
    static let unavailable = Problem.later("SH-A501", "The gateway cannot answer now. Nothing was decided.")
    static let notReady = Problem.later("SH-A502", "The gateway is not ready to answer questions.")

    /// Why questions cannot be answered; nil where they can.
    static func notReady(_ readiness: Readiness) -> Problem? {
        switch readiness {
        case .serving: nil
        case .draining: .later("SH-A503", "The gateway is about to stop. Go to another, or come back soon.")
        case .logClosed: .later("SH-A504", "The gateway takes no questions, because its log is closed.")
        case .diskLow: .later("SH-A505", "The gateway takes no questions, because its disk is nearly full.")
        case .noData, .databaseFailed: .notReady
        }
    }

    private static func later(
        _ code: String, _ detail: String, change: String = "Try again in a few seconds.", seconds: Int = 5
    ) -> Problem {
        var problem = Problem(.unavailable, code: code, detail, change: change)
        problem.ask = "the operator of this gateway"
        problem.headers = [Field.retryAfter: String(seconds)]
        return problem
    }
}

/// The gateway's and the server's own answers as problems.
extension Problem {
    static func refused(_ refusal: Refusal, entry: Int) -> Problem {
        reasons(refusal.reasons, .refused, code: refusal.code, entry: entry)
    }

    /// A decision that cannot be taken now.
    static func undecidable(_ refusal: Refusal, entry: Int) -> Problem {
        reasons(refusal.reasons, .wrongState, code: refusal.code, entry: entry)
    }

    static func refused(_ refusal: ProjectRefusal, entry: Int) -> Problem {
        let kind: Kind =
            switch refusal.kind {
            case .notFound: .notFound
            case .wrongState: .wrongState
            case .notYours: .refused
            case .doesNotFit: .doesNotFit
            }
        return reasons(refusal.reasons, kind, code: refusal.code, entry: entry)
    }

    private static func reasons(_ reasons: [RefusalReason], _ kind: Kind, code: String, entry: Int) -> Problem {
        let detail =
            reasons.count == 1
            ? reasons[0].message : "There are \(reasons.count) reasons against this. Each one says what to change."
        var problem = Problem(kind, code: code, detail)
        problem.reasons = reasons
        problem.entry = entry
        return problem
    }

    static func unreadable(_ unreadable: Unreadable, entry: Int) -> Problem {
        var problem = Problem(
            .unreadable, code: unreadable.code, sentence(unreadable.message),
            change: unreadable.change.map(sentence))
        problem.pointer = unreadable.pointer
        problem.entry = entry
        return problem
    }

    static func unfinished(code: String, entry: Int) -> Problem { unfinished(.unfinished, code, entry) }

    /// The same, told of later.
    static func failed(code: String, entry: Int) -> Problem { unfinished(.over, code, entry) }

    private static func unfinished(_ kind: Kind, _ code: String, _ entry: Int) -> Problem {
        var problem = Problem(
            kind, code: code,
            "The question was begun and could not be finished. Its price stays paid, because the data were read.",
            change: "Ask a smaller question, or ask again later.")
        problem.ask = "the operator of this gateway"
        problem.entry = entry
        return problem
    }

    /// A question that ended before anything was decided.
    static func over(code: String, entry: Int) -> Problem {
        let why =
            code == Refusal.cancelledCode
            ? "This question was cancelled." : "The gateway was stopped before it had decided on this question."
        var problem = Problem(
            .over, code: code, "\(why) Nothing left, and nothing was charged.", change: "Ask again.")
        problem.entry = entry
        return problem
    }

    static func crowded(_ crowd: JobCrowd, entry: Int) -> Problem {
        let (kind, detail): (Kind, String) =
            switch crowd {
            case .person: (.tooManyQuestions, "You have as many questions under way as one person may.")
            case .project: (.tooManyQuestions, "Your project has as many questions under way as one project may.")
            case .gateway: (.unavailable, "As many questions wait as may wait.")
            }
        var problem = Problem(
            kind, code: crowd.code, "\(detail) Nothing was begun.", change: "Wait until one has ended, or cancel one.")
        problem.headers = [Field.retryAfter: "5"]
        problem.entry = entry
        return problem
    }

    static func rejection(_ rejection: HTTPRejection) -> Problem {
        let kind: Kind =
            switch rejection.status {
            case Kind.unavailable.status: .unavailable
            case Kind.tooLarge.status: .tooLarge
            default: rejection.isOfSender ? .unreadable : .notHTTP
            }
        var problem = Problem(
            kind, code: rejection.code, sentence(rejection.message), status: rejection.status)
        if rejection.reason == .overloaded { problem.headers = [Field.retryAfter: "1"] }
        return problem
    }
}

/// A phrase as a sentence: a capital first, a full stop last.
func sentence(_ phrase: String) -> String {
    let text = phrase.prefix(1).uppercased() + phrase.dropFirst()
    return text.hasSuffix(".") ? text : text + "."
}
